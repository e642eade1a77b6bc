"""Which places a run may touch: everything below the real project folder, and nothing that leads out of it."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

_GLOB = frozenset("*?[{")


class Outside(Exception):
    """A location that leaves the project; the text says which."""


def real(path: Path) -> Path:
    """The absolute path without symlinks."""
    return Path(os.path.realpath(path))


def fixed_part(location: str) -> str:
    """The folders of a location before its first wildcard."""
    parts = PurePosixPath(location).parts
    kept = []
    for part in parts:
        if _GLOB & set(part):
            break
        kept.append(part)
    return str(PurePosixPath(*kept)) if kept else "."


def inside(root: Path, location: str) -> Path:
    """The absolute path of a location below `root`, wildcards kept; symlinks may not lead out."""
    if "\0" in location:
        raise Outside("a location may hold no NUL character")
    base = real(root)
    given = Path(location)
    if ".." in given.parts:
        raise Outside(f"`{location}` lies outside the project: a location may not go up with `..`")
    absolute = given if given.is_absolute() else base / given
    fixed = real(Path(fixed_part(str(absolute))))
    if not (fixed == base or fixed.is_relative_to(base)):
        raise Outside(f"`{location}` lies outside the project")
    return absolute


def is_remote(location: str) -> bool:
    """`s3://…`, `https://…` and the like."""
    return "://" in location


def may_be_database(path: Path) -> bool:
    """No file yet, an empty one, or one that begins as DuckDB's do. The engine overwrites a short file of any kind."""
    if not path.exists():
        return True
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        start = stream.read(12)
    return not start or start[8:] == b"DUCK"
