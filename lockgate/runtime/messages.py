"""What the engine says, in words for the author of a spec: short, on one line, without internals."""

from __future__ import annotations

import re
from pathlib import Path

from lockgate.runtime.client import EngineError
from lockgate.runtime.csv_fault import csv_fault
from lockgate.runtime.encode import text
from lockgate.runtime.types import gate_type

_MAX = 400
# From here on an engine's message is about its own SQL and settings.
_TAIL = re.compile(
    r"\n\s*\n|\nLINE \d+:|\nPossible solutions|\nPossible fixes|\n\* |\nOriginal Line|\nThis type was"
    r"|Use TRY\(|, or SET |\. ?Set .* to ",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"^(?:[A-Z][A-Za-z-]*(?: [A-Z][A-Za-z-]*)* (?:Error|Exception)|Out of Range Error|TransactionContext Error): "
)
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|\b\d[\d.:\- ]*\b")
_NO_ACCESS = re.compile(r'Cannot access (?:file|directory) "(.*?)"')
_NO_FILES = re.compile(r'No files found that match the pattern "(.*?)"')
_SNIFFING = re.compile(
    r"Error when sniffing file \"(.*?)\"\..*?Delimiter Candidates: '([^']*)'\n"
    r".*?Quote/Escape Candidates: \['([^']*)'",
    re.DOTALL,
)
_CSV_LINE = re.compile(r"CSV Error on Line: (\d+)")
_CSV_VALUE = re.compile(
    r"Error when converting column \"(.*?)\"\. Could not convert string \"(.*)\" to '(.*?)'", re.DOTALL
)


def friendly(error: EngineError, *, hide_values: bool = False) -> str:
    """One sentence. With `hide_values`, no value of the data is in it."""
    message = error.message.strip()
    if error.kind == "bug":
        return "an error inside lockgate: " + text(message.splitlines()[-1] if message else "unknown", _MAX)
    if found := _NO_ACCESS.search(message):
        return text(f"{found[1]} lies outside what this run may touch", _MAX)
    if found := _NO_FILES.search(message):
        return text(f"there is no file {found[1]}", _MAX)
    if "lock on file" in message:
        return "the database is in use by another process; wait until it has ended"
    if error.kind == "OutOfMemoryException":
        return "it needed more memory than the engine may use"
    if found := _SNIFFING.search(message):
        return text(f"{Path(found[1]).name}: {csv_fault(found[1], found[2], found[3])}", _MAX)
    if found := _CSV_LINE.search(message):
        return text(_csv(message, found[1], hide_values=hide_values), _MAX)
    body = _TAIL.split(message, maxsplit=1)[0]
    while (shorter := _PREFIX.sub("", body)) != body:
        body = shorter
    body = " ".join(body.split())
    if hide_values:
        body = _QUOTED.sub("***", body)
    return text(body.rstrip(" .") or error.kind, _MAX)


def _csv(message: str, line: str, *, hide_values: bool) -> str:
    """A value of a text file that does not fit, by line, column and type."""
    if found := _CSV_VALUE.search(message):
        column, value, engine_type = found.groups()
        kind = gate_type(engine_type) or engine_type
        shown = "***" if hide_values else text(value, 80)
        return f"line {line}: column `{column}` holds '{shown}', which is no {kind}"
    # The line itself is left out: it holds every value of the row.
    said = re.sub(r"Original Line:.*?\n", "", message[message.find("\n") + 1 :] + "\n").strip().splitlines()
    reason = said[0] if said else "it cannot be read"
    return f"line {line}: {_QUOTED.sub('***', reason) if hide_values else reason}"
