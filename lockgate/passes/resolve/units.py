"""Units of time as arguments: `date_trunc('day', t)` has its unit first, and as a string."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.diagnostics import Edit, Fix, WrongArguments
from lockgate.grammar import syntax
from lockgate.ir.functions.time import PARTS
from lockgate.source import Span

if TYPE_CHECKING:
    from lockgate.passes.resolve.expressions import Resolver

FUNCTIONS = ("date_trunc", "date_part", "date_diff")


def mistaken(resolver: Resolver, node: syntax.Call) -> bool:
    """Whether the unit is no string or not the first argument, which is reported here with the call as it should be."""
    name = node.name.text.lower()
    if name not in FUNCTIONS or any(item.name is not None for item in node.args):
        return False
    written = [_unit(resolver, item.expr) for item in node.args]
    at = next((index for index, unit in enumerate(written) if unit), None)
    if at is None or (at == 0 and isinstance(node.args[0].expr, syntax.Literal)):
        return False
    first = node.args[0].expr
    if at and isinstance(first, syntax.Literal) and first.kind == "string":
        return False  # a unit that is misspelt, and a column with the name of one
    unit = f"'{written[at]}'"
    for index, item in enumerate(node.args):
        if index != at:
            resolver.typed(item.expr)
    place = node.args[at].span
    edits: tuple[Edit, ...] = (Edit(place, unit),)
    if at:
        before = node.args[at - 1].span
        edits = (
            Edit(Span(place.file, first.span.start, first.span.start), f"{unit}, "),
            Edit(Span(place.file, before.end, place.end), ""),
        )
    resolver.report(
        WrongArguments(
            span=place,
            message=f"`{name}` takes its unit first" if at else f"the unit of `{name}` is a string",
            help=f"write `{name}({unit}, …)`",
            fixes=(Fix(f"write `{name}({unit}, …)`", edits, "safe"),),
        )
    )
    return True


def _unit(resolver: Resolver, node: syntax.Expr) -> str:
    """The unit that a string or a bare word names, which is no column."""
    if isinstance(node, syntax.Literal) and node.kind == "string":
        text = node.text
    elif isinstance(node, syntax.Reference) and len(node.parts) == 1 and not node.parts[0].quoted:
        text = node.parts[0].text
        if resolver.scope.open or resolver.scope.named(text) or text.casefold() in resolver.context.params:
            return ""
    else:
        return ""
    unit = text.lower()
    for known in (unit, unit.removesuffix("s")):
        if known in PARTS:
            return known
    return ""
