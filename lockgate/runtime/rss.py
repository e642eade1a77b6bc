"""How much memory a process holds and a machine has, without third-party packages."""

from __future__ import annotations

import os
import sys
from pathlib import Path

LINUX = sys.platform.startswith("linux")


def machine_memory_mib() -> int:
    """Physical memory, or 8 GiB where the system does not say."""
    try:
        return int(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20)
    except (AttributeError, ValueError, OSError):
        return 8192


def resident_mib(pid: int) -> int | None:
    """What a process holds in memory now, or None where only the process itself can tell."""
    if not LINUX:
        return None
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def family_mib(pid: int) -> int | None:
    """What a process and those that it has started hold together, as `resident_mib`."""
    total = resident_mib(pid)
    if total is None:
        return None
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        children = []
    return total + sum(resident_mib(int(child)) or 0 for child in children)


def own_peak_mib() -> int:
    """The most that this process has held, for systems where a parent cannot look."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 2**20 if sys.platform == "darwin" else peak // 2**10
