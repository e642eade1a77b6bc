"""What a run and a test run found, and their JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from attrs import frozen

from lockgate.diagnostics.base import Diagnostic

ModelStatus = Literal["built", "failed", "skipped", "unchanged"]
CheckStatus = Literal["pass", "fail", "warn", "error"]
Render = Callable[[Diagnostic], Any]


@frozen(slots=True)
class CheckReport:
    """One promise: `fail` when rows break it, `warn` when its severity is warn, `error` when it could not be tried."""

    name: str
    status: CheckStatus
    failing_rows: int = 0
    sample: tuple[dict[str, Any], ...] = ()
    error: str | None = None
    severity: str = "error"
    kind: str = ""
    """As of the program's checks; of `unique` and `key` each failing row is a value that stands more than once."""

    @property
    def stops(self) -> bool:
        """Nothing may be published on this."""
        return self.severity == "error" and self.status in ("fail", "error")

    def to_json(self) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "name": self.name,
            "status": self.status,
            "failing_rows": self.failing_rows,
            "sample": [dict(row) for row in self.sample],
        }
        return answer if self.error is None else {**answer, "error": self.error}


@frozen(slots=True)
class DatasetReport:
    """One model, or one source with the promises that were checked on it."""

    name: str
    status: ModelStatus
    rows: int | None = None
    seconds: float = 0.0
    checks: tuple[CheckReport, ...] = ()
    error: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "status": self.status,
            "rows": self.rows,
            "seconds": round(self.seconds, 3),
            "checks": [check.to_json() for check in self.checks],
            "error": self.error,
        }


@frozen(slots=True)
class ExportReport:
    """One export: `written`, `failed` or `skipped`."""

    model: str
    format: str
    location: str
    status: Literal["written", "failed", "skipped"]
    rows: int | None = None
    error: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "model": self.model,
            "format": self.format,
            "location": self.location,
            "status": self.status,
            "rows": self.rows,
            "error": self.error,
        }


@frozen(slots=True)
class Report:
    """A run. `sources` holds every source that was checked; those with a finding stand in JSON's `models` too."""

    run_id: str
    engine: str
    sources: tuple[DatasetReport, ...] = ()
    models: tuple[DatasetReport, ...] = ()
    exports: tuple[ExportReport, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    error: str | None = None
    """Why nothing could be run at all."""
    notes: tuple[str, ...] = ()
    """What this engine does in another way than DuckDB."""

    @property
    def ok(self) -> bool:
        return (
            self.error is None
            and all(item.status in ("built", "unchanged") for item in (*self.sources, *self.models))
            and all(item.status == "written" for item in self.exports)
            and not any(item.severity == "error" for item in self.diagnostics)
        )

    def to_json(self, render: Render = str) -> dict[str, Any]:
        """The object of `run --json`; `render` gives a diagnostic's JSON."""
        found = [
            item
            for item in self.sources
            if item.error or any(check.status != "pass" for check in item.checks)
        ]
        answer: dict[str, Any] = {
            "ok": self.ok,
            "run_id": self.run_id,
            "engine": self.engine,
            "diagnostics": [render(item) for item in self.diagnostics],
            "models": [item.to_json() for item in (*found, *self.models)],
            "sources": [item.to_json() for item in self.sources],
            "exports": [item.to_json() for item in self.exports],
            "notes": list(self.notes),
        }
        return answer if self.error is None else {**answer, "error": self.error}


@frozen(slots=True)
class UnitTestReport:
    """One `test` block: `pass`, `fail` (rows differ) or `error` (it could not be run)."""

    model: str
    name: str
    status: Literal["pass", "fail", "error"]
    missing: tuple[dict[str, Any], ...] = ()
    unexpected: tuple[dict[str, Any], ...] = ()
    error: str | None = None

    def to_json(self) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "model": self.model,
            "name": self.name,
            "status": self.status,
            "missing": [dict(row) for row in self.missing],
            "unexpected": [dict(row) for row in self.unexpected],
        }
        return answer if self.error is None else {**answer, "error": self.error}


@frozen(slots=True)
class TestReport:
    """All `test` blocks of a project."""

    # The name begins like a test class; pytest is not to collect it.
    __test__ = False

    tests: tuple[UnitTestReport, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        return all(test.status == "pass" for test in self.tests) and not any(
            item.severity == "error" for item in self.diagnostics
        )

    def to_json(self) -> dict[str, Any]:
        """The object of `test --json`."""
        return {"ok": self.ok, "tests": [test.to_json() for test in self.tests]}


@frozen(slots=True)
class Shown:
    """Rows of a dataset, or in `error` why there are none."""

    name: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    published: bool = False
    """They come from the database as it is, and were not computed anew."""
    error: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "ok": self.error is None,
            "name": self.name,
            "published": self.published,
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
            "error": self.error,
        }
