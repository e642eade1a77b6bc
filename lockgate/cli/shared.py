"""What several commands need: the path, the params, the run's date."""

from __future__ import annotations

import warnings
from argparse import Namespace
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from lockgate import plugins
from lockgate.cli.output import Terminal
from lockgate.diagnostics.display import safe
from lockgate.session import UsageError


def path_of(options: Namespace) -> Path:
    """The project that was named, else the current folder."""
    return options.path if options.path is not None else Path()


def params_of(options: Namespace) -> dict[str, str]:
    """The `--param NAME=VALUE`s. Raises UsageError for one without `=` and for one given twice."""
    return pairs(options.param)


def pairs(words: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"--param takes NAME=VALUE, not `{word}`")
        if name.strip() in found:
            raise UsageError(f"the param `{name.strip()}` is given twice")
        found[name.strip()] = value
    return found


def date_of(text: str | None) -> date | None:
    """A date as YYYY-MM-DD. Raises UsageError for anything else."""
    if text is None:
        return None
    try:
        if len(text) != 10:
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"`{text}` is not a date such as 2026-01-31") from None


def warn_of_plugins(terminal: Terminal) -> None:
    """Say which plugins could not be loaded; the command goes on without them."""

    def show(message: Warning | str, *_: object) -> None:
        terminal.say(f"warning: {message}")

    warnings.showwarning = show  # type: ignore[assignment]
    for problem in plugins.load().problems:
        terminal.say(f"warning: {safe(str(problem), terminal.err)}")
