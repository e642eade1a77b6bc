"""Contracts: `columns (…)` on a model says what it gives, in order; drift is an error."""

from __future__ import annotations

from lockgate.diagnostics import ContractMismatch, Related
from lockgate.diagnostics.suggest import nearest
from lockgate.grammar import syntax
from lockgate.ir import types
from lockgate.ir.coerce import coerce, coercible
from lockgate.ir.expr import Column, Expr
from lockgate.ir.program import SourceColumn
from lockgate.ir.rel import Project, Rel, Values
from lockgate.ir.types import Field, Schema
from lockgate.passes.resolve.context import Context, Dataset


def contract(columns: tuple[SourceColumn, ...]) -> Schema:
    """The promised schema."""
    return Schema(tuple(Field(column.name, column.type, column.nullable) for column in columns))


def held(
    rel: Rel, spec: syntax.Columns, promised: Schema, dataset: Dataset, context: Context
) -> tuple[Rel, bool]:
    """The relation with the promised types where they only widen, and whether the contract holds."""
    given = rel.schema
    places = {column.name.text.casefold(): column for column in reversed(spec.columns)}
    before = context.errors
    extra = [name for name in given.names if name not in promised]
    missing = [field.name for field in promised if field.name not in given]
    for field in promised:
        found = given.get(field.name)
        place = places[field.name.casefold()]
        if found is None:
            # One name promised and another one given is one mistake: the column was renamed.
            close = extra if len(missing) == len(extra) == 1 else nearest(field.name, extra)
            _report(
                context,
                place.span,
                f"the contract promises `{field.name}`, and the query does not give it",
                f"the query gives `{close[0]}`: rename one of them"
                if close
                else "add it to the query or take it out of the contract",
                dataset,
            )
        elif not _fits(found.type, field.type, rel, found.name):
            _report(
                context,
                place.type.span,
                f"the contract promises `{field.name}` as {field.type}, and the query gives {found.type}",
                f"write `cast({field.name} as {field.type})` in the query, or change the contract",
                dataset,
            )
    if extra and not len(missing) == len(extra) == 1:
        shown = ", ".join(f"`{name}`" for name in extra[:8]) + (", …" if len(extra) > 8 else "")
        _report(
            context, spec.span, f"the query gives {shown}, which the contract does not promise",
            "add to the contract, or `|> select` only what it promises", dataset,
        )  # fmt: skip
    if context.errors > before:
        return rel, False
    order = [name.casefold() for name in given.names]
    wanted = [field.name.casefold() for field in promised]
    if order != wanted:
        moved = next(
            name for name, other in zip(promised.names, order, strict=True) if name.casefold() != other
        )
        _report(
            context, places[moved.casefold()].span, f"the contract's order differs from the query's at `{moved}`",
            "put the columns of one of them in the other's order: " + ", ".join(given.names[:12]), dataset,
        )  # fmt: skip
        return rel, False
    return _widened(rel, promised), True


def _fits(given: types.Type, wanted: types.Type, rel: Rel, name: str) -> bool:
    if types.UNKNOWN in (given, wanted) or given == wanted:
        return True
    return coercible(given, wanted) or (wanted == types.INT and given == types.BIGINT and _small(rel, name))


def _small(rel: Rel, name: str) -> bool:
    """A column that is one small constant takes the type it meets."""
    from lockgate.ir.expr import Literal

    if isinstance(rel, Values) or not isinstance(rel, Project):
        return False
    expr = dict(rel.columns).get(name)
    return isinstance(expr, Literal) and isinstance(expr.value, int) and -(2**31) <= expr.value < 2**31


def _widened(rel: Rel, promised: Schema) -> Rel:
    columns: list[tuple[str, Expr]] = []
    changed = False
    for given, field in zip(rel.schema, promised, strict=True):
        expr: Expr = Column(given.name)
        if given.type != field.type:
            changed = True
            expr = coerce(expr, given.type, field.type)
        changed = changed or given.name != field.name
        columns.append((field.name, expr))
    return Project(rel, tuple(columns)) if changed else rel


def _report(context: Context, span: object, message: str, help: str, dataset: Dataset) -> None:
    from lockgate.source import Span

    assert isinstance(span, Span)
    context.report(
        ContractMismatch(
            span=span,
            message=message,
            help=help,
            related=(Related(f"the model `{dataset.name}`", dataset.span),),
        )
    )
