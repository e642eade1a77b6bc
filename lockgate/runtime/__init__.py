"""Runs what was compiled on DuckDB, PostgreSQL or Spark, through a process of its own, and reports.

The engine is imported by the child process only: importing this package stays cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lockgate.runtime.limits import Limits
    from lockgate.runtime.report import Report, Shown, TestReport
    from lockgate.runtime.running import run
    from lockgate.runtime.showing import show
    from lockgate.runtime.testing import unit_tests

_HOMES = {
    "Limits": "limits",
    "Report": "report",
    "Shown": "report",
    "TestReport": "report",
    "run": "running",
    "show": "showing",
    "unit_tests": "testing",
}

__all__ = ["Limits", "Report", "Shown", "TestReport", "run", "show", "unit_tests"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
