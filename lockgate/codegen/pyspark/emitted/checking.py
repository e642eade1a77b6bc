"""Counts the rows that break each check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from .datasets import Dataset, Run


@dataclass(frozen=True)
class Outcome:
    """What came of one check: how many rows break it, or why that cannot be said."""

    name: str
    broken: int
    warns: bool
    error: str = ""

    @property
    def holds(self) -> bool:
        return not self.broken and not self.error

    @property
    def stops(self) -> bool:
        return not self.holds and (bool(self.error) or not self.warns)


def check(
    dataset: Dataset, rows: DataFrame, tables: Mapping[str, DataFrame], run: Run
) -> list[Outcome]:
    """All checks of a dataset; those of single rows in one pass over the data."""
    made = [] if dataset.row_checks is None else _rows(dataset, rows, dataset.row_checks())
    for item in dataset.checks:
        try:
            inputs = [rows if name == dataset.name else tables[name] for name in item.inputs]
            broken = item.violations(*inputs, run) if item.takes_run else item.violations(*inputs)
            made.append(Outcome(item.name, broken.count(), item.warns))
        except Exception as error:
            made.append(Outcome(item.name, 0, item.warns, explain(error, dataset)))
    return made


def _rows(dataset: Dataset, rows: DataFrame, conditions: dict[str, Column]) -> list[Outcome]:
    counts = {name: F.count_if(condition) for name, condition in conditions.items()}
    try:
        found = _counted(rows, counts)
    except Exception:
        # One of them cannot be computed: each by itself shows which.
        return [_alone(dataset, rows, name, count) for name, count in counts.items()]
    return [Outcome(name, found[name], name in dataset.row_warnings) for name in counts]


def _alone(dataset: Dataset, rows: DataFrame, name: str, count: Column) -> Outcome:
    warns = name in dataset.row_warnings
    try:
        return Outcome(name, _counted(rows, {name: count})[name], warns)
    except Exception as error:
        return Outcome(name, 0, warns, explain(error, dataset))


def _counted(rows: DataFrame, counts: dict[str, Column]) -> dict[str, int]:
    found = rows.agg(*counts.values()).collect()[0]
    return {name: int(found[at]) for at, name in enumerate(counts)}


def explain(error: Exception, dataset: Dataset) -> str:
    """The first line of an error's message, or what kind it is where messages may show values."""
    kind = type(error).__name__
    if dataset.sensitive:
        return kind
    first = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
    return f"{kind}: {first[:300]}" if first else kind
