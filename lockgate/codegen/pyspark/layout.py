"""Lays expressions of Python out over lines as black does.

What does not fit on its line is split: an operation before its loosest operators, a chain of methods
before its dots, and all else at the last bracket before which the line fits.
"""

from __future__ import annotations

import ast

from attrs import frozen

from lockgate.codegen.pyspark import flat

WIDTH = 100
STEP = 4


@frozen(slots=True)
class Trailer:
    """What follows an atom: text, and, where it ends in a bracket, what stands inside."""

    text: str
    """`.name`, then the opening bracket if there is one."""
    closing: str = ""
    items: tuple[Item, ...] = ()

    @property
    def whole(self) -> str:
        return self.text + ", ".join(item.whole for item in self.items) + self.closing


@frozen(slots=True)
class Item:
    """One element between brackets, with what stands before it: `name=`, `"key": `."""

    prefix: str
    node: ast.expr

    @property
    def whole(self) -> str:
        return self.prefix + flat.flat(self.node)


def lay(prefix: str, node: ast.expr, suffix: str, indent: int, *, inside: bool = False) -> list[str]:
    """The lines of an expression between two texts; `inside` brackets it may break between operators and dots."""
    whole = prefix + flat.flat(node) + suffix
    if _fits(whole, indent):
        return [_line(whole, indent)]
    match node:
        case ast.BinOp() | ast.Compare():
            return (
                _wrapped(prefix, node, suffix, indent)
                if not inside
                else _operation(prefix, node, suffix, indent)
            )
        case ast.UnaryOp():
            sign = "~" if isinstance(node.op, ast.Invert) else "-"
            return _operand(prefix + sign, node.operand, flat.UNARY, suffix, indent, inside=inside)
        case ast.Lambda():
            names = ", ".join(argument.arg for argument in node.args.args)
            return lay(f"{prefix}lambda {names}: ", node.body, suffix, indent, inside=inside)
        case ast.Call() | ast.Attribute() | ast.Subscript() | ast.Dict() | ast.List() | ast.Tuple():
            return _trailers(prefix, node, suffix, indent, inside)
        case _:
            return [_line(whole, indent)]


def _line(text: str, indent: int) -> str:
    return " " * indent + text


def _fits(text: str, indent: int) -> bool:
    return indent + len(text) <= WIDTH


def _wrapped(prefix: str, node: ast.expr, suffix: str, indent: int) -> list[str]:
    """The expression in parentheses, on lines of its own."""
    inner = lay("", node, "", indent + STEP, inside=True)
    return [_line(f"{prefix}(", indent), *inner, _line(f"){suffix}", indent)]


def _operand(prefix: str, node: ast.expr, least: int, suffix: str, indent: int, *, inside: bool) -> list[str]:
    if flat.level(node) >= least:
        return lay(prefix, node, suffix, indent, inside=inside)
    whole = f"{prefix}{flat.flat(node, least)}{suffix}"
    return [_line(whole, indent)] if _fits(whole, indent) else _wrapped(prefix, node, suffix, indent)


def _operation(prefix: str, node: ast.BinOp | ast.Compare, suffix: str, indent: int) -> list[str]:
    """One operand a line, each but the first behind its operator."""
    _, own = flat.operator(node)
    parts: list[tuple[str, ast.expr, int]] = []
    left: ast.expr = node
    least = own
    while isinstance(left, (ast.BinOp, ast.Compare)) and flat.level(left) == own >= least:
        first, second = flat.operands(left)
        parts.append((f"{flat.operator(left)[0]} ", *second))
        left, least = first
    parts.append((prefix, left, least))
    parts.reverse()
    made: list[str] = []
    for at, (before, operand, needed) in enumerate(parts):
        after = suffix if at == len(parts) - 1 else ""
        made += _operand(before, operand, needed, after, indent, inside=True)
    return made


def _taken_apart(node: ast.expr) -> tuple[ast.expr | None, list[Trailer]]:
    """The atom and what follows it; a display such as `{…}` is one trailer of its own, without an atom."""
    found: list[Trailer] = []
    attribute = ""
    while True:
        match node:
            case ast.Attribute():
                if attribute:
                    found.append(Trailer(attribute))
                attribute, node = f".{node.attr}", node.value
                continue
            case ast.Call():
                items = [Item("", item) for item in node.args]
                items += [Item(f"{item.arg}=", item.value) for item in node.keywords]
                made, inner = ("(", ")", tuple(items)), node.func
            case ast.Subscript():
                inner_items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
                made, inner = ("[", "]", tuple(Item("", item) for item in inner_items)), node.value
            case _:
                break
        if attribute:
            found.append(Trailer(attribute))
            attribute = ""
        opening, closing, items_ = made
        node = inner
        if isinstance(node, ast.Attribute):
            found.append(Trailer(f".{node.attr}{opening}", closing, items_))
            node = node.value
        else:
            found.append(Trailer(opening, closing, items_))
    if attribute:
        found.append(Trailer(attribute))
    found.reverse()
    return node, found


def _display(node: ast.expr) -> Trailer | None:
    match node:
        case ast.Dict():
            return Trailer("{", "}", tuple(Item(f"{flat.flat(k)}: ", v) for k, v in flat.pairs_of(node)))
        case ast.List():
            return Trailer("[", "]", tuple(Item("", item) for item in node.elts))
        case ast.Tuple():
            closing = ",)" if len(node.elts) == 1 else ")"
            return Trailer("(", closing, tuple(Item("", item) for item in node.elts))
        case _:
            return None


def _trailers(prefix: str, node: ast.expr, suffix: str, indent: int, inside: bool) -> list[str]:
    atom, trailers = _taken_apart(node)
    assert atom is not None
    display = _display(atom)
    if display is not None:
        trailers.insert(0, display)
        start = ""
    elif flat.level(atom) < flat.ATOM:
        trailers.insert(0, Trailer("(", ")", (Item("", atom),)))
        start = ""
    else:
        start = flat.base(atom)
    steps = _steps(start, trailers)
    if len(steps) > 2:
        return _chain(prefix, start, steps, suffix, indent, inside)
    return _bracket(prefix + start, trailers, suffix, indent)


def _steps(start: str, trailers: list[Trailer]) -> list[list[Trailer]]:
    """The trailers by line of a chain: a new line begins at each dot behind a bracket."""
    made: list[list[Trailer]] = [[]]
    bracketed = not start
    for trailer in trailers:
        if trailer.text.startswith(".") and bracketed:
            made.append([])
        made[-1].append(trailer)
        bracketed = bool(trailer.closing)
    return made


def _chain(
    prefix: str, start: str, steps: list[list[Trailer]], suffix: str, indent: int, inside: bool
) -> list[str]:
    """One step a line; in parentheses of its own unless it is inside brackets."""
    if not inside:
        whole = start + "".join(trailer.whole for step in steps for trailer in step)
        short = _fits(whole, indent + STEP)
        inner = [_line(whole, indent + STEP)] if short else _chain("", start, steps, "", indent + STEP, True)
        return [_line(f"{prefix}(", indent), *inner, _line(f"){suffix}", indent)]
    made: list[str] = []
    for at, step in enumerate(steps):
        before = prefix + start if at == 0 else ""
        made += _bracket(before, step, suffix if at == len(steps) - 1 else "", indent)
    return made


def _bracket(start: str, trailers: list[Trailer], suffix: str, indent: int) -> list[str]:
    """Split at the last bracket before which the line fits."""
    texts = [trailer.whole for trailer in trailers]
    whole = start + "".join(texts) + suffix
    places = [at for at, trailer in enumerate(trailers) if trailer.items]
    if _fits(whole, indent) or not places:
        return [_line(whole, indent)]
    heads = {at: start + "".join(texts[:at]) + trailers[at].text for at in places}
    chosen = next((at for at in reversed(places) if _fits(heads[at], indent)), places[-1])
    opened = trailers[chosen]
    made = [_line(heads[chosen], indent), *_items(opened.items, indent + STEP)]
    if opened.closing == ",)":
        made[-1] += ","  # a tuple of one
    closing = opened.closing[-1]
    return [*made, *_bracket(closing, trailers[chosen + 1 :], suffix, indent)]


def _items(items: tuple[Item, ...], indent: int) -> list[str]:
    """On one line if they fit, else one a line, each with a comma."""
    whole = ", ".join(item.whole for item in items)
    if _fits(whole, indent):
        return [_line(whole, indent)]
    if len(items) == 1:
        return lay(items[0].prefix, items[0].node, "", indent, inside=True)
    return [line for item in items for line in lay(item.prefix, item.node, ",", indent, inside=True)]


def parenthesised(head: str, parts: list[str], tail: str, indent: int) -> list[str]:
    """`head(parts)tail` of parts that do not break, such as parameters and imported names."""
    whole = f"{head}({', '.join(parts)}){tail}"
    if _fits(whole, indent):
        return [_line(whole, indent)]
    inner = ", ".join(parts)
    if _fits(inner, indent + STEP):
        lines = [_line(inner, indent + STEP)]
    else:
        lines = [_line(f"{part},", indent + STEP) for part in parts]
    return [_line(f"{head}(", indent), *lines, _line(f"){tail}", indent)]
