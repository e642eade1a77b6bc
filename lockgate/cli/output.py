"""Where output goes: JSON and results to standard output, prose to standard error, safe under any locale."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from lockgate.diagnostics import Diagnostic
from lockgate.diagnostics.display import Output, safe
from lockgate.source import SourceFile

if TYPE_CHECKING:
    from lockgate.diagnostics.reading import Group
    from lockgate.ir.program import Program

MOST_SHOWN = 200
"""Diagnostics printed as text; `--json` has them all."""


class Terminal:
    """Standard output and error of one command; `json` says that standard output takes one object and nothing else."""

    def __init__(self, as_json: bool) -> None:
        self.json = as_json
        for stream in (sys.stdout, sys.stderr):
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure is not None:
                reconfigure(errors="backslashreplace")
        self.out = output_of(sys.stdout)
        self.err = output_of(sys.stderr)
        self.width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        """Columns of the terminal; None where there is none, and nothing is left out."""

    def print(self, text: str) -> None:
        """A result, with a line end."""
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")

    def payload(self, text: str) -> None:
        """A file's text that was asked for: UTF-8 whatever the locale, unless a person is looking."""
        text = text if text.endswith("\n") else f"{text}\n"
        if sys.stdout.isatty():
            sys.stdout.write(text)
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))

    def say(self, text: str) -> None:
        """Prose and progress, with a line end."""
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()

    def write_json(self, value: Mapping[str, Any]) -> None:
        """One object; ASCII, so that it is the same bytes under every locale."""
        sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=True, allow_nan=False) + "\n")

    def fail(self, message: str, usage: str = "") -> None:
        """The command was used wrongly."""
        if self.json:
            self.write_json({"ok": False, "error": message})
        if usage:
            self.say(usage.rstrip())
        self.say(f"error: {safe(message, self.err)}")

    def diagnostics(
        self,
        items: Sequence[Diagnostic],
        sources: Mapping[str, SourceFile],
        *,
        program: Program | None = None,
        result: bool = False,
    ) -> Sequence[Group]:
        """All diagnostics as text, root causes first: to standard output when they are what was asked for, else to
        standard error. `program` tells which model builds on which."""
        if not items:
            return ()
        from lockgate.diagnostics.reading import reading_order
        from lockgate.diagnostics.render import render_group
        from lockgate.session.depths import depths

        stream, output = (sys.stdout, self.out) if result else (sys.stderr, self.err)
        order = {} if program is None else {"depth": depths(program)}
        groups = reading_order(items, sources, **order)
        for group in groups[:MOST_SHOWN]:
            stream.write(f"{render_group(group, sources, output)}\n\n")
        if len(groups) > MOST_SHOWN:
            stream.write(f"... and {len(groups) - MOST_SHOWN} more\n\n")
        return groups


def summary(groups: Iterable[Group]) -> str:
    """`2 errors, 1 note`; empty when there is nothing to say."""
    counts = {"error": 0, "warning": 0, "note": 0}
    for group in groups:
        counts[group.first.severity] += 1
    return ", ".join(count(number, kind) for kind, number in counts.items() if number)


def count(number: int, noun: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def output_of(stream: TextIO) -> Output:
    """What a stream can show: colour only on a terminal, and never with NO_COLOR."""
    encoding = getattr(stream, "encoding", None) or "ascii"
    color = (
        bool(getattr(stream, "isatty", lambda: False)())
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )
    return Output(color, encoding)
