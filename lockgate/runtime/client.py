"""The parent's side of the child process: asks, waits, and kills what goes past a limit."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from shutil import rmtree
from typing import IO, Any

from lockgate.runtime.limits import Limits
from lockgate.runtime.place import Place
from lockgate.runtime.rss import family_mib
from lockgate.runtime.worker import MEMORY_EXIT

_POLL = 0.02
_LOCK_PATIENCE = 3.0
_BOOT = "import sys; sys.path[:0] = sys.argv[1:]; from lockgate.runtime.worker import main; main()"


class EngineError(Exception):
    """The engine answered with an error: its class and its own words."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.message = message


class WorkerStopped(Exception):
    """The process is gone: it was stopped at a limit, or died. The text is for the user."""


class Worker:
    """One child process with one database. Use as a context manager."""

    def __init__(
        self,
        limits: Limits,
        place: Place,
        *,
        directories: Sequence[Path] = (),
        paths: Sequence[Path] = (),
        read_only: bool = False,
    ) -> None:
        self.limits = limits
        self.place = place
        self.temp = Path(os.path.realpath(tempfile.mkdtemp(prefix="lockgate-")))
        self._answers: queue.Queue[str | None] = queue.Queue()
        self._complaint = b""
        self.stopped = False
        self._process = self._start()
        try:
            self._open(directories, paths, read_only)
        except BaseException:
            self.kill()
            raise

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> subprocess.Popen[bytes]:
        # Isolated: no environment variable, working directory or user folder decides what is imported.
        package = Path(__file__).resolve().parents[2]
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", _BOOT, str(package), *_other_paths()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.temp,
            env=environment(self.place.engine, self.temp),
            start_new_session=True,
        )
        threading.Thread(target=self._listen, args=(process.stdout,), daemon=True).start()
        threading.Thread(target=self._keep_complaint, args=(process.stderr,), daemon=True).start()
        return process

    def _listen(self, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                self._answers.put(line.decode("utf-8", "replace"))
        self._answers.put(None)

    def _keep_complaint(self, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                self._complaint = (self._complaint + line)[-4000:]

    def _open(self, directories: Sequence[Path], paths: Sequence[Path], read_only: bool) -> None:
        limits = self.limits
        self._send(
            {
                "engine": self.place.engine,
                "temp": str(self.temp),
                "memory_mib": limits.memory_mib,
                "cpu_seconds": limits.cpu_seconds,
            }
        )
        place = self.place
        settings = {
            "database": str(place.database) if place.database else None,
            "url": place.url,
            "master": place.master,
            "remote": place.remote,
            "options": list(place.options),
            "secrets": list(place.secrets),
            "read_only": read_only,
            "directories": [str(item) for item in directories],
            "paths": [str(item) for item in paths],
            "temp": str(self.temp),
            "memory_mib": limits.engine_memory_mib,
            "threads": limits.threads,
            "temp_mib": limits.temp_mib,
            "step_seconds": limits.step_seconds,
        }
        patience = time.monotonic() + _LOCK_PATIENCE
        while True:
            try:
                self.call("open", settings=settings)
                return
            except EngineError as error:
                # The process of a run that was killed a moment ago may still be ending.
                if "lock" not in error.message or time.monotonic() > patience:
                    raise
                time.sleep(0.1)

    def call(self, op: str, **args: object) -> Any:
        """The answer to one request. Raises EngineError or WorkerStopped."""
        self._send({"op": op, "args": args})
        answer = json.loads(self._wait(time.monotonic() + self.limits.step_seconds))
        if "error" in answer:
            raise EngineError(answer["error"], answer["message"])
        return answer["result"]

    def _send(self, message: object) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(message).encode("ascii") + b"\n")
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError, OSError):
            raise self._stopped(self._cause()) from None

    def _wait(self, deadline: float) -> str:
        while True:
            try:
                line = self._answers.get(timeout=_POLL)
            except queue.Empty:
                resident = family_mib(self._process.pid)
                if resident is not None and resident > self.limits.memory_mib:
                    raise self._stopped(self._too_much_memory()) from None
                if time.monotonic() > deadline:
                    raise self._stopped(
                        f"stopped: it took longer than the limit of {self.limits.step_seconds:g} s"
                    ) from None
                continue
            if line is None:
                raise self._stopped(self._cause())
            return line

    def _too_much_memory(self) -> str:
        return f"stopped: it needed more memory than the limit of {self.limits.memory_mib:,} MiB"

    def _cause(self) -> str:
        """Why the process ended by itself."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        code = self._process.returncode
        if code == MEMORY_EXIT:
            return self._too_much_memory()
        if code == -getattr(signal, "SIGXCPU", 0):
            return f"stopped: it used more processor time than the limit of {self.limits.cpu_seconds:,} s"
        if code == -getattr(signal, "SIGKILL", 0):
            return (
                "the engine's process was killed from outside, perhaps because the machine ran out of memory"
            )
        last = self._complaint.decode("utf-8", "replace").strip().splitlines()[-1:]
        return f"the engine's process ended unexpectedly (code {code})" + "".join(
            f": {line}" for line in last
        )

    def _stopped(self, reason: str) -> WorkerStopped:
        self.kill()
        return WorkerStopped(reason)

    def kill(self) -> None:
        """End the process and all that it started, now."""
        self.stopped = True
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
        self._process.wait()
        self._tidy()

    def close(self) -> None:
        """Let the process close its database and end."""
        if self._process.poll() is None:
            with contextlib.suppress(EngineError, WorkerStopped):
                self.call("close")
        self.kill()

    def _tidy(self) -> None:
        with contextlib.suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        rmtree(self.temp, ignore_errors=True)


_OF_SPARK = (
    "AWS_ACCESS_KEY_ID",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "HADOOP_CONF_DIR",
    "JAVA_HOME",
    "KRB5CCNAME",
    "KRB5_CONFIG",
    "PATH",
    "SPARK_LOCAL_IP",
    "YARN_CONF_DIR",
)
"""What Spark finds Java, a cluster and its storage by."""


def environment(engine: str, temp: Path) -> dict[str, str]:
    """What the child process sees of the environment: next to nothing."""
    kept = {name: os.environ[name] for name in _OF_SPARK if engine == "spark" and name in os.environ}
    return {"PATH": os.defpath, **kept, "HOME": str(temp), "TMPDIR": str(temp), "TZ": "UTC"}


def _other_paths() -> list[str]:
    """Where this process finds packages beyond its own installation."""
    return [item for item in sys.path if item and os.path.isabs(item) and "site-packages" in item]
