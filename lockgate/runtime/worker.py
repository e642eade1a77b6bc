"""The child process: takes requests as JSON lines on its input, answers as JSON lines on its output.

It ends at once when its input ends, even in the midst of a query, so that a parent that was
killed leaves nothing behind that holds the database.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import sys
import threading
import time
import traceback
from typing import Any, TextIO

from lockgate.runtime.rss import LINUX, own_peak_mib

MEMORY_EXIT = 86
"""Exit code of a process that stopped itself because it held too much memory."""


def main() -> None:
    """Serve until the input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # Whatever else writes to standard output must not get among the answers.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    settings = json.loads(sys.stdin.readline())
    requests: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_read, args=(sys.stdin, requests, settings["temp"]), daemon=True).start()
    if not LINUX:
        threading.Thread(target=_watch_memory, args=(settings["memory_mib"],), daemon=True).start()
    if settings["engine"] != "spark":
        # Java takes addresses far beyond its memory, and would inherit the bounds.
        _bound_address_space(settings["memory_mib"])
    _serve(requests, answers, settings["engine"], settings["cpu_seconds"])


def _read(source: TextIO, requests: queue.Queue[str], temp: str) -> None:
    for line in source:
        requests.put(line)
    shutil.rmtree(temp, ignore_errors=True)
    if hasattr(os, "killpg"):
        # The process leads a group, in which all are that it has started.
        os.killpg(os.getpgid(0), signal.SIGKILL)
    os._exit(0)


def _serve(requests: queue.Queue[str], answers: TextIO, name: str, cpu_seconds: int) -> None:
    from lockgate.runtime.engines import Engine, Refused, load
    from lockgate.runtime.engines.protocol import requests as requests_of

    engine: Engine | None = None
    while True:
        request: dict[str, Any] = json.loads(requests.get())
        if name != "spark":
            _bound_cpu(cpu_seconds)
        answer: dict[str, Any]
        try:
            engine = engine or load(name)
            if request["op"] not in requests_of(engine):
                raise Refused("unknown request")
            answer = {"result": getattr(engine, request["op"])(**request["args"])}
        except Refused as refusal:
            answer = {"error": "Refused", "message": str(refusal)}
        except MemoryError:
            answer = {"error": "OutOfMemoryException", "message": "out of memory"}
        except Exception as error:
            said = engine.explain(error) if engine else None
            kind, message = said or ("bug", traceback.format_exc()[-20_000:])
            answer = {"error": kind, "message": message[:20_000]}
        # ASCII only, so that a lone surrogate in a message cannot break the line.
        answers.write(json.dumps(answer, ensure_ascii=True) + "\n")
        answers.flush()


def _bound_address_space(memory_mib: int) -> None:
    """A last resort far above the limit, which the parent watches."""
    try:
        import resource

        ceiling = (2 * memory_mib + 4096) * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        return


def _bound_cpu(seconds: int) -> None:
    """Let the system stop this process after so much more processor time."""
    try:
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (soft if hard < 0 else min(soft, hard), hard))
    except (ImportError, OSError, ValueError):
        return


def _watch_memory(memory_mib: int) -> None:
    while own_peak_mib() <= memory_mib:
        time.sleep(0.05)
    os._exit(MEMORY_EXIT)


if __name__ == "__main__":
    main()
