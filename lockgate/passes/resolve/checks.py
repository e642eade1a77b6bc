"""The author's checks: on every row, on the whole table, `unique (…)`, `empty (…)`."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from lockgate.grammar import syntax
from lockgate.ir import types
from lockgate.ir.expr import Column, Expr
from lockgate.ir.program import Check
from lockgate.ir.rel import Aggregate, Filter, Project, Rel, Scan
from lockgate.ir.types import Schema
from lockgate.passes.resolve import promises, statements
from lockgate.passes.resolve.context import Context
from lockgate.passes.resolve.expressions import Resolver
from lockgate.passes.resolve.scope import table_scope

AGGREGATE_HINT = "an expression with an aggregate is about the whole table"


def written(block: syntax.Block, dataset: str, schema: Schema, context: Context) -> tuple[Check, ...]:
    """The `check` statements of a block; those with an error are left out after their report."""
    nodes = statements.every(block.statements, syntax.Check)
    context.unique_names([node.name for node in nodes], "checks")
    made: list[Check] = []
    for node in nodes:
        check = _check(node, dataset, schema, context)
        if check is not None:
            made.append(check)
    return tuple(made)


def distinctly_named(made: Iterable[Check], taken: Iterable[Check]) -> list[Check]:
    """Generated checks under names that no other check of the dataset has."""
    names = {check.name.casefold() for check in taken}
    result: list[Check] = []
    for check in made:
        name, count = check.name, 2
        while name.casefold() in names:
            name, count = f"{check.name}_{count}", count + 1
        names.add(name.casefold())
        result.append(evolve(check, name=name) if name != check.name else check)
    return result


def _check(node: syntax.Check, dataset: str, schema: Schema, context: Context) -> Check | None:
    name, severity = node.name.text, node.severity
    scan = Scan(dataset, schema)
    if node.empty is not None:
        from lockgate.passes.resolve.query import QueryResolver

        before = context.errors
        rel = QueryResolver(context, stored=False).query(node.empty)
        if context.errors > before or rel.schema.open:
            return None
        return Check(name, "empty", rel, severity, (), "empty (…)", span=node.name.span)
    if node.unique:
        from lockgate.passes.resolve.sources import known_columns

        columns = known_columns(node.unique, schema, dataset, context)
        if columns is None or schema.open:
            return None
        return promises.unique(name, scan, columns, severity, node.name.span)
    assert node.expr is not None
    return _expression(node, node.expr, scan, context)


def _expression(node: syntax.Check, expr: syntax.Expr, scan: Scan, context: Context) -> Check | None:
    schema = scan.schema
    alias = scan.dataset.split(".")[-1]
    scope = table_scope(alias, scan.dataset, schema.names, schema.open)
    if has_aggregate(expr):
        return _table(node, expr, scan, context)
    before = context.errors
    value = Resolver(context, scope, schema, "check").boolean(expr, "a check")
    if context.errors > before or value.type == types.UNKNOWN or schema.open:
        return None
    return promises.row(node.name.text, scan, value.expr, node.severity, "", node.name.span)


def _table(node: syntax.Check, expr: syntax.Expr, scan: Scan, context: Context) -> Check | None:
    """An expression with an aggregate: resolved as `aggregate EXPR as holds`."""
    from lockgate.passes.resolve import aggregates
    from lockgate.passes.resolve.pipe import Pipe
    from lockgate.passes.resolve.query import QueryResolver

    before = context.errors
    alias = scan.dataset.split(".")[-1]
    pipe = Pipe(scan, table_scope(alias, scan.dataset, scan.schema.names, scan.schema.open))
    item = syntax.Item(expr, syntax.Name("holds", span=expr.span), span=expr.span)
    operator = syntax.Aggregate((item,), (), span=expr.span)
    made: Rel = aggregates.aggregate(QueryResolver(context, stored=False), pipe, operator).rel
    if context.errors > before or scan.schema.open:
        return None
    field = made.schema.get("holds")
    if field is None or field.type == types.UNKNOWN:
        return None
    if field.type != types.BOOLEAN:
        from lockgate.diagnostics import TypeMismatch

        context.report(
            TypeMismatch(
                span=expr.span,
                message=f"a check must be boolean, and this is {field.type}",
                help="write a comparison, such as `count(*) > 0`",
            )
        )
        return None
    # The aggregates themselves are what a person wants to see when the check fails.
    shown: Rel = made
    predicate: Expr = Column("holds")
    if isinstance(made, Project) and isinstance(made.input, Aggregate):
        shown, predicate = made.input, dict(made.columns)["holds"]
    broken = Filter(shown, promises.negation(predicate, shown.schema))
    return Check(node.name.text, "table", broken, node.severity, (), "", span=node.name.span)


def has_aggregate(node: object) -> bool:
    """The expression calls an aggregate outside a window."""
    from lockgate.ir import functions

    todo = [node]
    while todo:
        item = todo.pop()
        if isinstance(item, syntax.Call):
            function = functions.lookup(item.name.text.lower())
            if function is not None and function.kind == "aggregate" and item.over is None:
                return True
        if isinstance(item, tuple):
            todo.extend(item)
        elif hasattr(item, "__attrs_attrs__") and not isinstance(item, syntax.Query):
            todo.extend(
                getattr(item, field.name) for field in item.__attrs_attrs__ if not field.name.endswith("span")
            )
    return False
