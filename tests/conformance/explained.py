"""The differences that are known and stay, each with its reason in a line."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.conformance.evaluate import Breakage, Failure, Outcome, Value
from tests.conformance.judge import Explained

Match = Callable[[str, Outcome, Outcome], bool]


def _any(title: str, expected: Outcome, found: Outcome) -> bool:
    return True


def _fails(title: str, expected: Outcome, found: Outcome) -> bool:
    return isinstance(found, Failure)


def _succeeds(title: str, expected: Outcome, found: Outcome) -> bool:
    return isinstance(found, Value)


def _titled(pattern: str, then: Match = _any) -> Match:
    """Cases whose title has the pattern in it."""
    known = re.compile(pattern, re.DOTALL)
    return lambda title, expected, found: known.search(title) is not None and then(title, expected, found)


def _known(
    engine: str, functions: str | tuple[str, ...], reason: str, matches: Match = _any
) -> list[Explained]:
    return [Explained(engine, function, reason, matches) for function in _listed(functions)]


def _listed(functions: str | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(functions.split()) if isinstance(functions, str) else functions


_NINES = "9" * 27
_TO_DECIMAL = tuple(
    f"{name}({kind} as decimal)" for name in ("cast", "try_cast") for kind in ("double", "string")
)
_DIGITS = "123456789012345678901234567890"
_JSON_DIGITS = "a number in json with more digits than a double has loses them"
_BEYOND_DOUBLE = "json with a number beyond the range of a double is no json"
_MINUS_ZERO = "minus zero in json is read as zero"
_ZONES = "names of zones are taken in any case"

DUCKDB = [
    *_known(
        "duckdb",
        "+ - nullif",
        "two decimals that do not line up within 38 digits are an error even where the other one is NULL or unequal",
        _titled(_NINES, _fails),
    ),
    *_known("duckdb", "at_zone", _ZONES, _titled("europe/berlin", _succeeds)),
    *_known("duckdb", "json_value", _MINUS_ZERO, _titled("'-0'")),
    *_known(
        "duckdb",
        "json_query json_get",
        _JSON_DIGITS,
        _titled(_DIGITS),
    ),
    *_known(
        "duckdb",
        _TO_DECIMAL,
        "a number written with an exponent is no decimal(38, 38)",
        _titled(r"as decimal\(38, 38\)"),
    ),
]

POSTGRES = [
    *_known("postgres", "at_zone", _ZONES, _titled("europe/berlin", _succeeds)),
    *_known(
        "postgres",
        ("*", "/", "power", "exp", "cast(string as double)", "try_cast(string as double)"),
        "a double too small to be told from zero is an error",
        _titled("1e-300|power|exp|1e-400"),
    ),
]

SPARK = [
    *_known("spark", "json_value", _MINUS_ZERO, _titled("'-0'")),
    *_known(
        "spark",
        ("cast(double as decimal)", "try_cast(double as decimal)"),
        "before Java 19 some doubles are written with a digit more than tells them apart",
        _titled("9.223372036854775e"),
    ),
]

BIGQUERY = [
    *_known(
        "bigquery",
        "approx_count_distinct",
        "BigQuery has it, and its reference evaluator does not: written, and not run",
        lambda title, expected, found: isinstance(found, Breakage) and "UNIMPLEMENTED" in found.message,
    ),
    *_known("bigquery", ("cast(string as json)", "try_cast(string as json)"), _BEYOND_DOUBLE, _titled("1e400")),
    *_known(
        "bigquery",
        ("json_query", "json_get", "cast(string as json)", "try_cast(string as json)"),
        _JSON_DIGITS,
        _titled(_DIGITS),
    ),
    *_known("bigquery", "json_value", _MINUS_ZERO, _titled("'-0'")),
    *_known(
        "bigquery",
        "json_value json_query",
        "`$[0]` finds the member `0` of an object too",
        _titled(r'"0": "zero".*\$\[0\]'),
    ),
    *_known(
        "bigquery",
        ("cast(string as json)", "try_cast(string as json)"),
        "a byte order mark before json is passed over",
        _titled("feff"),
    ),
    *_known(
        "bigquery",
        ("cast(double as decimal)", "try_cast(double as decimal)"),
        "a double that takes more than 15 digits becomes a decimal by 17 of them",
        _titled("9.223372036854775e"),
    ),
]

EXPLAINED: tuple[Explained, ...] = (*DUCKDB, *POSTGRES, *SPARK, *BIGQUERY)
