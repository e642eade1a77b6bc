"""Writes a model into a file whole or not at all: beside the target, then synced, then renamed over it."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from lockgate.runtime.names import literal
from lockgate.runtime.paths import Outside, inside, is_remote, real
from lockgate.runtime.plan import ExportPlan

_COMPRESSIONS = {
    "parquet": ("snappy", "zstd", "gzip", "lz4", "brotli", "uncompressed"),
    "csv": ("none", "gzip", "zstd"),
    "json": ("none", "gzip", "zstd"),
}


class BadOption(Exception):
    """An option that the format does not have, or a value that it cannot take."""


def _flag(value: object) -> str:
    if not isinstance(value, bool):
        raise BadOption("must be true or false")
    return "true" if value else "false"


def _character(value: object) -> str:
    if not isinstance(value, str) or len(value) != 1 or value in "\r\n\0":
        raise BadOption("must be one character")
    return literal(value)


def _string(value: object) -> str:
    if not isinstance(value, str) or len(value) > 100 or "\0" in value:
        raise BadOption("must be a string of at most 100 characters")
    return literal(value)


def _count(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 10_000_000:
        raise BadOption("must be a whole number from 1 to 10,000,000")
    return str(value)


def _layout(value: object) -> str:
    if value not in ("array", "newline_delimited"):
        raise BadOption("must be 'array' or 'newline_delimited'")
    return "true" if value == "array" else "false"


_OPTIONS: Mapping[str, Mapping[str, Callable[[object], str]]] = {
    "parquet": {"row_group_size": _count},
    "csv": {
        "header": _flag,
        "delimiter": _character,
        "quote": _character,
        "escape": _character,
        "null": _string,
        "date_format": _string,
        "timestamp_format": _string,
    },
    "json": {"format": _layout, "date_format": _string, "timestamp_format": _string},
}
_ENGINE_NAMES = {"null": "NULLSTR", "date_format": "DATEFORMAT", "timestamp_format": "TIMESTAMPFORMAT"}


def copy_options(export: ExportPlan) -> str:
    """The words of the engine's COPY for an export's format and options."""
    known = _OPTIONS.get(export.format)
    if known is None:
        raise BadOption(f"no export can have the format `{export.format}`")
    given: dict[str, object] = {"header": True} if export.format == "csv" else {}
    given.update((name.casefold(), value) for name, value in export.options)
    words = [f"FORMAT {export.format}"]
    for name, value in sorted(given.items()):
        if name == "compression":
            choices = _COMPRESSIONS[export.format]
            if value not in choices:
                raise BadOption(f"`compression` must be one of {', '.join(choices)}")
            words.append(f"COMPRESSION {value}")
            continue
        if name not in known:
            offered = ", ".join(sorted({*known, "compression"}))
            raise BadOption(f"{export.format} has no option `{name}`; it has {offered}")
        word = (
            "ARRAY" if (export.format, name) == ("json", "format") else _ENGINE_NAMES.get(name, name.upper())
        )
        try:
            words.append(f"{word} {known[name](value)}")
        except BadOption as problem:
            raise BadOption(f"`{name}` {problem}") from None
    return ", ".join(words)


def write_file(root: Path, export: ExportPlan, write: Callable[[str, str], int]) -> int:
    """Let `write(path, options)` fill a file beside the target, then put it in place; gives its count of rows."""
    options = copy_options(export)
    if is_remote(export.location) or any(c in export.location for c in "*?["):
        raise Outside(f"`{export.location}` is no file below the project")
    target = inside(root, export.location)
    base = real(root)
    _make_folders(base, target.parent)
    folder = real(target.parent)
    if not folder.is_relative_to(base):
        raise Outside(f"`{export.location}` lies outside the project")
    target = folder / target.name
    if target.is_dir():
        raise Outside(f"`{export.location}` is a folder")
    _sweep(target)
    beside = folder / f".{target.name}.{secrets.token_hex(4)}.lockgate-tmp"
    try:
        rows = write(str(beside), options)
        with beside.open("rb+") as stream:
            os.fsync(stream.fileno())
        beside.replace(target)
        _sync_folder(folder)
    finally:
        beside.unlink(missing_ok=True)
    return rows


def _make_folders(base: Path, folder: Path) -> None:
    """Create what is missing of a folder step by step, so that no symlink is followed outwards."""
    missing = []
    there = folder
    while not there.exists():
        missing.append(there)
        there = there.parent
    if not (real(there) == base or real(there).is_relative_to(base)):
        raise Outside(f"`{folder.name}` lies outside the project")
    for item in reversed(missing):
        item.mkdir(exist_ok=True)


def _sweep(target: Path) -> None:
    """Remove what an export of this file left behind when it was killed."""
    left = re.compile(re.escape(f".{target.name}.") + r"[0-9a-f]{8}\.lockgate-tmp")
    for item in sorted(target.parent.iterdir()):
        if left.fullmatch(item.name):
            item.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
