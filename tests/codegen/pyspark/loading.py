"""A generated pipeline as modules of this process."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from tests.engines.spark import session


def write(files: Mapping[str, str], folder: Path) -> Path:
    """The files below a folder."""
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return folder


def load(folder: Path) -> ModuleType:
    """`main.py` of a generated pipeline, in the session of the tests; others of its kind stay apart from it."""
    session()
    _forget()
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        return importlib.import_module("main")
    finally:
        sys.path.remove(str(folder))
        _forget()


def _forget() -> None:
    for name in list(sys.modules):
        if name == "main" or name.split(".")[0] == "pipeline":
            del sys.modules[name]


def run(folder: Path, *arguments: str) -> int:
    """The exit code of `python main.py ARGUMENTS`, run here."""
    entry = load(folder)
    code: int = entry.main("tests", entry.SOURCES, entry.MODELS, list(arguments))
    return code
