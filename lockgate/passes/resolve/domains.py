"""Which values a column can hold, as far as declarations and constants say; comparisons outside are reported.

`status in ('placed', 'shipped')` is declared on a source; renames, filters and joins keep it;
then `status = 'Shipped'` can never be true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.diagnostics import Edit, Fix, Related, ValueNotInDomain
from lockgate.diagnostics.suggest import nearest
from lockgate.grammar import syntax
from lockgate.ir import rel as relations
from lockgate.ir.expr import Case, Cast, Column, Expr, Literal, Value
from lockgate.ir.functions import Typed
from lockgate.ir.rel import Rel
from lockgate.passes.resolve.context import Context, Dataset, Domain

if TYPE_CHECKING:
    from lockgate.passes.resolve.expressions import Resolver

MAX_STEPS = 3_000


def compare(
    resolver: Resolver, op: str, left_node: syntax.Expr, left: Typed, right_node: syntax.Expr, right: Typed
) -> None:
    """Report `column = constant` where the column can never hold the constant."""
    if op not in ("=", "<>") or resolver.relation is None:
        return
    if isinstance(left.expr, Literal):
        left_node, left, right_node, right = right_node, right, left_node, left
    if not isinstance(left.expr, Column) or not isinstance(right.expr, Literal) or right.expr.value is None:
        return
    if left.type != right.type and (isinstance(right.expr.value, str) or not _numeric(right.expr.value)):
        return
    found = domain(resolver.relation, left.expr.name, resolver.context)
    if found is None:
        return
    values, place = found
    value = right.expr.value
    if any(_same(value, known) for known in values):
        return
    shown = ", ".join(_show(known) for known in values[:10]) + (", …" if len(values) > 10 else "")
    texts = [known for known in values if isinstance(known, str)]
    close = nearest(value, texts) if isinstance(value, str) else ()
    fixes: tuple[Fix, ...] = ()
    help = f"it holds {shown}"
    if close:
        help = f"did you mean {_show(close[0])}? " + help
        fixes = (Fix(f"use {_show(close[0])}", (Edit(right_node.span, _show(close[0])),)),)
    related = (Related("the values are declared here", place),) if place is not None else ()
    resolver.report(
        ValueNotInDomain(
            span=right_node.span,
            message=f"`{left.expr.name}` can never be {_show(value)}",
            help=help,
            expected=(*close, *(text for text in texts if text not in close))[:20],
            related=related,
            fixes=fixes,
        )
    )


def _numeric(value: Value) -> bool:
    return not isinstance(value, (bool, str)) and value is not None


def _same(a: Value, b: Value) -> bool:
    return isinstance(a, str) == isinstance(b, str) and a == b


def _show(value: Value) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value).lower() if isinstance(value, bool) else str(value)


def domain(rel: Rel, name: str, context: Context) -> Domain | None:
    """All values that the column can hold besides NULL, and where that is said; None when not known."""
    passed: list[tuple[str, str]] = []
    found = _followed(rel, name, context, passed)
    for key in passed:  # the next question about a model on the way ends there
        context.domains[key] = found
    return found


def _followed(rel: Rel, name: str, context: Context, passed: list[tuple[str, str]]) -> Domain | None:
    for _ in range(MAX_STEPS):
        match rel:
            case relations.Scan():
                dataset = context.datasets.get(rel.dataset.casefold())
                if dataset is None:
                    return None
                if dataset.query is None:
                    return _declared(dataset, name)
                key = (dataset.name, name)
                if key in context.domains:
                    return context.domains[key]
                passed.append(key)
                rel = dataset.query
            case (
                relations.Filter()
                | relations.Distinct()
                | relations.DistinctOn()
                | relations.Sort()
                | relations.Limit()
            ):
                rel = rel.input
            case relations.Bind():
                rel = rel.input
            case relations.Project():
                expr = next((expr for known, expr in rel.columns if known == name), None)
                if not isinstance(expr, Column):
                    return _constants(expr)
                name, rel = expr.name, rel.input
            case relations.Join():
                rel = rel.left if name in rel.left.schema else rel.right
            case relations.Aggregate():
                expr = next((expr for known, expr in rel.groups if known == name), None)
                if not isinstance(expr, Column):
                    return None
                name, rel = expr.name, rel.input
            case _:
                return None
    return None


def _declared(dataset: Dataset, name: str) -> Domain | None:
    column = dataset.columns.get(name.casefold())
    if column is None or not column.domain:
        return None
    return tuple(literal.value for literal in column.domain), column.span


def _constants(expr: Expr | None) -> Domain | None:
    """The values of an expression that is a constant or a `case` over constants."""
    values: list[Value] = []
    todo = [expr]
    while todo:
        item = todo.pop()
        match item:
            case Literal():
                if item.value is not None:
                    values.append(item.value)
            case Case():
                todo.extend(value for _, value in item.branches)
                if item.default is not None:
                    todo.append(item.default)
            case Cast(implicit=True):
                todo.append(item.operand)
            case _:
                return None
    ordered = list(dict.fromkeys(sorted(values, key=str)))
    return (tuple(ordered), None) if ordered else None
