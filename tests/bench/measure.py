"""Clocks: medians of a warm call, CPU time and peak memory of whole processes."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

import lockgate


def warm_check(text: str, times: int) -> float:
    """Median seconds of one check; each text differs by a comment, so that no cache answers."""
    for index in range(5):
        lockgate.check_text(f"{text}\n-- warm {index}\n")
    taken = []
    for index in range(times):
        varied = f"{text}\n-- {index}\n"
        start = time.perf_counter()
        result = lockgate.check_text(varied)
        taken.append(time.perf_counter() - start)
        assert result.ok
    return statistics.median(taken)


def process(arguments: list[str], times: int) -> tuple[float, float]:
    """Median seconds of CPU (user and system) and peak MiB of `lockgate ARGUMENTS`."""
    seconds: list[float] = []
    peaks: list[float] = []
    for _ in range(times):
        child = subprocess.Popen(
            [sys.executable, "-m", "lockgate", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            message = child.stderr.read().decode()[-2000:] if child.stderr else ""
            raise SystemExit(f"lockgate {' '.join(arguments)} exited with {child.returncode}: {message}")
        seconds.append(usage.ru_utime + usage.ru_stime)
        peaks.append(usage.ru_maxrss / 1024)
    return statistics.median(seconds), statistics.median(peaks)
