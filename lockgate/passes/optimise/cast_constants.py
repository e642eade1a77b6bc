"""The cast of a constant, where the result is the same on every engine; else None, and it runs as written."""

from __future__ import annotations

import datetime
import decimal
import re

from lockgate.ir import types
from lockgate.ir.coerce import is_integer
from lockgate.ir.expr import Expr, Literal
from lockgate.ir.types import BIGINT, BOOLEAN, DATE, DOUBLE, INT, STRING, TIMESTAMP, Decimal, Type
from lockgate.passes.optimise.constants import EXACT, Constant, number, size_of

_INTEGER = re.compile(r"-?[0-9]{1,19}\Z", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)
_EXACT_DOUBLES = 2**53


def cast_constant(constant: Constant, target: Type) -> Expr | None:
    """The constant as another type."""
    value, source = constant.value, constant.type
    if value is None:
        return Literal(None, target)
    if isinstance(value, bool):
        return number(int(value), target) if source == BOOLEAN and target in (INT, BIGINT) else None
    if isinstance(value, str):
        return _from_text(value, target) if source == STRING else None
    if isinstance(value, (int, decimal.Decimal)):
        return _from_number(value, source, target)
    if isinstance(value, datetime.datetime):
        return Literal(value.date(), DATE) if source == TIMESTAMP and target == DATE else None
    if isinstance(value, datetime.date) and target == TIMESTAMP:
        return Literal(datetime.datetime(value.year, value.month, value.day), TIMESTAMP)
    return None


def _from_number(value: int | decimal.Decimal, source: Type, target: Type) -> Expr | None:
    if target == STRING:
        return Literal(str(value), STRING) if is_integer(source) and isinstance(value, int) else None
    if target == DOUBLE:
        # Engines divide the digits by a power of ten: the same as ours only for what a double holds exactly.
        exact = size_of(value) <= _EXACT_DOUBLES and decimal.Decimal(float(value)) == value
        return number(float(value), DOUBLE) if exact else None
    if is_integer(target) and isinstance(value, decimal.Decimal):
        return number(
            value.quantize(decimal.Decimal(1), rounding=decimal.ROUND_HALF_UP, context=EXACT), target
        )
    return number(value, target) if is_integer(target) or isinstance(target, Decimal) else None


def _from_text(text: str, target: Type) -> Expr | None:
    if is_integer(target):
        return number(int(text), target) if _INTEGER.match(text) else None
    if target == DATE and _DATE.match(text):
        try:
            return Literal(datetime.date.fromisoformat(text), types.DATE)
        except ValueError:
            return None
    return Literal(text, STRING) if target == STRING else None
