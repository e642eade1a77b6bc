"""Functions of time: units by boundaries, weeks from Monday, instants in UTC (which the session must be set to)."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.spark import formats
from lockgate.codegen.sql.spark.bare import Make, integer, needs_cast, small
from lockgate.codegen.sql.spark.casts import from_text
from lockgate.ir.expr import Call, Expr, Literal
from lockgate.ir.types import BIGINT, DATE, TIMESTAMP, TIMESTAMPTZ

_PARTS = {
    **{name: name.upper() for name in ("second", "minute", "hour", "day", "month", "quarter", "year")},
    "week": "WEEKOFYEAR",
    "day_of_year": "DAYOFYEAR",
}
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_MONTHS = {"month": ("MONTH", 12), "quarter": ("QUARTER", 4)}
"""Parts that count on from year to year."""


def _text(expr: Expr) -> str:
    assert isinstance(expr, Literal)
    assert isinstance(expr.value, str)
    return expr.value


def _part(name: str) -> Make:
    return lambda low, call: _of(low, name, call.args[-1])


def _of(low: Lowering, name: str, moment: Expr) -> Node:
    if name == "day_of_week":
        return nodes.binary(exp.Add, nodes.call("WEEKDAY", low.firm(moment)), nodes.number(1))
    return nodes.call(_PARTS[name], low.firm(moment))


def _day(low: Lowering, moment: Expr) -> Node:
    """A point in time as a date."""
    node = low.firm(moment)
    return node if low.type(moment) == DATE else low.cast_to(node, DATE)


def _trunc(low: Lowering, call: Call) -> Node:
    unit, moment = _text(call.args[0]), call.args[1]
    if low.type(moment) == DATE:
        return low.firm(moment) if unit == "day" else _start(low, unit, moment)
    made = nodes.call("DATE_TRUNC", nodes.raw_string(unit.upper()), low.firm(moment))
    return low.cast_to(made, TIMESTAMP) if low.type(moment) != TIMESTAMPTZ else made


def _start(low: Lowering, unit: str, moment: Expr) -> Node:
    return nodes.call("TRUNC", _day(low, moment), nodes.raw_string(unit.upper()))


def _diff(low: Lowering, call: Call) -> Node:
    """Boundaries between."""
    unit, start, end = _text(call.args[0]), call.args[1], call.args[2]
    if unit in _SECONDS:
        seconds = [
            nodes.call(
                "UNIX_SECONDS", low.cast_to(low.function("DATE_TRUNC", call.args[0], item), TIMESTAMPTZ)
            )
            for item in (end, start)
        ]
        made = nodes.binary(exp.Sub, *seconds)
        return made if unit == "second" else nodes.binary(exp.IntDiv, made, nodes.number(_SECONDS[unit]))
    if unit == "week":
        days = nodes.call("DATEDIFF", _start(low, unit, end), _start(low, unit, start))
        return nodes.binary(exp.IntDiv, days, nodes.number(7))
    if unit == "day":
        return low.cast_to(nodes.call("DATEDIFF", _day(low, end), _day(low, start)), BIGINT)
    years = nodes.binary(exp.Sub, low.function("YEAR", end), low.function("YEAR", start))
    if unit == "year":
        return low.cast_to(years, BIGINT)
    name, times = _MONTHS[unit]
    parts = nodes.binary(exp.Sub, low.function(name, end), low.function(name, start))
    made = nodes.binary(exp.Add, nodes.binary(exp.Mul, years, nodes.number(times)), parts)
    return low.cast_to(made, BIGINT)


def _to_date(low: Lowering, call: Call) -> Node:
    if len(call.args) < 2:
        return from_text(low, low.firm(call.args[0]), DATE, safe=False)
    return nodes.call("TO_DATE", low.firm(call.args[0]), _format(call))


def _to_timestamp(low: Lowering, call: Call) -> Node:
    if len(call.args) < 2:
        return from_text(low, low.firm(call.args[0]), TIMESTAMP, safe=False)
    return nodes.call("TO_TIMESTAMP_NTZ", low.firm(call.args[0]), _format(call))


def _format(call: Call) -> Node:
    return nodes.raw_string(formats.java(_text(call.args[1])))


def _format_date(low: Lowering, call: Call) -> Node:
    return nodes.call("DATE_FORMAT", low.firm(call.args[0]), _format(call))


def _make_date(low: Lowering, call: Call) -> Node:
    """NULL where a part is NULL, before another part is found too large for Spark's integers."""
    made = nodes.call("MAKE_DATE", *(integer(low, arg) for arg in call.args))
    may_be_null = [arg for arg in call.args if low.nullable(arg)]
    narrowed = [arg for arg in call.args if needs_cast(low, arg)]
    if not any(arg is not other for arg in narrowed for other in may_be_null):
        return made
    present = [nodes.is_not_null(low.firm(arg)) for arg in may_be_null]
    return nodes.case([(nodes.connect(exp.And, present), made)])


def _last_day(low: Lowering, call: Call) -> Node:
    return nodes.call("LAST_DAY", _day(low, call.args[0]))


def _at_zone(low: Lowering, call: Call) -> Node:
    """Spark shifts an instant by what the zone is ahead of UTC, and a clock time is one of UTC."""
    moment, zone = call.args
    if low.type(moment) == TIMESTAMP:
        return nodes.call("TO_UTC_TIMESTAMP", low.cast_to(low.firm(moment), TIMESTAMPTZ), low.firm(zone))
    return low.cast_to(low.function("FROM_UTC_TIMESTAMP", moment, zone), TIMESTAMP)


def _bare(name: str) -> Scalar:
    return lambda low, call: nodes.call(name)


def _named_part(low: Lowering, call: Call) -> Node:
    return _of(low, _text(call.args[0]), call.args[1])


TABLE: dict[str, Scalar] = {
    "date_trunc": _trunc,
    "date_diff": _diff,
    "date_part": small("date_part", _named_part),
    **{
        name: small(name, _part(name))
        for name in ("year", "month", "day", "hour", "minute", "second", "day_of_week", "day_of_year")
    },
    "to_date": _to_date,
    "to_timestamp": _to_timestamp,
    "format_date": _format_date,
    "make_date": _make_date,
    "last_day": _last_day,
    "at_zone": _at_zone,
    "now": _bare("CURRENT_TIMESTAMP"),
    "today": _bare("CURRENT_DATE"),
    "random": _bare("RAND"),
    "uuid": _bare("UUID"),
}
