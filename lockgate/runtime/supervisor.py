"""The worker of one run, started again when a step had to be stopped, so that the rest can go on."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from lockgate.runtime.client import Worker
from lockgate.runtime.limits import Limits
from lockgate.runtime.place import Place


class Engine:
    """Like a `Worker`, but it outlives one: what was committed to a file is still there in the next."""

    def __init__(
        self,
        limits: Limits,
        place: Place,
        directories: Sequence[Path] = (),
        paths: Sequence[Path] = (),
        *,
        read_only: bool = False,
    ) -> None:
        self._settings: dict[str, Any] = {"directories": directories, "paths": paths, "read_only": read_only}
        self._limits = limits
        self.place = place
        self._worker: Worker | None = None
        self._files: Engine | None = None
        self._session: list[tuple[str, dict[str, object]]] = []
        """What only the engine's session knows, to be said again to one that takes its place."""
        self._exchange: Path | None = None
        self.start()

    def start(self) -> None:
        self._worker = Worker(self._limits, self.place, **self._settings)
        for op, args in self._session:
            self._worker.call(op, **args)

    def call(self, op: str, **args: object) -> Any:
        """As `Worker.call`; after WorkerStopped the next call starts a new process."""
        if self._worker is None or self._worker.stopped:
            self.start()
        assert self._worker is not None
        answer = self._worker.call(op, **args)
        if op in ("define", "load") and self.place.keeps_folders:
            self._session.append((op, args))
        return answer

    @property
    def files(self) -> Engine:
        """DuckDB, which reads and writes files: this engine itself, or one beside it that knows no address."""
        if self.place.engine == "duckdb":
            return self
        if self._files is None:
            folders = [*self._settings["directories"], self.exchange]
            self._files = Engine(self._limits, Place(), folders, self._settings["paths"])
        return self._files

    @property
    def exchange(self) -> Path:
        """A folder of this run's own through which rows go from one engine to the other."""
        if self._exchange is None:
            self._exchange = Path(os.path.realpath(tempfile.mkdtemp(prefix="lockgate-exchange-")))
        return self._exchange

    def close(self) -> None:
        """Let the processes end in their own time."""
        self._end(Worker.close, Engine.close)

    def kill(self) -> None:
        """End the processes now."""
        self._end(Worker.kill, Engine.kill)

    def _end(self, worker: Callable[[Worker], None], engine: Callable[[Engine], None]) -> None:
        if self._worker is not None:
            worker(self._worker)
            self._worker = None
        if self._files is not None:
            engine(self._files)
            self._files = None
        if self._exchange is not None:
            shutil.rmtree(self._exchange, ignore_errors=True)
            self._exchange = None

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # An interrupt must not wait for a query to end.
        if kind is None:
            self.close()
        else:
            self.kill()
