"""Functions of strings: positions count code points from 1."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from tests.interpreter.failure import Unspecified
from tests.interpreter.signature import Signature


def _cased(change: Callable[[str], str]) -> Callable[[Signature, str], str]:
    def apply(of: Signature, text: str) -> str:
        if any(not character.isascii() and change(character) != character for character in text):
            raise Unspecified("the case of letters beyond ASCII")
        return change(text)

    return apply


def _substring(of: Signature, text: str, start: int, length: int | None = None) -> str:
    first = max(start, 1) - 1
    return text[first:] if length is None else text[first : first + max(length, 0)]


def _right(of: Signature, text: str, count: int) -> str:
    return text[max(len(text) - count, 0) :] if count > 0 else ""


def _split_part(of: Signature, text: str, separator: str, number: int) -> str:
    if not separator:
        raise Unspecified("parts between empty separators")
    parts = text.split(separator)
    return parts[number - 1] if 1 <= number <= len(parts) else ""


def _padding(text: str, length: int, fill: str) -> str:
    missing = max(length - len(text), 0)
    if missing and not fill:
        raise Unspecified("filling with the empty string")
    return (fill * missing)[:missing]


def _lpad(of: Signature, text: str, length: int, fill: str = " ") -> str:
    return _padding(text, length, fill) + text[: max(length, 0)]


def _rpad(of: Signature, text: str, length: int, fill: str = " ") -> str:
    return text[: max(length, 0)] + _padding(text, length, fill)


def _concat_ws(of: Signature, separator: str | None, *items: str | None) -> str | None:
    return None if separator is None else separator.join(item for item in items if item is not None)


_POSIX = {
    "alpha": "a-zA-Z",
    "digit": "0-9",
    "alnum": "a-zA-Z0-9",
    "upper": "A-Z",
    "lower": "a-z",
    "space": r"\s",
}


def _part(text: str) -> str:
    """An escape, a class or an end as Python writes it."""
    if text == "$":
        return r"\Z"
    return text if text[0] == "\\" else "[" + re.sub(r"[\[&]", r"\\\g<0>", text[1:])


def _pattern(text: str) -> re.Pattern[str]:
    """RE2's meaning: classes are of ASCII, and `$` is the end of the text."""
    named = re.sub(r"\[:([a-z]+):\]", lambda found: _POSIX.get(found.group(1), found.group()), text)
    made = re.sub(r"\\.|\[[^\]]*\]|\$", lambda found: _part(found.group()), named, flags=re.DOTALL)
    try:
        return re.compile(made, re.ASCII)
    except re.error:
        raise Unspecified(f"the pattern {text}") from None


def _extract(of: Signature, text: str, pattern: str, group: int = 0) -> str | None:
    found = _pattern(pattern).search(text)
    if found is None:
        return None
    if group > len(found.groups()) or found.group(group) is None:
        raise Unspecified("a group that is not in the match")
    return found.group(group)


def _replaced(of: Signature, text: str, pattern: str, new: str) -> str:
    if any(sign in new for sign in "\\$"):
        raise Unspecified("signs in a replacement that engines read in their own ways")
    if _pattern(pattern).fullmatch(""):
        raise Unspecified("replacing what matches nothing")
    return _pattern(pattern).sub(lambda found: new, text)


TABLE: dict[str, Callable[..., Any]] = {
    "||": lambda of, a, b: a + b,
    "length": lambda of, text: len(text),
    "lower": _cased(str.lower),
    "upper": _cased(str.upper),
    "trim": lambda of, text, characters=" ": text.strip(characters) if characters else text,
    "ltrim": lambda of, text, characters=" ": text.lstrip(characters) if characters else text,
    "rtrim": lambda of, text, characters=" ": text.rstrip(characters) if characters else text,
    "substring": _substring,
    "left": lambda of, text, count: text[: max(count, 0)],
    "right": _right,
    "replace": lambda of, text, old, new: text.replace(old, new) if old else text,
    "concat": lambda of, *items: "".join(items),
    "concat_ws": _concat_ws,
    "split_part": _split_part,
    "starts_with": lambda of, text, prefix: text.startswith(prefix),
    "ends_with": lambda of, text, suffix: text.endswith(suffix),
    "contains": lambda of, text, part: part in text,
    "position": lambda of, part, text: text.find(part) + 1,
    "lpad": _lpad,
    "rpad": _rpad,
    "regexp_like": lambda of, text, pattern: _pattern(pattern).search(text) is not None,
    "regexp_extract": _extract,
    "regexp_replace": _replaced,
    "md5": lambda of, text: hashlib.md5(text.encode()).hexdigest(),
    "sha256": lambda of, text: hashlib.sha256(text.encode()).hexdigest(),
}
