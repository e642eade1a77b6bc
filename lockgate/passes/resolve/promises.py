"""Checks as relations: what a source, a key or the author promises becomes the rows that break it.

`not null` on `email` becomes `from shop.customers |> where email is null`; a report counts and
samples those rows, and every target reads the same relation.
"""

from __future__ import annotations

from collections.abc import Sequence

from lockgate.ir import types
from lockgate.ir.coerce import coerce, common_type
from lockgate.ir.expr import AggregateCall, Call, Cast, Column, Expr, Interval, Literal, Parameter
from lockgate.ir.infer import infer
from lockgate.ir.program import Check, Freshness, Reference, SourceColumn
from lockgate.ir.rel import Aggregate, Filter, Join, Project, Rel, Scan
from lockgate.ir.types import Schema, Type
from lockgate.source import Span

ROWS = "rows"
"""The column that says how many rows share a doubled key."""


def negation(predicate: Expr, schema: Schema) -> Expr:
    """True where the predicate is false or NULL."""
    _, nullable = infer(predicate, schema)
    if nullable:
        predicate = Call("coalesce", (predicate, Literal(False, types.BOOLEAN)))
    return Call("not", (predicate,))


def row(name: str, scan: Rel, predicate: Expr, severity: str, text: str, span: Span | None) -> Check:
    """`check NAME: EXPR` for every row."""
    return Check(name, "row", Filter(scan, negation(predicate, scan.schema)), severity, (), text, span=span)


def not_null(scan: Rel, column: str, span: Span | None = None) -> Check:
    """No NULL in a column."""
    violations = Filter(scan, Call("is_null", (Column(column),)))
    return Check(
        f"not_null_{column}", "not_null", violations, columns=(column,), text=f"{column} not null", span=span
    )


def unique(
    name: str,
    scan: Rel,
    columns: Sequence[str],
    severity: str = "error",
    span: Span | None = None,
    kind: str = "unique",
) -> Check:
    """No two rows agree in all the columns; rows with a NULL among them do not count."""
    rows: Rel = scan
    for column in columns:
        if scan.schema[column].nullable:
            rows = Filter(rows, Call("not", (Call("is_null", (Column(column),)),)))
    count = ROWS
    while count in {column.casefold() for column in columns}:
        count = f"{count}_"
    groups = tuple((column, Column(column)) for column in columns)
    counted = Aggregate(rows, groups, ((count, AggregateCall("count", ())),))
    doubled = Filter(counted, Call(">", (Column(count), Literal(1, types.BIGINT))))
    return Check(name, kind, doubled, severity, tuple(columns), f"unique ({', '.join(columns)})", span=span)


def domain(scan: Rel, column: SourceColumn, name: str) -> Check:
    """Only the declared values."""
    test = Call("in", (Column(name), *_as(column.domain, scan.schema[name].type)))
    return _outside(scan, name, test, "domain", f"{name} in (…)", column.span)


def between(scan: Rel, column: SourceColumn, name: str) -> Check:
    """Only values between two bounds."""
    assert column.between is not None
    test = Call("between", (Column(name), *_as(column.between, scan.schema[name].type)))
    return _outside(scan, name, test, "between", f"{name} between", column.span)


def _as(values: Sequence[Literal], kind: Type) -> tuple[Expr, ...]:
    return tuple(coerce(value, value.type, kind) for value in values)


def _outside(scan: Rel, name: str, test: Expr, kind: str, text: str, span: Span | None) -> Check:
    broken: Expr = Call("not", (test,))
    return Check(f"{kind}_{name}", kind, Filter(scan, broken), columns=(name,), text=text, span=span)


def references(scan: Rel, reference: Reference, target: Scan) -> Check:
    """Every combination without a NULL stands in the target."""
    rows: Rel = scan
    for column in reference.columns:
        if scan.schema[column].nullable:
            rows = Filter(rows, Call("not", (Call("is_null", (Column(column),)),)))
    renamed = tuple((f"target.{column}", Column(column)) for column in reference.target_columns)
    right = Project(target, renamed, hint="target")
    predicate: Expr | None = None
    for column, (name, _) in zip(reference.columns, renamed, strict=True):
        left_type, right_type = rows.schema[column].type, right.schema[name].type
        common = common_type(left_type, right_type) or left_type
        same = Call(
            "=", (coerce(Column(column), left_type, common), coerce(Column(name), right_type, common))
        )
        predicate = same if predicate is None else Call("and", (predicate, same))
    text = f"references {reference.target} ({', '.join(reference.target_columns)})"
    return Check(
        f"references_{'_'.join(reference.columns)}",
        "references",
        Join("anti", rows, right, predicate, many=True),
        columns=reference.columns,
        text=text,
        span=reference.span,
    )


def fresh(scan: Rel, promise: Freshness) -> Check:
    """The newest value is no older than the promise when the run starts; no row at all is not fresh."""
    kind = scan.schema[promise.column].type
    started: Expr = Parameter("run_started_at", types.TIMESTAMPTZ)
    if kind != types.TIMESTAMPTZ:
        started = Call("at_zone", (started, Literal("UTC", types.STRING)))
    newest: Expr = Column("newest")
    if kind == types.DATE:
        newest = Cast(newest, types.TIMESTAMP, implicit=True)
    limit = Call("-", (started, Literal(Interval(promise.seconds, "second"), types.INTERVAL)))
    latest = Aggregate(scan, (), (("newest", AggregateCall("max", (Column(promise.column),))),))
    late = Call("or", (Call("is_null", (Column("newest"),)), Call("<", (newest, limit))))
    return Check(
        f"fresh_{promise.column}",
        "fresh",
        Filter(latest, late),
        columns=(promise.column,),
        text=f"fresh {promise.column} within '{promise.text}'",
        span=promise.span,
    )


def key(scan: Rel, columns: Sequence[str], span: Span | None) -> list[Check]:
    """Unique together and none NULL; columns that are declared `not null` have that check already."""
    made = [not_null(scan, column, span) for column in columns if scan.schema[column].nullable]
    return [*made, unique(f"key_{'_'.join(columns)}", scan, columns, span=span, kind="key")]
