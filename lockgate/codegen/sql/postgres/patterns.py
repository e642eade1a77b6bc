"""Functions of regular expressions: constant patterns, translated while the query is written."""

from __future__ import annotations

import re

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.postgres.literals import string
from lockgate.codegen.sql.postgres.once import Make, collated, once
from lockgate.codegen.sql.postgres.regex import tree
from lockgate.codegen.sql.postgres.regex.ambiguity import is_steady
from lockgate.codegen.sql.postgres.regex.parse import Unreadable, parse
from lockgate.codegen.sql.postgres.regex.write import write
from lockgate.codegen.sql.postgres.texts import matches
from lockgate.ir.coerce import integer_literal
from lockgate.ir.expr import Call, Expr, Literal
from lockgate.ir.types import STRING


def like(low: Lowering, call: Call) -> Node:
    """Whether the pattern matches somewhere."""
    node, _ = _parsed(call)
    if node is None:
        return low.cast_to(exp.Null(), low.type(call))
    return matches(_subject(low.firm(call.args[0]), node), _written(call, node))


def extract(low: Lowering, call: Call) -> Node:
    """The first match, or a group of it: empty where the group took no part in the match."""
    node, groups = _parsed(call)
    if node is None:
        return low.cast_to(exp.Null(), STRING)
    group = (integer_literal(call.args[2]) or 0) if len(call.args) > 2 else 0
    if group > groups:
        raise Unsupported(f"`{call.function}`", f"the pattern has no group {group}")
    _hold(call, node, groups=group > 0)
    pattern = string(_written(call, node))
    if group == 0:
        return nodes.call("REGEXP_SUBSTR", _subject(low.firm(call.args[0]), node), pattern)

    def use(text: Make) -> Node:
        counts = [nodes.number(1), nodes.number(1), string(""), nodes.number(group)]
        part = nodes.call("REGEXP_SUBSTR", _subject(text(), node), pattern.copy(), *counts)
        if not _may_be_left_out(node, group):
            return part
        found = matches(_subject(text(), node), str(pattern.this))
        return nodes.case([(found, nodes.call("COALESCE", part, string("")))])

    return once(low, low.firm(call.args[0]), use)


def replace(low: Lowering, call: Call) -> Node:
    """Every match replaced; `\\1` in what replaces it is a group."""
    node, groups = _parsed(call)
    if node is None:
        return low.cast_to(exp.Null(), STRING)
    new = call.args[2]
    constant = isinstance(new, Literal) and isinstance(new.value, str)
    text = str(new.value) if isinstance(new, Literal) and constant else None
    _hold(call, node, groups=text is None or bool(re.search(r"\\[1-9]", text)))
    if text != "" and tree.may_be_empty(node) and _has_characters(node) and not _is_anchored(node):
        reason = "it matches nothing too, and PostgreSQL replaces the nothing behind each match"
        raise Unsupported(f"this pattern of `{call.function}`", reason)
    written = low.firm(new) if text is None else string(_replacement(text, groups))
    subject = _subject(low.firm(call.args[0]), node)
    return nodes.call("REGEXP_REPLACE", subject, string(_written(call, node)), written, string("g"))


def _replacement(text: str, groups: int) -> str:
    """RE2's marks as PostgreSQL's: the whole is `\\&` there."""

    def mark(found: re.Match[str]) -> str:
        char = found[1]
        if char == "0":
            return r"\&"
        if char == "\\":
            return r"\\"
        if not char.isdigit() or int(char) > groups:
            raise Unsupported("`regexp_replace`", f"`{found[0]}` in what replaces is no group of the pattern")
        return found[0]

    return re.sub(r"\\(.?)", mark, text, flags=re.DOTALL)


def _parsed(call: Call) -> tuple[tree.Node | None, int]:
    """The pattern, None where it is NULL, and the number of its groups."""
    pattern: Expr = call.args[1]
    if isinstance(pattern, Literal) and pattern.value is None:
        return None, 0
    if not (isinstance(pattern, Literal) and isinstance(pattern.value, str)):
        raise Unsupported(
            f"`{call.function}` with a pattern that is not a constant",
            "PostgreSQL reads patterns in another way, so they are translated beforehand",
        )
    try:
        return parse(pattern.value)
    except Unreadable as problem:
        raise Unsupported(f"this pattern of `{call.function}`", str(problem)) from None


def _written(call: Call, node: tree.Node) -> str:
    try:
        return write(node)
    except Unreadable as problem:
        raise Unsupported(f"this pattern of `{call.function}`", str(problem)) from None


def _hold(call: Call, node: tree.Node, *, groups: bool) -> None:
    if not is_steady(node, groups=groups):
        raise Unsupported(
            f"this pattern of `{call.function}`",
            "PostgreSQL may choose another match of it: it takes the longest, or the shortest, where the language "
            "takes the first that is found",
        )


def _is_anchored(node: tree.Node) -> bool:
    """It matches at the start of a text alone."""
    first = node.items[0] if isinstance(node, tree.Sequence) and node.items else node
    return first == tree.Edge("begin")


def _has_characters(node: tree.Node) -> bool:
    return isinstance(node, tree.Chars) or any(map(_has_characters, tree.children(node)))


def _subject(text: Node, node: tree.Node) -> Node:
    """Where words end is asked of ASCII alone."""
    return collated(text) if _has_word_edge(node) else text


def _has_word_edge(node: tree.Node) -> bool:
    if isinstance(node, tree.Edge):
        return node.kind in ("word", "no_word")
    return any(_has_word_edge(inner) for inner in tree.children(node))


def _may_be_left_out(node: tree.Node, group: int) -> bool:
    """A match may go without the group."""
    match node:
        case tree.Group(item=item, number=number):
            return number != group and _may_be_left_out(item, group)
        case tree.Repeat(item=item, least=least):
            return _holds(item, group) and (least == 0 or _may_be_left_out(item, group))
        case tree.Choice():
            return _holds(node, group)
        case tree.Sequence(items=items):
            return any(_may_be_left_out(item, group) for item in items)
        case tree.Chars() | tree.Edge():
            return False


def _holds(node: tree.Node, group: int) -> bool:
    if isinstance(node, tree.Group) and node.number == group:
        return True
    return any(_holds(inner, group) for inner in tree.children(node))
