"""A progress bar while a run goes on: only on a terminal, and only then is it loaded."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lockgate.cli.output import Terminal
from lockgate.diagnostics.display import safe

if TYPE_CHECKING:
    from lockgate.runtime.events import Event, OnEvent


@contextmanager
def progress(terminal: Terminal) -> Iterator[OnEvent]:
    """What to call with each event of a run."""
    if terminal.json or not sys.stderr.isatty():
        yield lambda event: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(file=sys.stderr),
        transient=True,
    ) as bar:
        task = bar.add_task("starting", total=None)

        def show(event: Event) -> None:
            what = f"{event.kind} {safe(event.name, terminal.err, 60)}"
            bar.update(task, description=escape(what), completed=event.done, total=event.total)

        yield show
