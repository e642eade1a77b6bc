"""What a project says at one moment: its settings, its texts, and which of them are submissions."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import evolve, frozen

from lockgate.diagnostics import Diagnostic, UntrustedDeclaration
from lockgate.passes.resolve import locations
from lockgate.project import Config, discover, read_file
from lockgate.project.discovery import CONFIG
from lockgate.source import SourceFile, Span


@frozen(slots=True)
class Inputs:
    """The texts by path (the settings among them), and the paths of what may not declare everything."""

    root: Path
    sources: Mapping[str, SourceFile]
    submitted: frozenset[str] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = ()
    """What went wrong with finding and reading the files."""
    on_disk: bool = False
    """The project lies at `root`; else the texts are all that there is."""

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
    inputs = Inputs(found.root, sources, diagnostics=tuple(problems), on_disk=True)
    for file in untrusted:
        inputs = _with_file(inputs, file)
    return inputs


def _with_file(inputs: Inputs, file: Path) -> Inputs:
    """The inputs with a submission from a file; one that lies in the project is no longer of the project."""
    names = [name for name in _inside(inputs.root, file) if name in inputs.sources and name != CONFIG]
    if names:
        return evolve(inputs, submitted=inputs.submitted.union(names))
    source, wrong = read_file(file.parent, file.name)
    inside = _inside(inputs.root, file)
    added, name = submit(inputs, inside[0] if inside else source.path, source.text)
    moved = tuple(evolve(item, span=evolve(item.span, file=name)) for item in wrong)
    return evolve(added, diagnostics=(*added.diagnostics, *moved))


def submit(inputs: Inputs, path: str, text: str, *, trusted: bool = False) -> tuple[Inputs, str]:
    """The inputs with one more text, and the path that it has there: its own, unless that is taken or says more.

    A path is what a submission claims. It decides nothing: not what the text may declare, nor which text it replaces.
    """
    wanted = shown_path(path)
    if locations.normal(wanted).rpartition("/")[2] == CONFIG:
        name = _free(inputs, "submission.gate")
        refused = UntrustedDeclaration(
            span=Span(name, 0, 0),
            message=f"a submission may not be the project's settings, as `{wanted}` would be",
            help="hand in a `.gate` file",
        )
        sources = {**inputs.sources, name: SourceFile(name, "")}
        return evolve(inputs, sources=sources, diagnostics=(*inputs.diagnostics, refused)), name
    name = _free(inputs, wanted)
    sources = {**inputs.sources, name: SourceFile(name, text)}
    submitted = inputs.submitted if trusted else inputs.submitted | {name}
    return evolve(inputs, sources=sources, submitted=submitted), name


def shown_path(path: str) -> str:
    """The path as far as it can lie below a project: without `.`, and the last part alone of one that leads out."""
    parts = [part for part in locations.decoded(path).split("/") if part not in ("", ".")]
    name = "/".join(parts[-1:] if locations.problem(path) else parts)
    return "spec.gate" if name in ("", "..") or "\0" in name else name


def _free(inputs: Inputs, path: str) -> str:
    """The path, with a number where the project has it, in whatever case."""
    taken = {locations.normal(name) for name in inputs.sources}
    name, number = path, 1
    while locations.normal(name) in taken:
        number += 1
        name = f"{path.removesuffix('.gate')}-{number}.gate"
    return name


def _inside(root: Path, file: Path) -> list[str]:
    """What a file below the project's folder is called there: as it was named, and as it is without links."""
    pairs = ((os.path.abspath(root), os.path.abspath(file)), (os.path.realpath(root), os.path.realpath(file)))
    found = [os.path.relpath(path, home) for home, path in pairs]
    inner = [path.replace(os.sep, "/") for path in found if path.split(os.sep)[0] != ".."]
    return list(dict.fromkeys(inner))
