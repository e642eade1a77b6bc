"""Functions of time: units by boundaries, weeks from Monday whatever WEEK_START says, instants in UTC."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.snowflake import formats
from lockgate.codegen.sql.snowflake.casts import from_text
from lockgate.codegen.sql.snowflake.intervals import UTC, in_utc
from lockgate.codegen.sql.snowflake.once import Make, error, once
from lockgate.ir.expr import Call, Expr, Literal
from lockgate.ir.types import BIGINT, DATE, DOUBLE, TIMESTAMP, TIMESTAMPTZ, Type

_UNITS = ("second", "minute", "hour", "day", "month", "quarter", "year")
_PARTS = {
    **{unit: unit.upper() for unit in _UNITS},
    "week": "WEEKISO",
    "day_of_week": "DAYOFWEEKISO",
    "day_of_year": "DAYOFYEAR",
}


def _text(expr: Expr) -> str:
    assert isinstance(expr, Literal)
    assert isinstance(expr.value, str)
    return expr.value


def _monday(low: Lowering, moment: Expr) -> Node:
    """The Monday on or before: DATE_TRUNC to a week depends on a session's setting."""
    since = nodes.binary(exp.Sub, nodes.number(1), nodes.call("DAYOFWEEKISO", in_utc(low, moment)))
    day = in_utc(low, moment)
    if low.type(moment) != DATE:
        day = nodes.call("DATE_TRUNC", nodes.raw_string("day"), day)
    return nodes.call("DATEADD", nodes.raw_string("day"), since, day)


def _trunc(low: Lowering, call: Call) -> Node:
    unit, moment = call.args
    if _text(unit) == "week":
        return _monday(low, moment)
    return nodes.call("DATE_TRUNC", nodes.raw_string(_text(unit)), in_utc(low, moment))


def _diff(low: Lowering, call: Call) -> Node:
    unit, start, end = call.args
    if _text(unit) != "week":
        return nodes.call("DATEDIFF", nodes.raw_string(_text(unit)), in_utc(low, start), in_utc(low, end))
    days = nodes.call("DATEDIFF", nodes.raw_string("day"), _monday(low, start), _monday(low, end))
    return low.cast_to(nodes.binary(exp.Div, days, nodes.number(7)), BIGINT)


def _part(unit: str) -> Scalar:
    return lambda low, call: nodes.call(_PARTS[unit], in_utc(low, call.args[0]))


def _named_part(low: Lowering, call: Call) -> Node:
    return nodes.call(_PARTS[_text(call.args[0])], in_utc(low, call.args[1]))


def _parsed(name: str, target: Type) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        if len(call.args) < 2:
            return from_text(low, low.firm(call.args[0]), target, safe=False)
        pattern = nodes.raw_string(formats.parsed(_text(call.args[1])))
        made = nodes.call("TO_TIMESTAMP_NTZ", low.firm(call.args[0]), pattern)
        return low.cast_to(made, DATE) if target == DATE else made

    return lower


def _formatted(low: Lowering, call: Call) -> Node:
    moment, pattern = call.args
    return formats.formatted(low, lambda: in_utc(low, moment), _text(pattern))


def _make_date(low: Lowering, call: Call) -> Node:
    """DATE_FROM_PARTS goes on counting where a month has no such day."""

    def use(made: Make) -> Node:
        parts = [
            nodes.binary(exp.EQ, nodes.call(name, made()), low.firm(arg))
            for name, arg in zip(("YEAR", "MONTH", "DAY"), call.args, strict=True)
        ]
        other = exp.Not(this=exp.Paren(this=nodes.connect(exp.And, parts)))
        return nodes.case([(other, error(low, "no such date", made(), DATE))], made())

    return once(low, low.function("DATE_FROM_PARTS", *call.args), use)


def _last_day(low: Lowering, call: Call) -> Node:
    return low.cast_to(nodes.call("LAST_DAY", in_utc(low, call.args[0])), DATE)


def _at_zone(low: Lowering, call: Call) -> Node:
    moment, zone = call.args
    if low.type(moment) != TIMESTAMP:
        return low.cast_to(nodes.call("CONVERT_TIMEZONE", low.firm(zone), low.firm(moment)), TIMESTAMP)
    # What the clock shows in UTC then, counted from the first instant of 1970.
    clock = nodes.call("CONVERT_TIMEZONE", low.firm(zone), nodes.raw_string(UTC), low.firm(moment))
    start = low.cast_to(nodes.raw_string("1970-01-01 00:00:00"), TIMESTAMP)
    since = nodes.call("DATEDIFF", nodes.raw_string("microsecond"), start, clock)
    epoch = low.cast_to(nodes.raw_string("1970-01-01 00:00:00 +00:00"), TIMESTAMPTZ)
    return nodes.call("DATEADD", nodes.raw_string("microsecond"), since, epoch)


def _now() -> Node:
    return nodes.call("CONVERT_TIMEZONE", nodes.raw_string(UTC), nodes.call("CURRENT_TIMESTAMP"))


def _random(low: Lowering, call: Call) -> Node:
    ends = (low.cast_to(nodes.number(end), DOUBLE) for end in (0, 1))
    return nodes.call("UNIFORM", *ends, nodes.call("RANDOM"))


TABLE: dict[str, Scalar] = {
    "date_trunc": _trunc,
    "date_diff": _diff,
    "date_part": _named_part,
    **{unit: _part(unit) for unit in _PARTS},
    "to_date": _parsed("TO_DATE", DATE),
    "to_timestamp": _parsed("TO_TIMESTAMP_NTZ", TIMESTAMP),
    "format_date": _formatted,
    "make_date": _make_date,
    "last_day": _last_day,
    "at_zone": _at_zone,
    "now": lambda low, call: low.cast_to(_now(), TIMESTAMPTZ),
    "today": lambda low, call: low.cast_to(_now(), DATE),
    "random": _random,
    "uuid": lambda low, call: nodes.call("UUID_STRING"),
}
