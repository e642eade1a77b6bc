"""Python's names for what the author named: valid, never a keyword, never the same for two."""

from __future__ import annotations

import hashlib
import keyword
import re
from collections.abc import Iterable, Mapping

_OTHER = re.compile(r"[^A-Za-z0-9]+", re.ASCII)
_MAX = 60
TAKEN = frozenset(
    (
        *keyword.kwlist,
        *keyword.softkwlist,
        *("F", "Window", "Column", "DataFrame", "SparkSession", "Decimal", "datetime"),
        *("Check", "Model", "Run", "Source", "build", "read", "row_checks", "run", "spark"),
        *("MODEL", "SOURCE", "COLUMNS", "rows", "self", "dict", "list", "tuple", "str", "int", "typed"),
    )
)
"""Names that mean something in the modules that are written."""


def identifier(text: str, otherwise: str = "rows") -> str:
    """A snake-case name that resembles the text."""
    words = _OTHER.sub("_", text).strip("_").lower()[:_MAX].strip("_")
    if not words:
        return f"{otherwise}_"
    return f"_{words}" if words[0].isdigit() else words


class Identifiers:
    """Gives out names, none twice."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {*TAKEN, *taken}

    def claim(self, text: str, otherwise: str = "rows") -> str:
        base = identifier(text, otherwise)
        name, count = base, 2
        if base in TAKEN:
            name = base = f"{base}_"
        while name in self._taken:
            name, count = f"{base.rstrip('_')}_{count}", count + 1
        self._taken.add(name)
        return name


def module_names(datasets: Iterable[str]) -> Mapping[str, str]:
    """A module a dataset, by its folded name: `mart.daily` is `mart_daily`, with a digest where two would agree."""
    wanted: dict[str, list[str]] = {}
    for dataset in datasets:
        wanted.setdefault(identifier(dataset, "dataset"), []).append(dataset.casefold())
    made: dict[str, str] = {}
    given = Identifiers(base for base, names in wanted.items() if len(names) == 1 and base not in TAKEN)
    for base, names in wanted.items():
        alone = len(names) == 1 and base not in TAKEN
        for folded in names:
            made[folded] = base if alone else given.claim(f"{base[:40]}_{_digest(folded)}")
    return made


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
