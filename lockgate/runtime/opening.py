"""Opens the engine of a run: the folder or file that it builds into is made ready, and tidied if it is thrown away."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import evolve

from lockgate.runtime.limits import Limits
from lockgate.runtime.paths import may_be_database, real
from lockgate.runtime.place import Place
from lockgate.runtime.plan import Plan
from lockgate.runtime.supervisor import Engine


class CannotOpen(Exception):
    """The place cannot be built into; the text is for the user."""


@contextmanager
def opened(place: Place, limits: Limits, plan: Plan) -> Iterator[Engine]:
    """An engine that may read the plan's folders and build into the place."""
    folder: str | None = None
    try:
        if place.engine == "duckdb" or (place.engine == "spark" and not place.remote):
            if place.database is None:
                # On disk all the same: it outlives a process that had to be stopped.
                folder = tempfile.mkdtemp(prefix="lockgate-run-")
                there = Path(folder) / ("run.duckdb" if place.engine == "duckdb" else "spark")
            else:
                there = place.database
            place = evolve(place, database=_ready(real(there), place.engine))
        with Engine(limits, place, [real(plan.root), *plan.readable]) as engine:
            yield engine
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _ready(path: Path, engine: str) -> Path:
    try:
        (path.parent if engine == "duckdb" else path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotOpen(f"the database cannot be opened: {error.strerror}") from None
    if engine == "duckdb" and not may_be_database(path):
        raise CannotOpen(f"`{path.name}` is a file, and no DuckDB database")
    return path
