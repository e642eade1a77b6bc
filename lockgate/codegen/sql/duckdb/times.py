"""Functions of time: units by boundaries, weeks from Monday, instants in UTC (which the session must be set to)."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.duckdb.casts import from_text
from lockgate.codegen.sql.duckdb.literals import string
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Call, Expr, Literal
from lockgate.ir.types import DATE, STRING, TIMESTAMP

_PARTS = {
    **{
        name: name.upper() for name in ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
    },
    "day_of_week": "ISODOW",
    "day_of_year": "DAYOFYEAR",
}
"""DuckDB's functions of these names give integers; `date_part` gives a double where its argument is a NULL constant."""


def _same(name: str) -> Scalar:
    return lambda low, call: low.function(name, *call.args)


def _text(expr: Expr) -> str:
    assert isinstance(expr, Literal)
    assert isinstance(expr.value, str)
    return expr.value


def _trunc(low: Lowering, call: Call) -> Node:
    unit, moment = call.args
    made = nodes.call("DATE_TRUNC", string(_text(unit)), low.firm(moment))
    return low.cast_to(made, DATE) if low.type(moment) == DATE else made


def _diff(low: Lowering, call: Call) -> Node:
    """Boundaries between; DuckDB's own weeks are neither boundaries nor whole weeks."""
    unit, start, end = call.args
    name = _text(unit)
    if name != "week":
        return nodes.call("DATE_DIFF", string(name), low.firm(start), low.firm(end))
    monday, other = (nodes.call("DATE_TRUNC", string("week"), low.firm(item)) for item in (start, end))
    return nodes.binary(exp.IntDiv, nodes.call("DATE_DIFF", string("day"), monday, other), nodes.number(7))


def _named_part(low: Lowering, call: Call) -> Node:
    return nodes.call(_PARTS[_text(call.args[0])], low.firm(call.args[1]))


def _to_date(low: Lowering, call: Call) -> Node:
    if len(call.args) < 2:
        return from_text(low, low.firm(call.args[0]), DATE, safe=False)
    return low.cast_to(nodes.call("STRPTIME", low.firm(call.args[0]), low.firm(call.args[1])), DATE)


def _to_timestamp(low: Lowering, call: Call) -> Node:
    if len(call.args) < 2:
        return from_text(low, low.firm(call.args[0]), TIMESTAMP, safe=False)
    return nodes.call("STRPTIME", low.firm(call.args[0]), low.firm(call.args[1]))


def _at_zone(low: Lowering, call: Call) -> Node:
    moment, zone = call.args
    return nodes.call("TIMEZONE", low.firm(zone), low.firm(moment))


def _today(low: Lowering, call: Call) -> Node:
    return low.cast_to(nodes.call("TIMEZONE", string("UTC"), nodes.call("NOW")), DATE)


def _uuid(low: Lowering, call: Call) -> Node:
    return low.cast_to(nodes.call("UUID"), STRING)


TABLE: dict[str, Scalar] = {
    "date_trunc": _trunc,
    "date_diff": _diff,
    "date_part": _named_part,
    **{name: _same(part) for name, part in _PARTS.items()},
    "to_date": _to_date,
    "to_timestamp": _to_timestamp,
    "format_date": _same("STRFTIME"),
    "make_date": _same("MAKE_DATE"),
    "last_day": _same("LAST_DAY"),
    "at_zone": _at_zone,
    "now": _same("NOW"),
    "today": _today,
    "random": _same("RANDOM"),
    "uuid": _uuid,
}
