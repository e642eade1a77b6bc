"""Write source declarations for data files, to start from."""

from __future__ import annotations

import os
from pathlib import Path

from attrs import frozen

from lockgate.session.errors import UsageError
from lockgate.session.inputs import Inputs


@frozen(slots=True)
class NewSource:
    """A declaration for a file, and where in the project it belongs; in `error` why there is none."""

    name: str
    path: str
    text: str
    error: str | None = None


def new_source(inputs: Inputs, file: str, schema: str) -> NewSource:
    """Describe a data file, or all that a glob names. Raises UsageError for what lies outside the project."""
    from lockgate.runtime import files

    home, real = os.path.realpath(inputs.root), os.path.realpath(file)
    if not real.startswith(home + os.sep):
        raise UsageError(f"{file} is not below the project {inputs.root}; only files there can be sources")
    location = real[len(home) + 1 :].replace(os.sep, "/")
    short = files.default_name(Path(location.replace("*", "")))
    if short == "data":
        short = files.default_name(Path(location).parent)
    name = f"{schema}.{short}"
    found = files.describe(Path(home, location))
    path = f"sources/{short}.gate"
    if found.error is not None:
        return NewSource(name, path, "", found.error)
    if path in inputs.sources:
        return NewSource(name, path, "", f"{path} is there already")
    return NewSource(name, path, files.declaration(name, location, found))
