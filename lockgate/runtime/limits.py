"""What one run may use of the machine."""

from __future__ import annotations

import os

from attrs import field, frozen

from lockgate.runtime.rss import machine_memory_mib


def _memory() -> int:
    """4 GiB, or 60 % of a smaller machine."""
    return min(4096, machine_memory_mib() * 6 // 10)


@frozen(slots=True, kw_only=True)
class Limits:
    """Bounds on the engine's process. A step (one build, one check, one export) past one of them is stopped."""

    memory_mib: int = field(factory=_memory)
    """Of the whole process; the engine itself gets three quarters and spills to disk beyond."""
    step_seconds: float = 3600.0
    """Wall time of one step."""
    cpu_seconds: int = 14_400
    """Processor time of one step, over all threads."""
    threads: int = field(factory=lambda: max(1, min(8, os.cpu_count() or 1)))
    temp_mib: int = 20_480
    """Disk for what does not fit in memory."""

    @property
    def engine_memory_mib(self) -> int:
        return max(64, self.memory_mib * 3 // 4)
