"""What Spark says, without its Java, its query texts and its advice about its own settings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pyspark.errors import PySparkException

from lockgate.runtime.engines.samples import MASK

_CONDITION = re.compile(r"\[([A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)*)\]\s*(.*?)(?=\s*SQLSTATE: |\n|$)", re.DOTALL)
_ADVICE = re.compile(
    r" (?:Use `?try_|If necessary,? set|To return NULL|You (?:can|may) set|Set \"spark|Consider ).*",
    re.DOTALL,
)
_OF_A_JOB = frozenset(("FAILED_READ_FILE", "TASK_WRITE_FAILED", "JOB_ABORTED", "INTERNAL_ERROR"))


def explain(error: Exception, secrets: Sequence[str]) -> tuple[str, str] | None:
    """Kind and words of an error of Spark; None for any other."""
    if not isinstance(error, PySparkException):
        return None
    whole = str(error)
    kind, said = type(error).__name__, whole
    found = _CONDITION.findall(whole)
    if found:
        # A job that fails names itself first, and what has gone wrong in it last.
        inner = [item for item in found if item[0].partition(".")[0] not in _OF_A_JOB] or found
        kind, said = inner[0]
    if "OutOfMemoryError" in whole:
        kind = "OutOfMemoryException"
    said = _ADVICE.sub("", said.strip().partition("\n")[0]).strip() or kind
    for secret in secrets:
        said = said.replace(secret, MASK)
    return kind, said
