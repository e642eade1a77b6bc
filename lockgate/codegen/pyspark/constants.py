"""Constants of the IR as values of Python that a DataFrame takes."""

from __future__ import annotations

import datetime
import decimal
import math

from lockgate.codegen.pyspark import tree
from lockgate.ir.expr import Cast, Expr, Literal
from lockgate.ir.types import DOUBLE, Decimal, Type


def constant(expr: Expr, kind: Type) -> tree.Expr | None:
    """The value of a literal in a column of a type; None where it takes computing."""
    if isinstance(expr, Cast) and expr.implicit and isinstance(expr.operand, Literal):
        value = expr.operand.value
        if isinstance(value, (str, datetime.date)):
            return None
        expr = Literal(value, kind)
    if not isinstance(expr, Literal):
        return None
    match expr.value:
        case None | bool() | str():
            return tree.const(expr.value)
        case int() | decimal.Decimal() if isinstance(kind, Decimal):
            return tree.call(
                tree.name("Decimal"), tree.const(f"{decimal.Decimal(expr.value):.{kind.scale}f}")
            )
        case int() | float() if kind == DOUBLE:
            return _double(float(expr.value))
        case int():
            return tree.const(expr.value)
        case datetime.datetime() as moment:
            return _moment(moment)
        case datetime.date() as day:
            return tree.method(
                tree.name("datetime"), "date", *map(tree.const, (day.year, day.month, day.day))
            )
        case _:
            return None


def _double(value: float) -> tree.Expr:
    if math.isfinite(value):
        return tree.const(value)
    return tree.call(tree.name("float"), tree.const(str(value)))


def _moment(moment: datetime.datetime) -> tree.Expr:
    zone = moment.tzinfo
    if zone is not None:
        moment = moment.astimezone(datetime.UTC)
    parts = [
        moment.year,
        moment.month,
        moment.day,
        moment.hour,
        moment.minute,
        moment.second,
        moment.microsecond,
    ]
    while len(parts) > 5 and parts[-1] == 0:
        parts.pop()
    made = [tree.const(part) for part in parts]
    if zone is None:
        return tree.method(tree.name("datetime"), "datetime", *made)
    utc = tree.attribute(tree.name("datetime"), "timezone", "utc")
    return tree.method(tree.name("datetime"), "datetime", *made, tzinfo=utc)
