"""Models: bindings, the query, the contract, keys, checks and tests."""

from __future__ import annotations

from attrs import evolve

from lockgate.diagnostics import (
    ContractMismatch,
    DuplicateName,
    Edit,
    Fix,
    InvalidStatement,
    TypeMismatch,
    UnusedBinding,
)
from lockgate.grammar import syntax
from lockgate.ir.history import HISTORY, with_history
from lockgate.ir.program import Check, Materialization, Model, SourceColumn
from lockgate.ir.rel import Bind, Rel, Scan
from lockgate.ir.traverse import walk
from lockgate.ir.types import NULL, UNKNOWN
from lockgate.passes.resolve import checks, contracts, promises, sources, statements, unit_tests
from lockgate.passes.resolve.context import Context, Dataset
from lockgate.passes.resolve.pipe import NOTHING
from lockgate.passes.resolve.query import Binding, QueryResolver
from lockgate.source import Span


def query(block: syntax.Block, dataset: Dataset, context: Context) -> tuple[Rel, bool]:
    """The model's relation, and whether it has an error of its own."""
    before = context.errors
    withs = statements.every(block.statements, syntax.With)
    node = statements.first(block.statements, syntax.Query)
    resolver = QueryResolver(context, future={item.name.text.casefold(): item.name.span for item in withs})
    for item in withs:
        _bind(item, resolver, context)
    if node is None:
        if not block.broken:
            context.report(
                InvalidStatement(
                    span=block.name.span,
                    message=f"the model `{dataset.name}` has no query",
                    help="add one: `from DATASET |> …`",
                )
            )
        return NOTHING, True
    rel = resolver.query(node)
    if not (rel.schema.open or any(binding.open for binding in resolver.bindings.values())):
        _unused(withs, resolver, context)  # else what did not parse may read them
    broken = (
        context.errors > before
        or block.broken
        or rel.schema.open
        or any(f.type == UNKNOWN for f in rel.schema)
    )
    if not broken:
        broken = not _all_typed(rel, node, context)
    return rel, broken


def _all_typed(rel: Rel, node: syntax.Query, context: Context) -> bool:
    """A bare `null` that met no type cannot be stored."""
    bare = [field.name for field in rel.schema if field.type == NULL]
    for name in bare:
        context.report(
            TypeMismatch(
                span=node.operators[-1].span if node.operators else node.source.span,
                message=f"the column `{name}` is only `null`, which has no type",
                help="say which type: `cast(null as string)`",
            )
        )
    return not bare


def _bind(item: syntax.With, resolver: QueryResolver, context: Context) -> None:
    folded = item.name.text.casefold()
    known = resolver.bindings.get(folded)
    if known is not None:
        context.duplicate(item.name, known.span, "bindings of this model")
        return
    if folded in context.datasets:
        context.report(
            DuplicateName(
                span=item.name.span,
                message=f"`{item.name.text}` is a dataset, and a binding may not hide one",
                help="give the binding another name",
            )
        )
    rel = resolver.query(item.query)
    resolver.bindings[folded] = Binding(Bind(item.name.text, rel), item.name.span, rel.schema.open)


def _unused(withs: list[syntax.With], resolver: QueryResolver, context: Context) -> None:
    for item in withs:
        binding = resolver.bindings.get(item.name.text.casefold())
        if binding is not None and not binding.used and binding.span == item.name.span:
            context.report(
                UnusedBinding(
                    span=item.name.span,
                    message=f"nothing reads the binding `{item.name.text}`",
                    help="remove it, or read it in the query",
                    fixes=(Fix("remove it", (Edit(item.span, ""),)),),
                )
            )


def build(block: syntax.Block, dataset: Dataset, rel: Rel, broken: bool, context: Context) -> Model:
    """The whole model but its checks and tests, which may read any dataset."""
    spec = statements.first(block.statements, syntax.Columns)
    labels: tuple[tuple[str, str], ...] = ()
    contract = None
    if spec is not None:
        columns = sources.spec_columns(spec, context)
        contract = contracts.contract(columns)
        labels = tuple((column.name, label) for column in columns for label in column.labels)
        if not broken:
            if any(column.name.casefold() in HISTORY for column in columns):
                rel = _with_history(block, rel, broken, context)
            rel, good = contracts.held(rel, spec, contract, dataset, context)
            broken = not good
    rel = _with_history(block, rel, broken, context)
    key_node = statements.first(block.statements, syntax.Key)
    key = None
    if key_node is not None:
        key = sources.known_columns(key_node.columns, rel.schema, dataset.name, context)
    return Model(
        dataset.name,
        rel,
        _materialization(block, rel, dataset, context),
        key,
        contract,
        labels=labels,
        broken=broken,
        key_span=_key_span(block),
        query_span=_query_span(block),
        block_span=block.span,
        **statements.common(block),
    )


def _materialization(block: syntax.Block, rel: Rel, dataset: Dataset, context: Context) -> Materialization:
    node = statements.first(block.statements, syntax.Materialize)
    if node is None:
        return Materialization()
    for name in node.keys:
        sources.known_column(name, rel.schema, dataset.name, context)
    if node.cursor is not None and not _is_read(node.cursor.text, rel):
        sources.known_column(node.cursor, rel.schema, dataset.name, context)
    seconds = statements.seconds(node.lookback, context) if node.lookback is not None else None
    return Materialization(
        node.kind,
        _spelled(node.cursor.text, rel) if node.cursor is not None else None,
        node.lookback.text if node.lookback is not None else None,
        tuple(_spelled(name.text, rel) for name in node.keys),
        node.strategy,
        seconds or 0,
        node.span,
    )


def _spelled(column: str, rel: Rel) -> str:
    found = rel.schema.get(column)
    return column if found is None else found.name


def _is_read(column: str, rel: Rel) -> bool:
    """Whether a dataset that the query scans has the column: a cursor may be one that the result has no more."""
    return any(isinstance(item, Scan) and column in item.schema for item in walk(rel))


def _is_snapshot(block: syntax.Block) -> bool:
    node = statements.first(block.statements, syntax.Materialize)
    return node is not None and node.kind == "snapshot"


def _with_history(block: syntax.Block, rel: Rel, broken: bool, context: Context) -> Rel:
    """A snapshot's rows with the columns of its history, which the query may not have itself."""
    if broken or not _is_snapshot(block) or rel.schema.names[-len(HISTORY) :] == HISTORY:
        return rel
    taken = [name for name in HISTORY if name in rel.schema]
    if taken:
        node = statements.first(block.statements, syntax.Materialize)
        context.report(
            DuplicateName(
                span=block.name.span if node is None else node.span,
                message=f"a snapshot adds a column `{taken[0]}`, and the query has one already",
                help=f"rename it: `|> rename {taken[0]} as …`",
            )
        )
        return rel
    return with_history(rel)


def with_checks(model: Model, block: syntax.Block, context: Context) -> Model:
    """The model with the author's checks, those that its key and contract need, and its tests."""
    scan = Scan(model.name, model.schema)
    written = checks.written(block, model.name, model.schema, context)
    made: list[Check] = []
    if not model.broken:
        if model.key is not None:
            made += promises.key(scan, model.key, _key_span(block))
        spec = statements.first(block.statements, syntax.Columns)
        if spec is not None:
            made += _contract_checks(sources.spec_columns(spec, Context()), scan, context, model)
    tests = unit_tests.tests(block, model, context)
    return evolve(model, checks=(*written, *checks.distinctly_named(made, written)), tests=tests)


def _query_span(block: syntax.Block) -> Span | None:
    node = statements.first(block.statements, syntax.Query)
    return node.span if node is not None else None


def _key_span(block: syntax.Block) -> Span | None:
    node = statements.first(block.statements, syntax.Key)
    return node.span if node is not None else None


def _contract_checks(
    columns: tuple[SourceColumn, ...], scan: Scan, context: Context, model: Model
) -> list[Check]:
    """What a contract promises of values and the compiler has not proven."""
    made: list[Check] = []
    for column in columns:
        field = scan.schema.get(column.name)
        if field is None:
            continue
        if not column.nullable and field.nullable and field.name not in (model.key or ()):
            made.append(promises.not_null(scan, field.name, column.span))
            if column.span is not None:
                context.report(
                    ContractMismatch(
                        span=column.span,
                        message=f"`{field.name}` is said to be not null, and the query does not show that it never is",
                        help="every run checks it; `where`, `coalesce` or an inner join would prove it",
                        level="note",
                    )
                )
        if column.unique:
            made.append(promises.unique(f"unique_{field.name}", scan, (field.name,), span=column.span))
        if column.domain:
            made.append(promises.domain(scan, column, field.name))
        if column.between is not None:
            made.append(promises.between(scan, column, field.name))
        if column.references is not None:
            target = context.datasets.get(column.references[0].casefold())
            other = target.schema.get(column.references[1]) if target is not None else None
            if target is not None and other is not None:
                from lockgate.ir.program import Reference

                reference = Reference((field.name,), target.name, (other.name,), span=column.span)
                made.append(promises.references(scan, reference, Scan(target.name, target.schema)))
    return made
