"""Sources: columns with their promises, where the rows lie, and a check for each promise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import evolve

from lockgate.diagnostics import InvalidStatement, Related, TypeMismatch, UnknownColumn, UnknownDataset
from lockgate.diagnostics.suggest import nearest
from lockgate.grammar import syntax
from lockgate.ir import types
from lockgate.ir.coerce import coercible
from lockgate.ir.expr import Literal
from lockgate.ir.program import Check, Freshness, Reference, Source, SourceColumn
from lockgate.ir.rel import Scan
from lockgate.ir.types import Field, Schema
from lockgate.passes.resolve import checks, promises, statements, typenames
from lockgate.passes.resolve.context import Context, Dataset, use_instead
from lockgate.passes.resolve.expressions import Resolver, literal_fits
from lockgate.passes.resolve.scope import Scope
from lockgate.source import Span


def declare(block: syntax.Block, context: Context) -> Dataset:
    """What readers of the source see: its columns."""
    found = statements.first(block.statements, syntax.Columns)
    if found is None:
        if not block.broken:
            context.report(
                InvalidStatement(
                    span=block.name.span,
                    message=f"the source `{block.name.text}` has no `columns`",
                    help="say what it holds: `columns (id bigint not null, …)`; `lockgate source add FILE` writes them",
                )
            )
        return Dataset(block.name.text, "source", block.name.span)
    columns = spec_columns(found, context)
    schema = Schema(tuple(Field(c.name, c.type, c.nullable) for c in columns), open=block.broken)
    return Dataset(
        block.name.text,
        "source",
        block.name.span,
        schema,
        {column.name.casefold(): column for column in columns},
        places={column.name.casefold(): column.span for column in columns if column.span is not None},
    )


def spec_columns(node: syntax.Columns, context: Context) -> tuple[SourceColumn, ...]:
    """Declared columns with their modifiers; a name that stands twice is reported and kept once."""
    context.unique_names([spec.name for spec in node.columns], "columns")
    made: dict[str, SourceColumn] = {}
    for spec in node.columns:
        kind = typenames.resolve(spec.type, context, stored=True)
        column = SourceColumn(
            spec.name.text,
            kind,
            nullable=not spec.not_null,
            unique=spec.unique,
            domain=tuple(_literals(spec.domain, kind, context)),
            references=(spec.references[0].text, spec.references[1].text)
            if spec.references is not None
            else None,
            labels=tuple(dict.fromkeys(label.text for label in spec.labels)),
            description=spec.description.text if spec.description is not None else "",
            span=spec.name.span,
        )
        if spec.between is not None:
            bounds = list(_literals(spec.between, kind, context))
            if len(bounds) == 2:
                column = evolve(column, between=(bounds[0], bounds[1]))
        made.setdefault(spec.name.text.casefold(), column)
    return tuple(made.values())


def _literals(nodes: Iterable[syntax.Expr], kind: types.Type, context: Context) -> Iterable[Literal]:
    resolver = Resolver(context, Scope(()), Schema(()), "columns")
    for node in nodes:
        value = resolver.typed(node)
        if value.type == types.UNKNOWN or kind == types.UNKNOWN:
            continue
        fits = value.type == kind or coercible(value.type, kind) or literal_fits(value, kind)
        if not isinstance(value.expr, Literal) or not fits or value.type == types.NULL:
            context.report(
                TypeMismatch(
                    span=node.span, message=f"the column is {kind}, and this is {value.type}", help=""
                )
            )
            continue
        yield value.expr


def known_column(name: syntax.Name, schema: Schema, owner: str, context: Context) -> str | None:
    """The column as declared, or None after a report (silently where columns are unknown)."""
    field = schema.get(name.text)
    if field is not None:
        return field.name
    if not schema.open:
        close = nearest(name.text, schema.names)
        dataset = context.datasets.get(owner.casefold())
        context.report(
            UnknownColumn(
                span=name.span,
                message=f"no column `{name.text}` in `{owner}`",
                help=f"did you mean `{close[0]}`?"
                if close
                else "its columns are " + ", ".join(schema.names[:8]),
                expected=close or schema.names[:20],
                related=(Related("the columns come from here", dataset.span),) if dataset is not None else (),
                fixes=use_instead(name.span, close),
            )
        )
    return None


def known_columns(
    names: Sequence[syntax.Name], schema: Schema, owner: str, context: Context
) -> tuple[str, ...] | None:
    """All columns as declared, or None after reports."""
    context.unique_names(names, "columns of this list")
    found = [known_column(name, schema, owner, context) for name in names]
    good = [name for name in found if name is not None]
    return tuple(dict.fromkeys(good)) if len(good) == len(found) else None


def build(block: syntax.Block, dataset: Dataset, context: Context) -> Source:
    """The whole source, its promises as checks."""
    schema = dataset.schema
    read = statements.first(block.statements, syntax.Read)
    if read is None and not block.broken:
        context.report(
            InvalidStatement(
                span=block.name.span,
                message=f"the source `{block.name.text}` does not say where its rows lie",
                help="add `read parquet 'data/file.parquet'` (or csv, json, table)",
            )
        )
    key_node = statements.first(block.statements, syntax.Key)
    key = known_columns(key_node.columns, schema, dataset.name, context) if key_node is not None else None
    if key is not None:
        # A key's columns are never NULL: readers may build on it as on `not null`.
        schema = Schema(
            tuple(evolve(f, nullable=f.nullable and f.name not in key) for f in schema.fields), schema.open
        )
        dataset.schema = schema
    columns = tuple(dataset.columns.values())
    return Source(
        dataset.name,
        tuple(evolve(c, nullable=schema[c.name].nullable) for c in columns),
        statements.location(read, context) if read is not None else None,
        key,
        _references(block, dataset, context),
        _fresh(block, dataset, context),
        **statements.common(block),
    )


def _references(block: syntax.Block, dataset: Dataset, context: Context) -> tuple[Reference, ...]:
    made: list[Reference] = []
    for spec_node in statements.every(block.statements, syntax.Columns)[:1]:
        for spec in spec_node.columns:
            if spec.references is not None:
                target, column = spec.references
                made += _reference(dataset, (spec.name,), target, (column,), spec.span, context)
    for node in statements.every(block.statements, syntax.References):
        made += _reference(dataset, node.columns, node.dataset, node.target_columns, node.span, context)
    return tuple(made)


def _reference(
    dataset: Dataset,
    columns: Sequence[syntax.Name],
    target: syntax.DatasetName,
    target_columns: Sequence[syntax.Name],
    span: Span,
    context: Context,
) -> list[Reference]:
    own = known_columns(columns, dataset.schema, dataset.name, context)
    other = context.datasets.get(target.text.casefold())
    if other is None:
        names = [item.name for item in context.datasets.values()]
        close = nearest(target.text, names)
        context.report(
            UnknownDataset(
                span=target.span,
                message=f"no dataset `{target.text}`",
                help=f"did you mean `{close[0]}`?" if close else "declare it as a source",
                expected=close,
                fixes=use_instead(target.span, close),
            )
        )
        return []
    theirs = known_columns(target_columns, other.schema, other.name, context)
    if own is None or theirs is None:
        return []
    if len(own) != len(theirs):
        context.report(
            InvalidStatement(
                span=span,
                message=f"{len(own)} columns reference {len(theirs)}",
                help="name as many on both sides",
            )
        )
        return []
    for name, mine, yours in zip(columns, own, theirs, strict=True):
        a, b = dataset.schema[mine].type, other.schema[yours].type
        if types.UNKNOWN not in (a, b) and a != b and not (coercible(a, b) or coercible(b, a)):
            context.report(
                TypeMismatch(
                    span=name.span,
                    message=f"`{mine}` is {a}, and `{other.name}.{yours}`, which it references, is {b}",
                    help="declare both with one type",
                )
            )
            return []
    return [Reference(own, other.name, theirs, span=span)]


def _fresh(block: syntax.Block, dataset: Dataset, context: Context) -> Freshness | None:
    node = statements.first(block.statements, syntax.Fresh)
    if node is None:
        return None
    column = known_column(node.column, dataset.schema, dataset.name, context)
    seconds = statements.seconds(node.within, context)
    if column is None or seconds is None:
        return None
    kind = dataset.schema[column].type
    if kind not in (types.DATE, types.TIMESTAMP, types.TIMESTAMPTZ, types.UNKNOWN):
        context.report(
            TypeMismatch(
                span=node.column.span,
                message=f"`fresh` needs a column of time, and `{column}` is {kind}",
                help="",
            )
        )
        return None
    return Freshness(column, seconds, node.within.text, span=node.span)


def with_checks(source: Source, block: syntax.Block, context: Context) -> Source:
    """The source with the author's checks and one check a promise."""
    if any(column.type == types.UNKNOWN for column in source.columns):
        return source
    # A promise is checked on the rows as they lie: nothing is known of them yet.
    raw = Scan(source.name, Schema(tuple(Field(c.name, c.type, True) for c in source.columns)))
    made: list[Check] = []
    key = source.key or ()
    for column in source.columns:
        if not column.nullable and column.name not in key:
            made.append(promises.not_null(raw, column.name, column.span))
        if column.unique:
            made.append(promises.unique(f"unique_{column.name}", raw, (column.name,), span=column.span))
        if column.domain:
            made.append(promises.domain(raw, column, column.name))
        if column.between is not None:
            made.append(promises.between(raw, column, column.name))
    if key:
        made += promises.key(raw, key, source.span)
    for reference in source.references:
        target = context.datasets[reference.target.casefold()]
        made.append(promises.references(raw, reference, Scan(target.name, target.schema)))
    if source.fresh is not None:
        made.append(promises.fresh(raw, source.fresh))
    written = checks.written(block, source.name, source.schema, context)
    return evolve(source, checks=(*written, *checks.distinctly_named(made, written)))
