"""`test` blocks: given and expected rows, typed as the datasets that they stand for."""

from __future__ import annotations

from collections.abc import Sequence

from lockgate.diagnostics import DuplicateName, Edit, Fix, InvalidTest, UnknownDataset
from lockgate.diagnostics.suggest import nearest
from lockgate.grammar import syntax
from lockgate.ir import types
from lockgate.ir.coerce import coerce
from lockgate.ir.expr import Cast, Expr, Literal
from lockgate.ir.program import Model, Rows, UnitTest
from lockgate.ir.types import Schema
from lockgate.passes.resolve import sources, statements
from lockgate.passes.resolve.context import Context
from lockgate.passes.resolve.expressions import Resolver
from lockgate.passes.resolve.scope import Scope
from lockgate.source import Span


def tests(block: syntax.Block, model: Model, context: Context) -> tuple[UnitTest, ...]:
    """The tests of a model; those with an error are left out after their report."""
    nodes = statements.every(block.statements, syntax.Test)
    context.unique_names([node.name for node in nodes], "tests")
    made = [_test(node, model, context) for node in nodes]
    return tuple(test for test in made if test is not None)


def _test(node: syntax.Test, model: Model, context: Context) -> UnitTest | None:
    before = context.errors
    if len(node.expect) != 1:
        context.report(
            InvalidTest(
                span=node.expect[1].span if node.expect else node.name.span,
                message=f"the test `{node.name.text}` has {len(node.expect)} `expect`",
                help="a test has one: `expect (columns) values (…)`",
            )
        )
    given: list[Rows] = []
    seen: dict[str, Span] = {}
    for item in node.given:
        assert item.dataset is not None
        first = seen.setdefault(item.dataset.text.casefold(), item.dataset.span)
        if first is not item.dataset.span:
            context.report(
                DuplicateName(
                    span=item.dataset.span,
                    message=f"`{item.dataset.text}` is given twice",
                    help="put its rows together",
                )
            )
            continue
        rows = _given(item, model, context)
        if rows is not None:
            given.append(rows)
    expect = _rows(node.expect[0], model.name, model.schema, context, whole=False) if node.expect else None
    if expect is None or context.errors > before or model.broken:
        return None
    return UnitTest(node.name.text, tuple(given), expect, span=node.name.span)


def _given(item: syntax.Given, model: Model, context: Context) -> Rows | None:
    assert item.dataset is not None
    dataset = context.datasets.get(item.dataset.text.casefold())
    if dataset is None:
        close = nearest(item.dataset.text, [known.name for known in context.datasets.values()])
        context.report(
            UnknownDataset(
                span=item.dataset.span,
                message=f"no dataset `{item.dataset.text}`",
                help=f"did you mean `{close[0]}`?"
                if close
                else "`given` names a source or model that the model reads",
                expected=close,
                fixes=(Fix(f"use `{close[0]}`", (Edit(item.dataset.span, close[0]),)),) if close else (),
            )
        )
        return None
    if dataset.name == model.name:
        context.report(
            InvalidTest(
                span=item.dataset.span,
                message="a test gives the model's inputs, not the model itself",
                help="give what it reads, and `expect` its rows",
            )
        )
        return None
    return _rows(item, dataset.name, dataset.schema, context, whole=True)


def _rows(item: syntax.Given, owner: str, schema: Schema, context: Context, whole: bool) -> Rows | None:
    """Typed rows; with `whole`, of every column of the dataset, NULL where none is named."""
    columns = sources.known_columns(item.columns, schema, owner, context)
    if columns is None or schema.open:
        return None
    if whole:
        missing = [field.name for field in schema if not field.nullable and field.name not in columns]
        if missing and item.rows:
            names = ", ".join(f"`{name}`" for name in missing)
            context.report(
                InvalidTest(
                    span=item.dataset.span if item.dataset is not None else item.span,
                    message=f"the rows of `{owner}` have no {names}, which may not be NULL",
                    help="name the column and give it values",
                )
            )
            return None
    good = True
    made: list[tuple[Expr, ...]] = []
    for row in item.rows:
        values = _row(row, columns, owner, schema, context, item)
        good = good and values is not None
        if values is not None:
            made.append(_full(values, columns, schema) if whole else values)
    given = schema.names if whole else columns
    return Rows(owner, given, tuple(made), span=item.span) if good else None


def _row(
    row: Sequence[syntax.Expr],
    columns: Sequence[str],
    owner: str,
    schema: Schema,
    context: Context,
    item: syntax.Given,
) -> tuple[Expr, ...] | None:
    resolver = Resolver(context, Scope(()), Schema(()), "values")
    if len(row) != len(columns):
        span = row[0].span.to(row[-1].span) if row else item.span
        context.report(
            InvalidTest(
                span=span,
                message=f"this row has {len(row)} values, and {len(columns)} columns are named",
                help="",
            )
        )
        return None
    values: list[Expr] = []
    for node, name in zip(row, columns, strict=True):
        field = schema[name]
        value = resolver.coerced(resolver.typed(node), field.type, node.span, f"`{name}`")
        if types.UNKNOWN in (value.type, getattr(value.expr, "type", None)):
            return None
        if (
            isinstance(value.expr, Literal)
            and value.expr.value is None
            and not field.nullable
            and item.dataset is not None
        ):
            context.report(
                InvalidTest(
                    span=node.span, message=f"`{name}` of `{owner}` may not be NULL", help="give it a value"
                )
            )
            return None
        values.append(value.expr)
    return tuple(values)


def _full(values: Sequence[Expr], columns: Sequence[str], schema: Schema) -> tuple[Expr, ...]:
    by_name = dict(zip(columns, values, strict=True))
    return tuple(by_name.get(field.name, _null(field.type)) for field in schema)


def _null(kind: types.Type) -> Expr:
    made = coerce(Literal(None, types.NULL), types.NULL, kind)
    return made if not isinstance(made, Cast) else Literal(None, kind)
