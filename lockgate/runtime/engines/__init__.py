"""The engines that a run can build on, each loaded in the child process that serves it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from lockgate.runtime.engines.protocol import Engine, Refused

ENGINES: Mapping[str, str] = {
    "duckdb": "lockgate.runtime.engines.duckdb:DuckDB",
    "postgres": "lockgate.runtime.engines.postgres.engine:Postgres",
    "spark": "lockgate.runtime.engines.spark.engine:Spark",
}
"""Where each engine's class lives."""

__all__ = ["ENGINES", "Engine", "Refused", "load"]


def load(name: str) -> Engine:
    """A new engine of that name, not yet open; raises Refused for one that is not there."""
    if name not in ENGINES:
        raise Refused(f"there is no engine `{name}`")
    module, _, attribute = ENGINES[name].partition(":")
    try:
        made: Engine = getattr(import_module(module), attribute)()
    except ModuleNotFoundError as missing:
        raise Refused(f"{missing.name} is not installed: {install(name)}") from None
    return made


def install(name: str) -> str:
    """The command that installs what an engine needs."""
    return f"pip install 'lockgate[{name}]'"
