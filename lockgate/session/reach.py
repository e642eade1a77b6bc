"""Exports that lead out of the project, or a submission's round it, through symlinks on the disk."""

from __future__ import annotations

import os

from lockgate.diagnostics import Diagnostic, PathOutsideProject, UntrustedDeclaration
from lockgate.ir.program import Export, Program
from lockgate.passes.resolve import locations
from lockgate.session.inputs import Inputs

FILES = ("parquet", "csv", "json")


def outside(program: Program, inputs: Inputs) -> list[Diagnostic]:
    """What is wrong with where exports would write, as the folders lie now. A run looks again."""
    if not inputs.on_disk:
        return []
    home = os.path.realpath(inputs.root)
    found = (_through(export, home, inputs) for export in program.exports if export.to.format in FILES)
    return [item for item in found if item is not None]


def _through(export: Export, home: str, inputs: Inputs) -> Diagnostic | None:
    text, span = export.to.location, export.to.span
    if span is None or locations.problem(text):
        return None
    path = os.path.normpath(os.path.join(home, text))
    real = os.path.realpath(path)
    if real == path:
        return None
    if not real.startswith(home + os.sep):
        return PathOutsideProject(
            span=span,
            message=f"`{text}` leads out of the project through a link",
            help="write to a folder of the project",
        )
    if span.file not in inputs.submitted:
        return None
    target = os.path.relpath(real, home).replace(os.sep, "/")
    return UntrustedDeclaration(
        span=span,
        message=f"a submission may not write through a link: `{text}` is `{target}`",
        help="name the place itself",
    )
