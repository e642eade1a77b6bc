"""Find and read a project's `.gate` files: sorted, bounded, and never outside the project's folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from attrs import frozen

from lockgate.diagnostics import Diagnostic, UnreadableFile
from lockgate.source import SourceFile, Span

CONFIG = "lockgate.toml"
LARGEST_FILE = 8 * 1024 * 1024
MOST_FILES = 50_000
MOST_ENTRIES = 500_000


class NoProjectError(Exception):
    """There is no project at the path that was given."""


@frozen(slots=True)
class Found:
    """A project's folder, its files' paths (relative, with `/`, sorted) and what is wrong with finding them."""

    root: Path
    files: tuple[str, ...]
    has_config: bool
    single: bool = False
    diagnostics: tuple[Diagnostic, ...] = ()


def discover(path: Path) -> Found:
    """The project at a folder, at its `lockgate.toml`, or of a single `.gate` file.

    Raises NoProjectError, with the reason, where there is none.
    """
    if path.is_dir():
        return _folder(path)
    if path.name == CONFIG and path.is_file():
        return _folder(path.parent)
    if path.suffix == ".gate" and path.is_file():
        return Found(path.parent, (path.name,), has_config=False, single=True)
    if not path.exists():
        raise NoProjectError(f"there is no file or folder {path}")
    raise NoProjectError(f"{path} is neither a folder nor a .gate file")


def _folder(root: Path) -> Found:
    files, problems = _walk(root)
    has_config = (root / CONFIG).is_file()
    if not files and not problems and not has_config:
        raise NoProjectError(f"there is no project in {root}: neither {CONFIG} nor any .gate file")
    return Found(root, files, has_config, diagnostics=tuple(problems))


def _walk(root: Path) -> tuple[tuple[str, ...], list[Diagnostic]]:
    """Folders that are hidden, linked to, or projects of their own are left out, and links that lead outside."""
    home = os.path.realpath(root)
    problems: list[Diagnostic] = []
    real: dict[str, str] = {}
    links: dict[str, str] = {}
    waiting = [""]
    seen = 0
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(os.path.join(root, folder)) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            problems.append(_unreadable(folder or ".", error.strerror or "cannot be read"))
            continue
        seen += len(entries)
        if seen > MOST_ENTRIES or len(real) > MOST_FILES:
            problems.append(_unreadable(folder or ".", "the project has too many files"))
            break
        if folder and any(entry.name == CONFIG for entry in entries):
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_symlink():
                target = os.path.realpath(entry.path)
                if path.endswith(".gate") and target.startswith(home + os.sep):
                    links.setdefault(target, path)
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            elif entry.name.endswith(".gate"):
                real[os.path.join(home, *path.split("/"))] = path
    chosen = [*real.values(), *(path for target, path in links.items() if target not in real)]
    return tuple(sorted(chosen)), problems


def read_file(root: Path, path: str) -> tuple[SourceFile, tuple[Diagnostic, ...]]:
    """The text of one file; an empty one, with a diagnostic, where it cannot be read as UTF-8."""
    shown = os.fsencode(path).decode("utf-8", "backslashreplace")
    name = os.path.join(root, path)
    try:
        found = os.stat(name)
        if not stat.S_ISREG(found.st_mode):
            return _failed(shown, "this is not a regular file")
        if found.st_size > LARGEST_FILE:
            return _failed(shown, f"the file is larger than {LARGEST_FILE // 1024 // 1024} MiB")
        with open(name, "rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        return _failed(shown, getattr(error, "strerror", None) or "the file cannot be read")
    return decode(shown, data)


def decode(path: str, data: bytes) -> tuple[SourceFile, tuple[Diagnostic, ...]]:
    """Bytes as text: UTF-8, with or without a byte order mark."""
    if len(data) > LARGEST_FILE:
        return _failed(path, f"the file is larger than {LARGEST_FILE // 1024 // 1024} MiB")
    try:
        return SourceFile(path, data.decode("utf-8").removeprefix("\ufeff")), ()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"byte {error.start} (0x{data[error.start]:02x}, on line {line}) is not UTF-8"
        return _failed(path, what, "save the file as UTF-8")


def _failed(path: str, message: str, help: str = "") -> tuple[SourceFile, tuple[Diagnostic, ...]]:
    return SourceFile(path, ""), (UnreadableFile(span=Span(path, 0, 0), message=message, help=help),)


def _unreadable(path: str, message: str) -> Diagnostic:
    return UnreadableFile(span=Span(path, 0, 0), message=message)
