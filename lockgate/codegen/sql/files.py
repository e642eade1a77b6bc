"""File names from dataset names: any text, safe on every file system, never the same for two names."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath

_PLAIN = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)?", re.ASCII)
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+", re.ASCII)
_MAX = 80


def file_name(name: str) -> str:
    """The name itself where it is plain; else its safe characters and a digest of the whole, folded as names are."""
    if _PLAIN.fullmatch(name) and len(name) <= _MAX and not _is_device(name):
        return name
    digest = hashlib.sha256(name.casefold().encode("utf-8", "surrogatepass")).hexdigest()[:12]
    safe = _UNSAFE.sub("_", name).strip("._-").lower()[:_MAX]
    return f"{safe or 'dataset'}-{digest}"


def _is_device(name: str) -> bool:
    """Names that Windows keeps for devices, with any extension."""
    head = name.partition(".")[0]
    return head in ("con", "prn", "aux", "nul") or bool(re.fullmatch(r"(com|lpt)[0-9]", head))


def path(folder: str, name: str) -> PurePosixPath:
    """The file of a dataset in a folder."""
    return PurePosixPath(folder) / f"{file_name(name)}.sql"
