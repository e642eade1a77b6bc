"""Functions of time: units by boundaries, weeks from Monday, instants in UTC whatever the session's zone is."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.postgres import formats
from lockgate.codegen.sql.postgres.arithmetic import utc
from lockgate.codegen.sql.postgres.literals import interval, string
from lockgate.codegen.sql.postgres.once import Make, once, steady
from lockgate.codegen.sql.postgres.texts import from_text
from lockgate.ir.coerce import integer_literal
from lockgate.ir.expr import Call, Expr, Interval, Literal
from lockgate.ir.types import BIGINT, DATE, INT, STRING, TIMESTAMP, TIMESTAMPTZ, Type

_PARTS = {
    **{
        name: name.upper() for name in ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
    },
    "day_of_week": "ISODOW",
    "day_of_year": "DOY",
}
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_A_YEAR = {"month": 12, "quarter": 4}


def text_of(expr: Expr) -> str:
    """The text of a constant."""
    assert isinstance(expr, Literal)
    assert isinstance(expr.value, str)
    return expr.value


def plain(low: Lowering, expr: Expr) -> Node:
    """A point in time as a timestamp: an instant as that in UTC."""
    node, kind = low.firm(expr), low.type(expr)
    if kind == TIMESTAMPTZ:
        return utc(node)
    return low.cast_to(node, TIMESTAMP) if kind == DATE else node


def _day(low: Lowering, expr: Expr) -> Node:
    """The day of a point in time."""
    kind = low.type(expr)
    return low.firm(expr) if kind == DATE else low.cast_to(plain(low, expr), DATE)


def _from_plain(low: Lowering, node: Node, kind: Type) -> Node:
    if kind == TIMESTAMPTZ:
        return utc(node)
    return low.cast_to(node, DATE) if kind == DATE else node


def _trunc(low: Lowering, call: Call) -> Node:
    unit, moment = call.args
    return _from_plain(low, _start(text_of(unit), plain(low, moment)), low.type(moment))


def _start(unit: str, node: Node) -> Node:
    return nodes.call("DATE_TRUNC", string(unit), node)


def _extract(part: str, node: Node) -> Node:
    return exp.Extract(this=exp.Var(this=part), expression=node)


def _of_day(low: Lowering, expr: Expr) -> Node:
    """What parts of days and more are taken from."""
    return low.firm(expr) if low.type(expr) == DATE else plain(low, expr)


def _part(low: Lowering, name: str, moment: Expr) -> Node:
    made = _extract(_PARTS[name], _of_day(low, moment))
    if name == "second":
        made = nodes.call("TRUNC", made)
    return low.cast_to(made, BIGINT)


def _named_part(low: Lowering, call: Call) -> Node:
    return _part(low, text_of(call.args[0]), call.args[1])


def _own_part(name: str) -> Scalar:
    return lambda low, call: _part(low, name, call.args[0])


def _diff(low: Lowering, call: Call) -> Node:
    """How many starts of the unit lie between."""
    unit, start, end = call.args
    name = text_of(unit)
    if name == "day":
        return low.cast_to(nodes.binary(exp.Sub, _day(low, end), _day(low, start)), BIGINT)
    if name == "week":
        first, last = (low.cast_to(_start("week", plain(low, item)), DATE) for item in (start, end))
        days = nodes.binary(exp.Sub, last, first)
        return low.cast_to(nodes.binary(exp.Div, days, nodes.number(7)), BIGINT)
    if name == "year":
        first, last = (_extract("YEAR", _of_day(low, item)) for item in (start, end))
        return low.cast_to(nodes.binary(exp.Sub, last, first), BIGINT)

    def counts(value: Make) -> Node:
        return _months(value, name) if name in _A_YEAR else _clock(value, name)

    first, last = (once(low, plain(low, item), counts) for item in (start, end))
    return low.cast_to(nodes.binary(exp.Sub, last, first), BIGINT)


def _months(value: Make, unit: str) -> Node:
    """The number of the month or quarter from the year 0."""
    years = nodes.binary(exp.Mul, _extract("YEAR", value()), nodes.number(_A_YEAR[unit]))
    return nodes.binary(exp.Add, years, _extract(unit.upper(), value()))


def _clock(value: Make, unit: str) -> Node:
    """The number of the hour, minute or second from 1970."""
    seconds = _extract("EPOCH", _start(unit, value()))
    return seconds if unit == "second" else nodes.binary(exp.Div, seconds, nodes.number(_SECONDS[unit]))


def _to_date(low: Lowering, call: Call) -> Node:
    return _parsed(low, call, DATE)


def _to_timestamp(low: Lowering, call: Call) -> Node:
    return _parsed(low, call, TIMESTAMP)


def _parsed(low: Lowering, call: Call, target: Type) -> Node:
    text = steady(low, call, low.firm(call.args[0]))
    if len(call.args) < 2:
        return from_text(low, text, target, safe=False)
    return formats.parsed(low, text, text_of(call.args[1]), target)


def _format(low: Lowering, call: Call) -> Node:
    moment, text = call.args
    return formats.written(plain(low, moment), text_of(text))


def _make_date(low: Lowering, call: Call) -> Node:
    if any(isinstance(arg, Literal) and arg.value is None for arg in call.args):
        return low.cast_to(exp.Null(), DATE)
    year, month, day = (_integer(low, arg) for arg in call.args)
    made = nodes.call("MAKE_DATE", year, month, steady(low, call, day))
    asked = [arg for arg in call.args if not isinstance(arg, Literal)]
    if len(asked) < 2 or not any(low.nullable(arg) for arg in asked):
        return made
    # A part too large for an integer is no error where another is NULL.
    known = nodes.connect(exp.And, [nodes.is_not_null(low.firm(arg)) for arg in asked])
    return nodes.case([(known, made)])


def _integer(low: Lowering, expr: Expr) -> Node:
    known = integer_literal(expr)
    return (
        nodes.number(known) if known is not None and abs(known) < 2**31 else low.cast_to(low.firm(expr), INT)
    )


def _last_day(low: Lowering, call: Call) -> Node:
    start = _start("month", plain(low, call.args[0]))
    later = nodes.binary(exp.Add, start, interval(Interval(1, "month")))
    return low.cast_to(nodes.binary(exp.Sub, later, interval(Interval(1, "day"))), DATE)


def _at_zone(low: Lowering, call: Call) -> Node:
    moment, zone = call.args
    return nodes.call("TIMEZONE", low.firm(zone), low.firm(moment))


def _today(low: Lowering, call: Call) -> Node:
    return low.cast_to(utc(nodes.call("NOW")), DATE)


def _uuid(low: Lowering, call: Call) -> Node:
    return low.cast_to(nodes.call("GEN_RANDOM_UUID"), STRING)


TABLE: dict[str, Scalar] = {
    "date_trunc": _trunc,
    "date_diff": _diff,
    "date_part": _named_part,
    **{name: _own_part(name) for name in _PARTS},
    "to_date": _to_date,
    "to_timestamp": _to_timestamp,
    "format_date": _format,
    "make_date": _make_date,
    "last_day": _last_day,
    "at_zone": _at_zone,
    "now": lambda low, call: nodes.call("NOW"),
    "today": _today,
    "random": lambda low, call: nodes.call("RANDOM"),
    "uuid": _uuid,
}
