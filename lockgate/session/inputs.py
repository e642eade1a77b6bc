"""What a project says at one moment: its settings, its texts, and which of them are submissions."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import evolve, frozen

from lockgate.diagnostics import Diagnostic
from lockgate.project import Config, discover, read_file
from lockgate.project.discovery import CONFIG
from lockgate.source import SourceFile


@frozen(slots=True)
class Inputs:
    """The texts by path (the settings among them), and the paths of what may not declare everything."""

    root: Path
    sources: Mapping[str, SourceFile]
    submitted: frozenset[str] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = ()
    """What went wrong with finding and reading the files."""

    def settings(self) -> tuple[Config, tuple[Diagnostic, ...]]:
        """The project's settings and what is wrong with them."""
        source = self.sources.get(CONFIG)
        if source is None:
            return Config(), ()
        from lockgate.project.settings import read_config

        return read_config(source)

    def texts(self) -> list[SourceFile]:
        """The `.gate` files, by path."""
        return [self.sources[path] for path in sorted(self.sources) if path != CONFIG]


def read_inputs(path: Path, untrusted: Sequence[Path] = ()) -> Inputs:
    """Read a project from disk, and submissions to it from wherever they lie.

    Raises NoProjectError where there is no project.
    """
    found = discover(path)
    sources: dict[str, SourceFile] = {}
    problems = list(found.diagnostics)
    for name in ((CONFIG,) if found.has_config else ()) + found.files:
        source, wrong = read_file(found.root, name)
        sources[source.path] = source
        problems += wrong
    submitted = set()
    for file in untrusted:
        inside = _inside(found.root, file)
        if inside is not None and inside in sources:
            submitted.add(inside)
            continue
        shown, number = inside or file.name, 1
        while shown in sources:
            number += 1
            shown = f"{file.stem}-{number}{file.suffix}"
        source, wrong = read_file(file.parent, file.name)
        sources[shown] = SourceFile(shown, source.text)
        problems += [_moved(item, shown) for item in wrong]
        submitted.add(shown)
    return Inputs(found.root, sources, frozenset(submitted), tuple(problems))


def _inside(root: Path, file: Path) -> str | None:
    """The path of a file below the project's folder, relative to it; None when it lies elsewhere."""
    home, real = os.path.realpath(root), os.path.realpath(file)
    return real[len(home) + 1 :].replace(os.sep, "/") if real.startswith(home + os.sep) else None


def _moved(item: Diagnostic, path: str) -> Diagnostic:
    return evolve(item, span=evolve(item.span, file=path))
