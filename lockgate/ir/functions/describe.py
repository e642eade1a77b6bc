"""How messages name an argument, and what they advise."""

from __future__ import annotations

import datetime

from lockgate.ir import types
from lockgate.ir.coerce import is_number, is_time
from lockgate.ir.expr import Column, Literal
from lockgate.ir.functions.base import Typed
from lockgate.ir.types import Type

EXAMPLES: dict[Type, str] = {
    types.DATE: "date '2026-01-31'",
    types.TIMESTAMP: "timestamp '2026-01-31 08:00:00'",
    types.TIMESTAMPTZ: "timestamptz '2026-01-31 08:00:00+00:00'",
}


def shown(arg: Typed) -> str:
    """The argument by name, by value, or as `this`."""
    if isinstance(arg.expr, Column):
        return f"`{arg.expr.name}`"
    if isinstance(arg.expr, Literal) and isinstance(arg.expr.value, str) and len(arg.expr.value) <= 40:
        return "`'" + arg.expr.value.replace("'", "''") + "'`"
    if isinstance(arg.expr, Literal) and is_number(arg.type):
        return f"`{arg.expr.value}`"
    return "this"


def advice(arg: Typed, wanted: Type) -> str:
    """What to write so that the argument has the type that is wanted."""
    given, literal = arg.type, arg.expr if isinstance(arg.expr, Literal) else None
    if literal is not None and isinstance(literal.value, str):
        text = literal.value
        if is_number(wanted) and _is_number(text):
            return f"write {text.strip()} without the quotes"
        if is_time(wanted) and _is_time(text):
            return f"write `{wanted} '{text}'`"
        if is_time(wanted):
            return f"write a constant such as `{EXAMPLES[wanted]}`"
        if is_number(wanted):
            return "write a number, or make the other side a string with `cast(… as string)`"
    if literal is not None and wanted == types.STRING and is_number(given):
        return f"write `'{literal.value}'` for the text"
    if {given, wanted} == {types.TIMESTAMP, types.TIMESTAMPTZ}:
        return f"`at_zone(t, 'UTC')` makes a {wanted} of a {given}"
    if types.TIMESTAMPTZ in (given, wanted) and types.DATE in (given, wanted):
        return "`at_zone(t, 'UTC')` gives an instant's timestamp in a zone, and `cast(… as date)` its day"
    if wanted == types.STRING and given == types.DOUBLE:
        return "engines write doubles differently: `cast(cast(… as decimal(18, 4)) as string)`"
    if wanted == types.STRING and (is_time(given) and given != types.TIMESTAMPTZ):
        return "`format_date(t, '%Y-%m-%d')` or `cast(… as string)` gives a string"
    if wanted == types.BOOLEAN:
        return "write a comparison, such as `x > 0`"
    if types.JSON in (given, wanted):
        return "`json_value(j, '$.key')` takes a string out of json; `cast(… as json)` reads one from a string"
    if isinstance(given, (types.Array, types.Struct)) or isinstance(wanted, (types.Array, types.Struct)):
        return "take the element or field that is meant"
    if types.INTERVAL in (given, wanted):
        return "an interval is added to or taken from a point in time"
    return f"write `cast(… as {wanted})` if that is what you mean"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.isascii() and "_" not in text


def _is_time(text: str) -> bool:
    try:
        datetime.datetime.fromisoformat(text)
    except ValueError:
        return False
    return text.isascii() and "'" not in text
