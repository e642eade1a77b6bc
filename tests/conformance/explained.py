"""The differences that are known and stay, each with its reason in a line."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.conformance.evaluate import Failure, Outcome, Value
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
_ZONES = "names of zones are taken in any case"

DUCKDB = [
    *_known(
        "duckdb",
        "+ - nullif",
        "two decimals that do not line up within 38 digits are an error even where the other one is NULL or unequal",
        _titled(_NINES, _fails),
    ),
    *_known(
        "duckdb",
        "substring left right",
        "a place or a count beyond 4,294,967,295 is an error",
        _titled("[0-9]{19}", _fails),
    ),
    *_known("duckdb", "at_zone", _ZONES, _titled("europe/berlin", _succeeds)),
    *_known("duckdb", "json_value", "minus zero in json is read as zero", _titled("'-0'")),
    *_known(
        "duckdb",
        "json_query json_get",
        "a number in json with more digits than a double has loses them",
        _titled("123456789012345678901234567890"),
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

EXPLAINED: tuple[Explained, ...] = (*DUCKDB, *POSTGRES)
