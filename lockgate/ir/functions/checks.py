"""What constants in a call must look like: units, formats, patterns, paths, counts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lockgate.ir.coerce import integer_literal
from lockgate.ir.expr import Literal
from lockgate.ir.functions.base import Mismatch, Typed
from lockgate.ir.functions.build import Check

FORMAT_CODES = {
    "%Y": "year, four digits",
    "%m": "month, 01 to 12",
    "%d": "day of the month, 01 to 31",
    "%H": "hour, 00 to 23",
    "%M": "minute, 00 to 59",
    "%S": "second, 00 to 59",
    "%f": "microsecond, six digits",
    "%j": "day of the year, 001 to 366",
    "%b": "month in English, short",
    "%B": "month in English",
    "%a": "weekday in English, short",
    "%A": "weekday in English",
    "%%": "a percent sign",
}
PARSED_CODES = ("%Y", "%m", "%d", "%H", "%M", "%S", "%f", "%%")
PATH = re.compile(r"\$(?:\.[A-Za-z_][A-Za-z0-9_]*|\[[0-9]{1,6}\])*", re.ASCII)
_UNPORTABLE = re.compile(r"\(\?(?:[=!>]|<[=!])|\\[1-9]|(?<!\\)[*+?}]\+")


def text_of(args: Sequence[Typed], position: int) -> str | None:
    """The constant string at a position, or None."""
    if position >= len(args):
        return None
    expr = args[position].expr
    return expr.value if isinstance(expr, Literal) and isinstance(expr.value, str) else None


def all_of(*checks: Check) -> Check:
    """Every check in turn."""

    def check(args: Sequence[Typed]) -> Mismatch | None:
        return next((problem for item in checks if (problem := item(args)) is not None), None)

    return check


def at_least(position: int, least: int, what: str) -> Check:
    """A constant integer that must not be smaller."""

    def check(args: Sequence[Typed]) -> Mismatch | None:
        value = integer_literal(args[position].expr) if position < len(args) else None
        if value is None or value >= least:
            return None
        return Mismatch(
            f"{what} is at least {least}, and this is {value}", position, f"write {least} or more", kind="arguments"
        )

    return check


def not_empty(position: int, what: str) -> Check:
    """A constant string that must have a character."""

    def check(args: Sequence[Typed]) -> Mismatch | None:
        if text_of(args, position) != "":
            return None
        return Mismatch(f"{what} is empty", position, "write at least one character", kind="arguments")

    return check


def one_of(position: int, words: Sequence[str], what: str) -> Check:
    """A constant string out of a list, in lower case."""

    def check(args: Sequence[Typed]) -> Mismatch | None:
        text = text_of(args, position)
        if text is None or text in words:
            return None
        return Mismatch(
            f"there is no {what} `{_short(text)}`",
            position,
            f"it is one of {', '.join(words)}",
            tuple(words),
            "arguments",
        )

    return check


def format_codes(position: int, codes: Sequence[str]) -> Check:
    """A constant format made of the portable codes."""

    def check(args: Sequence[Typed]) -> Mismatch | None:
        text = text_of(args, position)
        if text is None:
            return None
        if not text:
            return Mismatch("the format is empty", position, "write one such as '%Y-%m-%d'", tuple(codes), "arguments")
        for code in re.findall(r"%.?", text, re.DOTALL):
            if code not in codes:
                return Mismatch(
                    f"there is no format code `{code}`",
                    position,
                    f"the codes are {' '.join(codes)}",
                    tuple(codes),
                    "arguments",
                )
        return None

    return check


def pattern(position: int) -> Check:
    """A constant regular expression that all engines read alike."""

    def check(args: Sequence[Typed]) -> Mismatch | None:
        text = text_of(args, position)
        if text is None or not _UNPORTABLE.search(text):
            return None
        return Mismatch(
            "this pattern uses look-around, back references or possessive repeats, which not every engine has",
            position,
            "write it with plain groups, classes and repeats (the RE2 syntax)",
            kind="arguments",
        )

    return check


def path(position: int) -> Check:
    """A constant path into json."""

    def check(args: Sequence[Typed]) -> Mismatch | None:
        text = text_of(args, position)
        if text is None or PATH.fullmatch(text):
            return None
        return Mismatch(
            f"`{_short(text)}` is no path into json", position, "write one such as '$.items[0].name'", kind="arguments"
        )

    return check


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"
