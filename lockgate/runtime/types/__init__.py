"""The engines' types as types of the gate language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lockgate.ir.types import Type
from lockgate.runtime.types import duckdb, postgres, spark

_READERS: Mapping[str, Callable[[str], Type | None]] = {
    "duckdb": duckdb.gate_type,
    "postgres": postgres.gate_type,
    "spark": spark.gate_type,
}


def gate_type(name: str, engine: str = "duckdb") -> Type | None:
    """The type whose values are the same as those of an engine's type, or None where the language has none."""
    return _READERS[engine](name)
