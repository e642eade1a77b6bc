"""What an engine can be asked to do in the child process; each public method is one request.

Query texts come from the compiler; an engine refuses what is not exactly one query, so that nothing in a
text can write, attach or leave a transaction. A dataset is named by schema and name; an empty schema is
the one that names of one part lie in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

TOO_EARLY = "the run does not begin after the last change of the history, whose time it would have to go back in"


class Refused(Exception):
    """A request that is not carried out, with the reason for the user."""


class Engine(Protocol):
    """One open database."""

    def open(self, settings: Mapping[str, Any]) -> None:
        """Connect, and shut out what a run must not reach."""

    def close(self) -> None: ...

    def explain(self, error: Exception) -> tuple[str, str] | None:
        """An error of the engine as its kind and its own words; None for any other."""

    def present(self, names: Sequence[Sequence[str]]) -> list[list[str]]:
        """Of these datasets, by schema and name, those that are there, with their kind (`table`, `view`)."""

    def describe(self, query: str) -> list[list[str]]:
        """Names and types, as the engine calls them, of a query's columns."""

    def define(self, schema: str, name: str, query: str) -> None:
        """A view for a source. Nothing that lockgate has not made is replaced."""

    def begin(self, *, steady: bool = False) -> None:
        """From here to `commit` or `rollback`, others see what was there before.

        A steady transaction itself sees one state of the database throughout, but for what it does itself.
        """

    def publish(self, schema: str, name: str, kind: str, query: str) -> None:
        """Build a table or view that takes the place of what bears its name when the transaction is committed."""

    def commit(self) -> None: ...

    def rollback(self) -> None: ...

    def measure(self, schema: str, name: str) -> int:
        """How many rows a dataset has, every value of every column computed."""

    def check(self, query: str, masked: Sequence[str], sample: int) -> dict[str, Any]:
        """How many rows break a promise, and the first few in the order of their values."""

    def rows(self, query: str, limit: int) -> dict[str, Any]:
        """The first rows of a query as they come."""

    def record(self, run: dict[str, Any]) -> None:
        """Keep what a run did beside its tables."""


class Keeping(Engine, Protocol):
    """An engine that can also bring a table up to date in place; a table is its schema and its name."""

    def values(self, query: str) -> list[str | None]:
        """The first row of a query as texts."""

    def fingerprint(self, query: str) -> str:
        """A text that differs where the rows do, in whatever order they come."""

    def recall(self, table: Sequence[str]) -> str | None:
        """What was last remembered with a table."""

    def remember(self, table: Sequence[str], state: str) -> None:
        """Keep a text with a table, in the transaction that is open."""

    def stage(self, table: Sequence[str], query: str) -> None:
        """A table of the private schema with a query's rows."""

    def unstage(self, table: Sequence[str]) -> None:
        """Take a table of the private schema away."""

    def exchange(
        self, table: Sequence[str], keys: Sequence[str], on: Sequence[Sequence[str]], rows: Sequence[str]
    ) -> bool:
        """Put `rows` in the place of the rows whose columns are among the keys; False where they are the same rows."""

    def history(
        self, table: Sequence[str], now: Sequence[str], key: Sequence[str], compared: Sequence[str], run: str
    ) -> dict[str, int]:
        """Close the current rows that `now` does not have so, from the instant on, and add those that it has anew."""


def requests(engine: Engine) -> frozenset[str]:
    """What may be asked of an engine: its public methods but `explain`."""
    return frozenset(name for name in dir(type(engine)) if not name.startswith("_") and name != "explain")
