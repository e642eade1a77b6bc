"""fakesnow, which runs Snowflake's SQL on DuckDB by translation: a smoke test, since no Snowflake is to be had."""

from __future__ import annotations

import datetime
import decimal
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.engines.environment import environment

WORKER = Path(__file__).with_name("fakesnow_worker.py")
_READERS: dict[str, Any] = {
    "decimal": decimal.Decimal,
    "date": datetime.date.fromisoformat,
    "datetime": datetime.datetime.fromisoformat,
    "other": str,
}


class Error(Exception):
    """A statement that was refused or failed."""


class Fakesnow:
    """One process that takes statements."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a statement; raises Error."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"statement": statement}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("fakesnow ended")
        answer = json.loads(line)
        if "error" in answer:
            raise Error(answer["error"])
        return [tuple(map(_value, row)) for row in answer["rows"]]


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        ((name, text),) = value.items()
        return _READERS[name](text)
    return value


@contextmanager
def running() -> Iterator[Fakesnow]:
    """A new, empty account."""
    command = [str(environment("fakesnow")), "-P", "-W", "ignore", str(WORKER)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Fakesnow(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
