"""What could stand at a place, in words: `,`, `|>`, an expression."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from lockgate.grammar.machine import FIRST_SOFT, KIND
from lockgate.grammar.tables import SIGNS, WORDS

WRITTEN: Final = {
    **{number: text for text, number in (*SIGNS.items(), *WORDS.items())},
    KIND["NAME"]: "a name",
    KIND["QUOTED_NAME"]: "a name",
    KIND["NUMBER"]: "a number",
    KIND["STRING"]: "a string",
    KIND["$END"]: "the end of the file",
}
"""How a kind of token is written; patterns in words."""


def _kinds(names: str) -> frozenset[int]:
    return frozenset(KIND[name] for name in names.split())


_NAMES = _kinds("NAME QUOTED_NAME")
_LITERALS = _kinds("NUMBER STRING TRUE FALSE NULL")
_STARTS = _NAMES | _LITERALS | _kinds("LPAR CASE CAST TRY_CAST EXISTS NOT MINUS PLUS")
_OPERATORS = _kinds(
    "PLUS MINUS STAR SLASH DOUBLE_SLASH PERCENT CONCAT EQUAL NOT_EQUAL BANG_EQUAL LESSTHAN LESS_EQUAL MORETHAN"
    " MORE_EQUAL AND OR NOT IN IS LIKE BETWEEN LSQB DOT ARROW OVER FILTER"
)
_PIPES = _kinds(
    "WHERE SELECT EXTEND SET DROP RENAME AS INNER LEFT RIGHT FULL SEMI ANTI CROSS JOIN AGGREGATE DISTINCT ORDER"
    " LIMIT UNION_WORD INTERSECT EXCEPT PIVOT UNPIVOT UNNEST"
)
_STATEMENTS = _kinds(
    "DESCRIPTION OWNER TAGS READ COLUMNS KEY REFERENCES FRESH CHECK MATERIALIZE WITH FROM TEST IMAGE CPU MEMORY"
    " TIMEOUT COMMAND ENV SECRETS AFTER RETRIES CRON START CATCHUP CONCURRENCY ON RUN NOTIFY DENY GATE WARN NOTE"
)
_DECLARATIONS = _kinds("PARAM FUNCTION SOURCE MODEL JOB SCHEDULE POLICY EXPORT WAIVE")
_MODIFIERS = _kinds("NOT UNIQUE IN BETWEEN REFERENCES LABEL DESCRIPTION")
_TYPES = _kinds(
    "BOOLEAN BOOL INT INTEGER INT32 BIGINT INT64 LONG DOUBLE FLOAT64 STRING_WORD TEXT DATE TIMESTAMP DATETIME"
    " TIMESTAMPTZ INTERVAL JSON DECIMAL NUMERIC VARCHAR ARRAY STRUCT NAME"
)
_TYPED = _kinds("DATE TIMESTAMP TIMESTAMPTZ INTERVAL")

_GROUPS: tuple[tuple[frozenset[int], frozenset[int], str], ...] = (
    (_kinds("NAME NUMBER LPAR CASE"), _STARTS | _TYPED, "an expression"),
    (_kinds("NUMBER STRING TRUE"), _LITERALS | _TYPED | _kinds("PLUS MINUS"), "a literal"),
    (_kinds("PLUS CONCAT"), _OPERATORS, "an operator"),
    (_kinds("WHERE EXTEND JOIN"), _PIPES, "a pipe operator"),
    (_kinds("MODEL SOURCE"), _DECLARATIONS, "a declaration"),
    (_kinds("UNIQUE LABEL"), _MODIFIERS, "a column modifier"),
    (_kinds("DESCRIPTION OWNER"), _STATEMENTS, "a statement"),
    (_kinds("GIVEN EXPECT"), _kinds("GIVEN EXPECT"), "`given`"),
)
"""Kinds that show that a group could stand there, the kinds that belong to it, and its name."""


def words(kinds: Iterable[int]) -> list[str]:
    """A short list of what the kinds are, signs and words in backticks."""
    left = set(kinds)
    found: list[str] = []
    names = KIND["NAME"] in left
    if names and KIND["QUOTED_NAME"] not in left and KIND["DECIMAL"] in left:
        left -= _TYPES
        found.append("a type")
        names = False
    if names:
        left = {kind for kind in left if kind < FIRST_SOFT}
    for signs, members, name in _GROUPS:
        if signs <= left:
            left -= members
            found.append(name)
            names = names and name != "an expression"
            if name == "an operator":
                left.discard(KIND["LPAR"])
    if names:
        left -= _NAMES
        found.append("a name")
    exact = [WRITTEN[kind] for kind in sorted(left)]
    exact = [word if " " in word else f"`{word}`" for word in exact]
    return [*exact, *found] if len(exact) <= 6 else [*found, *exact[:6]]


def sentence(parts: Sequence[str]) -> str:
    """`a`, `b` or `c`."""
    if len(parts) <= 1:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} or {parts[-1]}"


def spellings(kinds: Iterable[int]) -> list[str]:
    """The words of the language among the kinds, sorted."""
    among = set(kinds)
    return sorted(word for word, kind in WORDS.items() if kind in among)
