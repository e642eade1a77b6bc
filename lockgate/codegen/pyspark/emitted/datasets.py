"""What a pipeline is made of: sources, models and their checks."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from pyspark.sql import Column, DataFrame
from pyspark.sql.types import StructType


@dataclass(frozen=True)
class Run:
    """When a run takes place: given from outside, so that it can be repeated."""

    date: datetime.date
    started_at: datetime.datetime


@dataclass(frozen=True)
class Check:
    """A promise: `violations`, given its inputs, has no row. One that warns stops nothing."""

    name: str
    violations: Callable[..., DataFrame]
    inputs: tuple[str, ...]
    takes_run: bool = False
    warns: bool = False


@dataclass(frozen=True)
class Source:
    """A dataset that exists outside."""

    name: str
    format: str
    location: str
    schema: StructType
    options: dict[str, str] = field(default_factory=dict)
    parse: Callable[[DataFrame], DataFrame] | None = None
    """Makes typed columns of the text in a file."""
    row_checks: Callable[[], dict[str, Column]] | None = None
    """For each check of single rows, what is true of those that break it."""
    row_warnings: frozenset[str] = frozenset()
    """Which of the row checks only warn."""
    checks: tuple[Check, ...] = ()
    sensitive: bool = False
    """Messages about it show no values."""


@dataclass(frozen=True)
class Model:
    """A dataset that is built: `build` takes its inputs in order, and the run if it asks for it."""

    name: str
    build: Callable[..., DataFrame]
    inputs: tuple[str, ...]
    takes_run: bool = False
    stored: bool = True
    """Whether its rows are written; otherwise it is computed where it is used."""
    folder: str = ""
    """The name of its folder where that is not its own."""
    row_checks: Callable[[], dict[str, Column]] | None = None
    row_warnings: frozenset[str] = frozenset()
    checks: tuple[Check, ...] = ()
    sensitive: bool = False


Dataset = Source | Model
