"""Set operations: by name, with the smallest common type a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from lockgate.diagnostics import UnionMismatch
from lockgate.diagnostics.suggest import nearest
from lockgate.grammar import syntax
from lockgate.ir import types
from lockgate.ir.coerce import coerce, common_type
from lockgate.ir.expr import Column, Expr
from lockgate.ir.rel import Rel, SetOperation
from lockgate.ir.types import Schema, Type
from lockgate.passes.resolve.pipe import Pipe, close, project
from lockgate.passes.resolve.scope import table_scope
from lockgate.source import Span

if TYPE_CHECKING:
    from lockgate.passes.resolve.query import QueryResolver


def set_operation(queries: QueryResolver, pipe: Pipe, node: syntax.SetOperation) -> Pipe:
    """The rows so far with those of the queries; all aliases are gone."""
    pipe = queries.lose_order(pipe)
    word = node.kind.split("_")[0]
    first = close(pipe, node.span, queries.context, f"the left side of `{word}`")
    sides: list[Rel] = [first]
    good = not pipe.scope.open
    for query in node.queries:
        side = queries.query(query)
        sides.append(side)
        if side.schema.open or pipe.scope.open:
            good = False
            continue
        good = _same_names(queries, first.schema, side.schema, query.span, word) and good
    if good:
        common = _common(queries, sides, [node.span, *(query.span for query in node.queries)], word)
        if common is not None:
            made = tuple(_aligned(side, first.schema.names, common) for side in sides)
            rel: Rel = SetOperation(node.kind, made, span=node.span)
            return Pipe(rel, table_scope(None, "", rel.schema.names))
    names = first.schema.names
    return Pipe(first, evolve(table_scope(None, "", names), open=True))


def _same_names(queries: QueryResolver, first: Schema, other: Schema, span: Span, word: str) -> bool:
    missing = [name for name in first.names if name not in other]
    extra = [name for name in other.names if name not in first]
    if not missing and not extra:
        return True
    parts = []
    if missing:
        parts.append("has no " + ", ".join(f"`{name}`" for name in missing[:5]))
    if extra:
        parts.append("has " + ", ".join(f"`{name}`" for name in extra[:5]) + ", which the first has not")
    help = "set operations go by name: both sides need the same column names"
    if len(missing) == len(extra) == 1 and nearest(extra[0], [missing[0]]):
        help = f"rename `{extra[0]}` to `{missing[0]}`: {help}"
    queries.context.report(
        UnionMismatch(span=span, message=f"this side of `{word}` " + " and ".join(parts), help=help)
    )
    return False


def _common(queries: QueryResolver, sides: list[Rel], spans: list[Span], word: str) -> dict[str, Type] | None:
    made: dict[str, Type] = {}
    good = True
    for name in sides[0].schema.names:
        common: Type | None = types.NULL
        for side, span in zip(sides, spans, strict=True):
            kind = side.schema[name].type
            joined = common_type(common, kind) if common is not None else None
            if joined is None:
                good = False
                queries.context.report(
                    UnionMismatch(
                        span=span,
                        message=f"`{name}` is {kind} on this side of `{word}` and {common} before",
                        help="cast one of them so that they agree",
                    )
                )
                break
            common = joined
        made[name.casefold()] = common if common is not None else types.UNKNOWN
    return made if good else None


def _aligned(side: Rel, names: tuple[str, ...], common: dict[str, Type]) -> Rel:
    """The side with the first side's names, order and types."""
    columns: list[tuple[str, Expr]] = []
    for name in names:
        field = side.schema[name]
        columns.append((name, coerce(Column(field.name), field.type, common[name.casefold()])))
    if side.schema.names == names and all(isinstance(expr, Column) for _, expr in columns):
        return side
    return project(side, columns)
