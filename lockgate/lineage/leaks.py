"""Labelled data that arrives where a policy keeps it from, as the path that it took over columns of datasets."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from lockgate.analysis.flow_walks import ColumnName


@frozen(slots=True)
class Leak:
    """`path` goes from the labelled column to where it arrives; a column of "" is the rows of its dataset."""

    policy: str
    level: str
    said: str
    path: tuple[ColumnName, ...]
    waived: bool = False


def shown(leaks: tuple[Leak, ...], datasets: Mapping[str, object]) -> tuple[Leak, ...]:
    """Those whose whole path lies in these datasets."""
    return tuple(leak for leak in leaks if all(dataset in datasets for dataset, _ in leak.path))


def over(leaks: tuple[Leak, ...], dataset: str, column: str) -> tuple[Leak, ...]:
    """Those whose path leads over a column."""
    return tuple(leak for leak in leaks if (dataset, column) in leak.path)
