"""Whole queries: of a relation, of a source's rows, of what breaks a check."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from lockgate.codegen.base import Options, Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.depth import room
from lockgate.codegen.sql.dialect import Dialect
from lockgate.codegen.sql.dialects import load
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.printer import text_of
from lockgate.codegen.sql.relations import Builder
from lockgate.ir.program import Check, Source, SourceColumn
from lockgate.ir.rel import Rel
from lockgate.ir.types import STRING


def dialect(options: Options) -> Dialect:
    """The dialect that the options name; raises KeyError."""
    return load(options.dialect)


def query(rel: Rel, options: Options) -> exp.Query:
    """The query whose rows are the relation's, with its column names and types."""
    chosen = dialect(options)
    for name in rel.schema.names:
        problem = chosen.name_problem(name)
        if problem is not None:
            raise Unsupported(f"the column name `{name[:80]}`", problem)
    with room():
        return Builder(chosen, options).query(rel)


def text(node: exp.Expr, options: Options) -> str:
    """The text of a tree, laid out over lines; the tree is used up."""
    chosen = dialect(options)
    with room():
        return text_of(node, chosen.printer, chosen.name)


def query_text(rel: Rel, options: Options) -> str:
    """The query of a relation as text."""
    return text(query(rel, options), options)


def check_query(check: Check, options: Options) -> str:
    """The rows that break a check; none, and it holds."""
    return query_text(check.violations, options)


def source_query(source: Source, options: Options) -> exp.Query:
    """A source's rows where they lie, each column cast strictly to its declared type."""
    chosen = dialect(options)
    assert source.location is not None
    made = exp.Select(expressions=[_column(chosen, options, source, item) for item in source.columns])
    made.set("from_", exp.From(this=chosen.reader(source.location, source.columns)))
    return made


def source_text(source: Source, options: Options) -> str:
    """The query of a source as text."""
    return text(source_query(source, options), options)


def _column(chosen: Dialect, options: Options, source: Source, column: SourceColumn) -> exp.Expr:
    assert source.location is not None
    name, kind = column.name, column.type
    if source.location.format == "csv" and kind != STRING:
        level: Any = None
        lowering = Lowering(chosen, options, level)
        return nodes.alias(chosen.from_file(lowering, name, kind, hidden=bool(column.labels)), name)
    return nodes.alias(nodes.cast(nodes.column(name), chosen.type(kind)), name)
