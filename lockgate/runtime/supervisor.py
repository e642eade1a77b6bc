"""The worker of one run, started again when a step had to be stopped, so that the rest can go on."""

from __future__ import annotations

from collections.abc import Sequence
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
        self.start()

    def start(self) -> None:
        self._worker = Worker(self._limits, self.place, **self._settings)

    def call(self, op: str, **args: object) -> Any:
        """As `Worker.call`; after WorkerStopped the next call starts a new process."""
        if self._worker is None or self._worker.stopped:
            self.start()
        assert self._worker is not None
        return self._worker.call(op, **args)

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def kill(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker = None

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
