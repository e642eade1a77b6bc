"""The dialects there are, each loaded when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from lockgate.codegen.sql.dialect import Dialect

DIALECTS: Mapping[str, str] = {
    "duckdb": "lockgate.codegen.sql.duckdb:DUCKDB",
    "postgres": "lockgate.codegen.sql.postgres:POSTGRES",
    "spark": "lockgate.codegen.sql.spark:SPARK",
    "snowflake": "lockgate.codegen.sql.snowflake:SNOWFLAKE",
    "bigquery": "lockgate.codegen.sql.bigquery:BIGQUERY",
}
"""Where each dialect's tables live."""


def load(name: str) -> Dialect:
    """The dialect of that name; raises KeyError."""
    module, _, attribute = DIALECTS[name].partition(":")
    made: Dialect = getattr(import_module(module), attribute)
    return made
