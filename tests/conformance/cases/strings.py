"""Functions of strings."""

from __future__ import annotations

from lockgate.ir import types
from lockgate.ir.expr import Literal
from tests.conformance.case import Case
from tests.conformance.cases.make import all_of, beside, every, few_of, of, texts, tries

TEXTS = (
    None,
    "",
    "a",
    "abc",
    "  a b ",
    "a😀b",
    "e\u0301x",
    "👩\u200d👩",
    "日本語",
    "a,b,,c",
    "\\%_'",
    "\U0010ffff",
)
COUNTS = (None, 0, 1, 2, 3, 10)
PLACES = (None, 1, 2, 3, 4, 10, 0, -1, -2, -(2**31) - 1, 2**31, 2**63 - 1, -(2**63))
LENGTHS = (None, 0, 1, 2, 100, -1, 2**31, 2**63 - 1, -(2**63))
PARTS = (None, "", "a", "b", "bc", "abcd", "😀", "\u0301", "\\", "%", "_", "'", "A", " ", ",")
SETS = (None, "", " ", "a", "ab", "ba ", "😀", "a\u0301", "-]^\\", "%_")
SEPARATORS = (None, "", ",", "-", "b", "bc", "😀", "|", ".")
NUMBERS = (None, 1, 2, 3, 4, 0, -1, 2**31, 2**63 - 1)
PADS = (None, "0", "ab", "😀", " ", "xyz")
PADDED = (None, 0, 1, 2, 3, 5, 8, -1)
REGEX_TEXTS = (
    None, "", "a", "abc", "ABC", "aXbX", "order 42, item 7", "a\nb", "line\n", "x.y", "😀a😀", "é", "aaa", "foo(bar)",
    "2026-01-31", "a\tb", "\\d", "$1", "日本",
)  # fmt: skip
PATTERNS = (
    "", "a", "^a", "c$", "^$", "a*", "a+?", ".", "a.b", "[0-9]+", r"\d+", r"\w+", r"\s", r"\bitem\b", "(?i)abc",
    "(a)(b)?", "[^a-z]", "a|X", r"\.", r"\(", "x{2}", "a{2,}", "(?:ab)+", "^.{2}$", "[[:alpha:]]+", r"\\d", "(?s)a.b",
    "(?m)^b$", "é", "😀", r"\D+$", "(X)", r"[\w.]+", "[a-c&&[b]]", r"\x41", r"\$",
)  # fmt: skip
"""Patterns in the part of RE2 that Java and PostgreSQL can be made to read alike, and a few at its edges."""
GROUPS = (
    ("([a-z]+) ([0-9]+)", 0), ("([a-z]+) ([0-9]+)", 1), ("([a-z]+) ([0-9]+)", 2), ("(a)(b)?", 2), ("(a)(z)?", 2),
    ("(?:a)(b)", 1), ("(x)|(a)", 1), ("(x)|(a)", 2), ("((a)b)", 2),
)  # fmt: skip
NEW = ("", "-", "<$1>", "\\", "\\\\", "$", "a&b", "😀")
"""What replaces a match is text: neither `$1` nor `&` means a group."""


def _regex() -> list[Case]:
    subjects, patterns = texts(*REGEX_TEXTS), texts(*PATTERNS)
    made = beside("regexp_like", 1, subjects, patterns)
    made += beside("regexp_extract", 1, subjects, patterns)
    for pattern, group in GROUPS:
        made += beside("regexp_extract", 1, subjects, texts(pattern), [Literal(group, types.BIGINT)])
    made += beside("regexp_replace", 1, subjects, patterns, texts("-"))
    made += beside(
        "regexp_replace", 1, texts("aXbX", "", "abc", None), texts("X", "a", "", "(b)"), texts(None, *NEW)
    )
    some = texts(None, "", "a", "^a", "[0-9]+")
    made += every("regexp_like", subjects[:6], some) + every("regexp_extract", subjects[:6], some)
    return made + every("regexp_replace", subjects[:6], some, texts("-"))


CASES: list[Case] = [
    *every("||", few_of(types.STRING), few_of(types.STRING)),
    *every("concat", few_of(types.STRING)),
    *every("concat", few_of(types.STRING), texts(None, "", "x")),
    *every("concat", few_of(types.STRING), texts(None, "-"), few_of(types.STRING)),
    *every("concat_ws", texts(None, "", "-", "😀"), texts(None, "", "a"), texts(None, "", "b", "a-b")),
    *every("concat_ws", texts(None, "-"), texts(None, "a")),
    *every("concat_ws", texts(None, ", "), texts(None, "a"), texts(None, "b"), texts(None, "c")),
    *(
        case
        for name in ("length", "lower", "upper", "trim", "ltrim", "rtrim", "md5", "sha256")
        for case in every(name, all_of(types.STRING))
    ),
    *(
        case
        for name in ("trim", "ltrim", "rtrim")
        for case in every(name, texts(*TEXTS, "abcba", "--x]--", "\u0301a\u0301", "aaa", "%_a_%"), texts(*SETS))
    ),
    *every("substring", texts(*TEXTS), of(types.BIGINT, *PLACES)),
    *every("substring", texts(*TEXTS), of(types.BIGINT, *PLACES), of(types.BIGINT, *LENGTHS)),
    *(
        case
        for name in ("left", "right")
        for case in every(name, texts(*TEXTS), of(types.BIGINT, *COUNTS, -1, 2**31, 2**63 - 1, -(2**63)))
    ),
    *every("replace", texts(*TEXTS, "aaa", "abab"), texts(*PARTS), texts(None, "", "x", "aa", "\\1", "$")),
    *every("split_part", texts(*TEXTS, ",,", ",a,", "a-b-c", "abcabc"), texts(*SEPARATORS), of(types.BIGINT, *NUMBERS)),
    *(
        case
        for name in ("starts_with", "ends_with", "contains")
        for case in every(name, texts(*TEXTS), texts(*PARTS))
    ),
    *every("position", texts(*PARTS), texts(*TEXTS)),
    *(
        case
        for name in ("lpad", "rpad")
        for case in [
            *every(name, texts(*TEXTS), of(types.BIGINT, *PADDED)),
            *every(name, texts(*TEXTS), of(types.BIGINT, *PADDED), texts(*PADS)),
            *tries(name, [(*texts("ab"), *of(types.BIGINT, 5), *texts(""))]),
        ]
    ),
    *_regex(),
]  # fmt: skip
