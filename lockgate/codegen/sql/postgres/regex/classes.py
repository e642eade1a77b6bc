"""Classes of characters as RE2 has them: all of ASCII alone."""

from __future__ import annotations

from functools import cache

from lockgate.codegen.sql.postgres.regex.tree import Range, Ranges, complement, merged


def _of(text: str) -> Ranges:
    """Ranges written as `azAZ09`: two characters each."""
    return merged([(ord(text[at]), ord(text[at + 1])) for at in range(0, len(text), 2)])


_DIGIT = _of("09")
_WORD = _of("09AZaz__")
_SPACE = _of("\t\n\f\r  ")

SHORT: dict[str, Ranges] = {
    "d": _DIGIT,
    "w": _WORD,
    "s": _SPACE,
    "D": complement(_DIGIT),
    "W": complement(_WORD),
    "S": complement(_SPACE),
}
NAMED: dict[str, Ranges] = {
    "alnum": _of("09AZaz"),
    "alpha": _of("AZaz"),
    "ascii": _of("\x00\x7f"),
    "blank": _of("\t\t  "),
    "cntrl": _of("\x00\x1f\x7f\x7f"),
    "digit": _DIGIT,
    "graph": _of("!~"),
    "lower": _of("az"),
    "print": _of(" ~"),
    "punct": _of("!/:@[`{~"),
    "space": _of("\t\r  "),
    "upper": _of("AZ"),
    "word": _WORD,
    "xdigit": _of("09AFaf"),
}
ESCAPED = {"a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11}


@cache
def _families() -> dict[int, tuple[int, ...]]:
    """Characters that are the same letter, by each of them."""
    found: dict[str, set[int]] = {}
    for code in range(0x20000):
        char = chr(code)
        for other in (char.lower(), char.upper()):
            if len(other) == 1 and other != char:
                found.setdefault(_simple(char), set()).update((code, ord(other)))
    return {code: tuple(sorted(family)) for family in found.values() for code in family}


def _simple(char: str) -> str:
    """The letter that stands for a family: small, of large."""
    upper = char.upper()
    char = upper if len(upper) == 1 else char
    lower = char.lower()
    return lower if len(lower) == 1 else char


def folded(ranges: Ranges) -> Ranges:
    """The characters and their other cases."""
    made: list[Range] = list(ranges)
    families = _families()
    for low, high in ranges:
        if high - low > len(families):
            members = [code for code in families if low <= code <= high]
        else:
            members = [code for code in range(low, high + 1) if code in families]
        made.extend((other, other) for code in members for other in families[code])
    return merged(made)
