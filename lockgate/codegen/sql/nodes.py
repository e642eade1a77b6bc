"""Builders of sqlglot nodes: every identifier is quoted, operands are put in parentheses where they must be.

Functions are built by their name in the engine, never by sqlglot's own classes, whose printers rewrite
what they are given from one dialect to another; our tables say exactly what is to be printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlglot import exp

Node = exp.Expr

_LEVELS: dict[type[Any], int] = {
    exp.Or: 1,
    exp.And: 2,
    exp.Not: 3,
    exp.Is: 4,
    exp.EQ: 4,
    exp.NEQ: 4,
    exp.LT: 4,
    exp.LTE: 4,
    exp.GT: 4,
    exp.GTE: 4,
    exp.NullSafeEQ: 4,
    exp.NullSafeNEQ: 4,
    exp.In: 4,
    exp.Between: 4,
    exp.Like: 4,
    exp.Escape: 4,
    exp.DPipe: 5,
    exp.Add: 6,
    exp.Sub: 6,
    exp.Mul: 7,
    exp.Div: 7,
    exp.IntDiv: 7,
    exp.Mod: 7,
    exp.Neg: 8,
    exp.Lambda: 0,
}
_ASSOCIATIVE = (exp.Or, exp.And, exp.Add, exp.Mul, exp.DPipe)
ATOM = 9


def level(node: Node) -> int:
    """How tightly a node binds; larger is tighter."""
    return _LEVELS.get(type(node), ATOM)


def operand(node: Node, least: int) -> Node:
    """The node, in parentheses if it binds less tightly than `least`."""
    return node if level(node) >= least else exp.Paren(this=node)


def identifier(name: str) -> exp.Identifier:
    return exp.Identifier(this=name, quoted=True)


def column(name: str, table: str | None = None) -> exp.Column:
    if table is None:
        return exp.Column(this=identifier(name))
    return exp.Column(this=identifier(name), table=identifier(table))


def call(name: str, *args: Node) -> exp.Anonymous:
    """A function by its name in the engine."""
    return exp.Anonymous(this=name, expressions=list(args))


def raw_string(text: str) -> exp.Literal:
    return exp.Literal(this=text, is_string=True)


def number(value: int | str) -> Node:
    return exp.Literal(this=str(value), is_string=False)


def binary(kind: type[Any], left: Node, right: Node) -> Node:
    """An operator between two operands, which go into parentheses where reading needs it."""
    own = _LEVELS[kind]
    chained = own in (1, 2, 5) or (own == 6) or (own == 7 and type(left) is kind and kind is exp.Mul)
    made: Node = kind(
        this=operand(left, own if chained else own + 1),
        expression=operand(right, own if own <= 2 else own + 1),
    )
    return made


def connect(kind: type[Any], nodes: Sequence[Node]) -> Node:
    """`a AND b AND c` (or OR) of one or more conditions."""
    made = nodes[0]
    for node in nodes[1:]:
        made = binary(kind, made, node)
    return made


def negated(node: Node) -> Node:
    """NOT of a condition."""
    if isinstance(node, exp.Is) and not node.args.get("negate"):
        return exp.Is(this=node.this, expression=node.expression, negate=True)
    if isinstance(node, exp.NullSafeEQ):
        return exp.NullSafeNEQ(this=node.this, expression=node.expression)
    return exp.Not(this=operand(node, 4))


def is_null(node: Node) -> Node:
    return exp.Is(this=operand(node, 5), expression=exp.Null())


def is_not_null(node: Node) -> Node:
    return exp.Is(this=operand(node, 5), expression=exp.Null(), negate=True)


def case(branches: Iterable[tuple[Node, Node]], default: Node | None = None) -> exp.Case:
    return exp.Case(ifs=[exp.If(this=when, true=then) for when, then in branches], default=default)


def cast(node: Node, kind: exp.DataType, *, safe: bool = False) -> Node:
    return exp.TryCast(this=node, to=kind) if safe else exp.Cast(this=node, to=kind)


def alias(node: Node, name: str) -> exp.Alias:
    return exp.Alias(this=node, alias=identifier(name))


def table_alias(name: str, columns: Iterable[str] = ()) -> exp.TableAlias:
    return exp.TableAlias(this=identifier(name), columns=[identifier(item) for item in columns])


def table(name: str, as_name: str | None = None) -> exp.Table:
    """A dataset by its dotted name, in two parts at most."""
    first, dot, second = name.partition(".")
    alias_node = table_alias(as_name) if as_name is not None else None
    if not dot:
        return exp.Table(this=identifier(name), alias=alias_node)
    return exp.Table(this=identifier(second), db=identifier(first), alias=alias_node)


def ordered(node: Node, descending: bool, nulls_first: bool) -> exp.Ordered:
    """A sort key that always prints where NULLs go."""
    return exp.Ordered(this=node, desc=descending, nulls_first=nulls_first)


def filtered(node: Node, condition: Node) -> exp.Filter:
    """An aggregate with a FILTER clause."""
    return exp.Filter(this=node, expression=exp.Where(this=condition))
