"""One input through everything that reads text: check, its JSON and text, the formatter, the SQL of what is right."""

from __future__ import annotations

import json
import time
from pathlib import Path

from tests.fuzz.inputs import make

MOST_SECONDS = 2.0
MOST_MIB = 512


def run(seed: int) -> str | None:
    """What went wrong with the input of a seed, or None."""
    kind, text = make(seed)
    try:
        problem = digest(text)
    except (Exception, RecursionError) as error:
        return f"seed {seed} ({kind}): {type(error).__name__}: {str(error)[:200]}"
    peak = _peak()
    if problem is None and peak > MOST_MIB:
        problem = f"memory is at {peak:.0f} MiB"
    return f"seed {seed} ({kind}): {problem}" if problem else None


def _peak() -> float:
    """The most memory that this program has held, in MiB.

    Not `getrusage`: its peak outlives `exec`, so a small process started by a large one would seem large.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def digest(text: str) -> str | None:
    """Check, render and format a text; what is not as it must be."""
    import lockgate
    from lockgate.diagnostics.render import render
    from lockgate.grammar.formatter import format_text

    start = time.process_time()
    result = lockgate.check_text(text)
    json.dumps(result.to_json())
    if (seconds := time.process_time() - start) > MOST_SECONDS:
        return f"checking took {seconds:.1f} s"
    for diagnostic in result.diagnostics[:20]:
        shown = render(diagnostic, result.sources)
        if any(ord(letter) < 32 and letter not in "\n" for letter in shown):
            return "a control character reaches the terminal"
    start = time.process_time()
    formatted = format_text(text)
    if (seconds := time.process_time() - start) > MOST_SECONDS:
        return f"formatting took {seconds:.1f} s"
    if format_text(formatted) != formatted:
        return "formatting twice is not formatting once"
    return None
