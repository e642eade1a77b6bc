"""Functions of time: units by boundaries, weeks from Monday, instants in UTC whatever the project's zone is."""

from __future__ import annotations

import re

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.bigquery.casts import from_text
from lockgate.codegen.sql.bigquery.intervals import UTC
from lockgate.codegen.sql.bigquery.once import error, null_unless
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.coerce import integer_literal
from lockgate.ir.expr import Call, Expr, Literal
from lockgate.ir.types import DATE, STRING, TIMESTAMP, TIMESTAMPTZ, Type

_UNITS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
_CLOCK = ("second", "minute", "hour")
_CLOCK_CODES = ("%H", "%M", "%S", "%f")
_PREFIX: dict[Type, str] = {DATE: "DATE", TIMESTAMP: "DATETIME", TIMESTAMPTZ: "TIMESTAMP"}


def _word(unit: str) -> Node:
    """A unit; weeks are those of ISO 8601."""
    return exp.Var(this={"week": "ISOWEEK", "day_of_year": "DAYOFYEAR"}.get(unit, unit.upper()))


def _utc() -> Node:
    return nodes.raw_string(UTC)


def _text(expr: Expr) -> str:
    assert isinstance(expr, Literal)
    assert isinstance(expr.value, str)
    return expr.value


def _civil(low: Lowering, expr: Expr, kind: Type) -> Node:
    """A date or timestamp; an instant as what the clock shows in UTC."""
    return nodes.call("DATETIME", low.firm(expr), _utc()) if kind == TIMESTAMPTZ else low.firm(expr)


def _trunc(low: Lowering, call: Call) -> Node:
    unit, moment = call.args
    kind = low.type(moment)
    zone = [_utc()] if kind == TIMESTAMPTZ else []
    return nodes.call(f"{_PREFIX[kind]}_TRUNC", low.firm(moment), _word(_text(unit)), *zone)


def _diff(low: Lowering, call: Call) -> Node:
    unit, start, end = call.args
    kind = low.type(start)
    moments = [_civil(low, item, kind) for item in (end, start)]
    if kind == DATE and _text(unit) in _CLOCK:
        moments, kind = [low.cast_to(item, TIMESTAMP) for item in moments], TIMESTAMP
    name = "DATE_DIFF" if kind == DATE else "DATETIME_DIFF"
    return nodes.call(name, *moments, _word(_text(unit)))


def _extracted(low: Lowering, unit: str, moment: Expr) -> Node:
    kind = low.type(moment)
    word = exp.Var(this="DAYOFWEEK") if unit == "day_of_week" else _word(unit)
    made: Node = exp.Extract(this=word, expression=_civil(low, moment, kind))
    if unit == "day_of_week":
        # BigQuery's week begins with Sunday, 1.
        shifted = nodes.binary(exp.Add, made, nodes.number(5))
        made = nodes.binary(exp.Add, nodes.call("MOD", shifted, nodes.number(7)), nodes.number(1))
    return made


def _part(unit: str) -> Scalar:
    return lambda low, call: _extracted(low, unit, call.args[0])


def _named_part(low: Lowering, call: Call) -> Node:
    return _extracted(low, _text(call.args[0]), call.args[1])


def _parsed(name: str, target: Type) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        if len(call.args) < 2:
            return from_text(low, low.firm(call.args[0]), target, safe=False)
        pattern = _text(call.args[1])
        if re.search(r"(?<!%S\.)%f", pattern.replace("%%", "  ")):
            raise Unsupported("`%f` without `%S.` before it", "BigQuery reads fractions as part of a second")
        codes = (
            _replaced(pattern, {"%f": "", "%S": "%S"}).replace("%S.", "%E6S") if "%f" in pattern else pattern
        )
        clock = any(code in _CLOCK_CODES for code in re.findall(r"%.", pattern))
        if target == DATE and clock:
            made = nodes.call("PARSE_DATETIME", nodes.raw_string(codes), low.firm(call.args[0]))
            return low.cast_to(made, DATE)
        return nodes.call(name, nodes.raw_string(codes), low.firm(call.args[0]))

    return lower


def _replaced(pattern: str, codes: dict[str, str]) -> str:
    return re.sub(r"%.", lambda found: codes.get(found.group(), found.group()), pattern, flags=re.DOTALL)


def _formatted(low: Lowering, call: Call) -> Node:
    """Microseconds have no code of their own: they stand between formatted parts."""
    moment, pattern = call.args
    kind = low.type(moment)
    name = "FORMAT_DATE" if kind == DATE else "FORMAT_DATETIME"
    codes = re.findall(r"%.|[^%]+", _text(pattern), re.DOTALL)
    parts: list[Node] = []
    run = ""
    for code in [*codes, "%f", ""]:
        if code != "%f":
            run += {"%Y": "%E4Y"}.get(code, code)
            continue
        if run:
            parts.append(nodes.call(name, nodes.raw_string(run), _civil(low, moment, kind)))
            run = ""
        parts.append(_microseconds(low, moment, kind))
    return nodes.connect(exp.DPipe, parts[:-1])


def _microseconds(low: Lowering, moment: Expr, kind: Type) -> Node:
    if kind == DATE:
        return nodes.raw_string("000000")
    found = exp.Extract(this=exp.Var(this="MICROSECOND"), expression=_civil(low, moment, kind))
    return nodes.call("LPAD", low.cast_to(found, STRING), nodes.number(6), nodes.raw_string("0"))


def _make_date(low: Lowering, call: Call) -> Node:
    """BigQuery takes the last 32 bits of each number: those that no calendar has are kept away from it."""
    made = low.function("DATE", *call.args)
    ends = (9999, 12, 31)
    tests: list[Node] = [
        exp.Between(this=nodes.operand(low.firm(arg), 5), low=nodes.number(1), high=nodes.number(end))
        for arg, end in zip(call.args, ends, strict=True)
        if integer_literal(arg) is None
    ]
    if not tests:
        return made
    outside = exp.Not(this=exp.Paren(this=nodes.connect(exp.And, tests)))
    made = nodes.case([(outside, error("no such date"))], made)
    return null_unless([low.firm(arg) for arg in call.args if low.nullable(arg)], made)


def _last_day(low: Lowering, call: Call) -> Node:
    return nodes.call("LAST_DAY", _civil(low, call.args[0], low.type(call.args[0])))


def _at_zone(low: Lowering, call: Call) -> Node:
    moment, zone = call.args
    name = "TIMESTAMP" if low.type(moment) == TIMESTAMP else "DATETIME"
    return nodes.call(name, low.firm(moment), low.firm(zone))


TABLE: dict[str, Scalar] = {
    "date_trunc": _trunc,
    "date_diff": _diff,
    "date_part": _named_part,
    **{unit: _part(unit) for unit in (*_UNITS, "day_of_week", "day_of_year")},
    "to_date": _parsed("PARSE_DATE", DATE),
    "to_timestamp": _parsed("PARSE_DATETIME", TIMESTAMP),
    "format_date": _formatted,
    "make_date": _make_date,
    "last_day": _last_day,
    "at_zone": _at_zone,
    "now": lambda low, call: nodes.call("CURRENT_TIMESTAMP"),
    "today": lambda low, call: nodes.call("CURRENT_DATE", _utc()),
    "random": lambda low, call: nodes.call("RAND"),
    "uuid": lambda low, call: nodes.call("GENERATE_UUID"),
}
