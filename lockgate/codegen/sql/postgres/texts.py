"""Values from text, in the one form that every engine reads alike; another text is an error, or NULL where asked."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.postgres.json_texts import is_json
from lockgate.codegen.sql.postgres.once import Make, error, once, or_null
from lockgate.codegen.sql.postgres.types import numeric
from lockgate.ir.coerce import RANGES
from lockgate.ir.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    JSON,
    TIMESTAMP,
    TIMESTAMPTZ,
    Decimal,
    Type,
)

_BLANK = r"[ \t\n\r\f]*"
_NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
_NAN = "[nN][aA][nN]"
_INFINITY = "[iI][nN][fF]([iI][nN][iI][tT][yY])?"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
_ZONE = r"(Z|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)"
_LEAP = "(0[48]|[2468][048]|[13579][26])"
_CALENDAR = (
    "([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    f"|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{{2}}{_LEAP}|{_LEAP}00)-02-29)"
)
"""Every day that there is, of the years 0001 to 9999."""
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_BOOLEAN = "t|true|f|false|y|yes|n|no|1|0"
_LARGEST = "1.7976931348623157e308"
_SMALLEST = "5e-324"


def _any_case(word: str) -> str:
    return "".join(f"[{char}{char.upper()}]" if char.isalpha() else char for char in word)


def _pattern(kind: Type, *, safe: bool) -> str | None:
    """The texts of a type. Days and large numbers of a safe cast are tested too, others stop by themselves."""
    day = f"(?!0000){_CALENDAR}" if safe else _DAY
    if isinstance(kind, Decimal):
        inner = _NUMBER
    elif kind in (INT, BIGINT):
        inner = "[+-]?0*[0-9]{1,19}" if safe else "[+-]?[0-9]+"
    elif kind == DOUBLE:
        inner = f"({_NUMBER}|[+-]?({_NAN}|{_INFINITY}))"
    elif kind == BOOLEAN:
        inner = f"({'|'.join(_any_case(word) for word in _BOOLEAN.split('|'))})"
    elif kind == DATE:
        inner = day
    elif kind == TIMESTAMP:
        inner = f"{day}([ T]{_CLOCK})?"
    elif kind == TIMESTAMPTZ:
        inner = f"{day}[ T]{_CLOCK}{_ZONE}"
    else:
        return None
    return f"^{_BLANK}{inner}{_BLANK}$"


def from_text(low: Lowering, node: Node, target: Type, *, safe: bool) -> Node:
    """The value that a text names."""
    pattern = _pattern(target, safe=safe)
    if pattern is None:
        if safe and target == JSON:
            return once(low, node, lambda text: nodes.case([(is_json(text()), low.cast_to(text(), target))]))
        return low.cast_to(node, target)

    def use(text: Make) -> Node:
        fits = matches(text(), pattern)
        if safe:
            return or_null(low, fits, _within(low, text, target), target)
        return nodes.case(
            [(nodes.negated(fits), error(f"not a value of type {target}", target))],
            low.cast_to(text(), target),
        )

    return once(low, node, use)


def matches(text: Node, pattern: str) -> Node:
    """The text matches a pattern of PostgreSQL's."""
    return exp.RegexpLike(this=nodes.operand(text, 6), expression=nodes.raw_string(pattern))


def _within(low: Lowering, text: Make, target: Type) -> Node:
    """The value, where it is one of the type's."""
    number = nodes.cast(text(), numeric())
    made = low.cast_to(text(), target)
    if isinstance(target, Decimal):
        return or_null(low, fits_decimal(number, target), made, target)
    if target in (INT, BIGINT):
        least, most = RANGES[target]
        return nodes.case([(between(number, least, most), made)])
    if target == DOUBLE:
        return _double_within(low, text, made)
    return made


def _double_within(low: Lowering, text: Make, made: Node) -> Node:
    word = matches(text(), "[nN]")
    size = nodes.call("ABS", nodes.cast(text(), numeric()))
    inside = exp.Between(this=size, low=nodes.number(_SMALLEST), high=nodes.number(_LARGEST))
    zero = nodes.binary(exp.EQ, nodes.cast(text(), numeric()), nodes.number(0))
    return nodes.case([(word, made), (nodes.connect(exp.Or, [zero, inside]), made.copy())])


def between(number: Node, least: int, most: int) -> Node:
    """A number within two others."""
    return exp.Between(this=nodes.operand(number, 5), low=nodes.number(least), high=nodes.number(most))


def fits_decimal(number: Node, target: Decimal) -> Node:
    """A number, rounded to the target's scale, that has no more digits than it; NaN and infinities do not."""
    size = nodes.call("ABS", nodes.call("ROUND", number, nodes.number(target.scale)))
    return nodes.binary(exp.LT, size, nodes.number("1" + "0" * (target.precision - target.scale)))
