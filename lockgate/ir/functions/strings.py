"""Functions of strings: positions count characters from 1."""

from __future__ import annotations

from typing import Any

from lockgate.ir.functions.base import Function
from lockgate.ir.functions.build import Result, make
from lockgate.ir.functions.checks import all_of, at_least, not_empty, pattern
from lockgate.ir.types import BIGINT, BOOLEAN, STRING

FAMILY = "strings"


def _string(name: str, params: str, result: Result, doc: str, **more: Any) -> Function:
    return make(name, params, result, doc, family=FAMILY, **more)


FUNCTIONS = (
    _string("||", "a string, b string", STRING, "The two strings one after the other.", kind="operator", infix=True),
    _string("length", "text string", BIGINT, "The number of characters."),
    _string("lower", "text string", STRING, "In lower case (certain for ASCII letters only)."),
    _string("upper", "text string", STRING, "In upper case (certain for ASCII letters only)."),
    _string("trim", "text string, [characters string]", STRING, "Without the characters (spaces) at both ends."),
    _string("ltrim", "text string, [characters string]", STRING, "Without the characters (spaces) at the start."),
    _string("rtrim", "text string, [characters string]", STRING, "Without the characters (spaces) at the end."),
    _string(
        "substring",
        "text string, start bigint, [length bigint]",
        STRING,
        "The part that begins at `start` (the first character is 1), to the end or of a length.",
        check=all_of(at_least(1, 1, "the start of `substring`"), at_least(2, 0, "the length of `substring`")),
    ),
    _string(
        "left",
        "text string, count bigint",
        STRING,
        "The first characters.",
        check=at_least(1, 0, "the count of `left`"),
    ),
    _string(
        "right",
        "text string, count bigint",
        STRING,
        "The last characters.",
        check=at_least(1, 0, "the count of `right`"),
    ),
    _string("replace", "text string, old string, new string", STRING, "With every `old` replaced by `new`."),
    _string("concat", "text string...", STRING, "All strings one after the other; NULL if one is NULL, as `||`."),
    _string(
        "concat_ws",
        "separator string, text string...",
        STRING,
        "The strings that are not NULL, with the separator between them; NULL only if the separator is.",
        nulls="custom",
        nullable=lambda args: args[0].nullable,
    ),
    _string(
        "split_part",
        "text string, separator string, number bigint",
        STRING,
        "The part of that number (from 1) between separators; the empty string where there are fewer.",
        check=at_least(2, 1, "the number of a part"),
    ),
    _string("starts_with", "text string, prefix string", BOOLEAN, "Whether the text begins so."),
    _string("ends_with", "text string, suffix string", BOOLEAN, "Whether the text ends so."),
    _string("contains", "text string, part string", BOOLEAN, "Whether the part is in the text."),
    _string(
        "position",
        "part string, text string",
        BIGINT,
        "Where the part first begins in the text, from 1; 0 where it does not occur. The part comes first.",
    ),
    _string(
        "lpad",
        "text string, length bigint, [fill string]",
        STRING,
        "Filled at the start (with spaces) to a length; what is longer is cut at the end.",
        check=all_of(at_least(1, 0, "the length of `lpad`"), not_empty(2, "the fill of `lpad`")),
    ),
    _string(
        "rpad",
        "text string, length bigint, [fill string]",
        STRING,
        "Filled at the end (with spaces) to a length; what is longer is cut at the end.",
        check=all_of(at_least(1, 0, "the length of `rpad`"), not_empty(2, "the fill of `rpad`")),
    ),
    _string(
        "regexp_like",
        "text string, pattern string",
        BOOLEAN,
        "Whether the pattern (RE2 syntax) matches somewhere in the text.",
        check=pattern(1),
    ),
    _string(
        "regexp_extract",
        "text string, pattern string, [group integer literal]",
        STRING,
        "The first match, or its group of that number; NULL where nothing matches.",
        nulls="introduce",
        check=all_of(pattern(1), at_least(2, 0, "the number of a group")),
    ),
    _string(
        "regexp_replace",
        "text string, pattern string, new string",
        STRING,
        "With every match replaced.",
        check=pattern(1),
    ),
    _string("md5", "text string", STRING, "The MD5 digest of the UTF-8 text in hexadecimal."),
    _string("sha256", "text string", STRING, "The SHA-256 digest of the UTF-8 text in hexadecimal."),
)
