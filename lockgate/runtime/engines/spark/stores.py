"""Where versions of tables are kept: in folders of a local Spark, or in the catalogue that a cluster shares."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Protocol

from attrs import frozen

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of releases of packages that are not used here
    from pyspark.sql import DataFrame, SparkSession

from lockgate.runtime.names import full, quote, quoted

MADE = "lockgate.version"
"""The property of every view that lockgate has made."""


@frozen(slots=True)
class Made:
    """A version of a dataset that is written and does not count yet. `query` is what the published view will be."""

    schema: str
    name: str
    kind: str
    query: str
    version: str
    folder: Path | None = None
    columns: str = ""


class Store(Protocol):
    """Keeps versions. The engine makes the views over them."""

    def table(self, schema: str, name: str, rows: DataFrame) -> Made:
        """Write a version of a table."""

    def view(self, schema: str, name: str, query: str) -> Made:
        """A version of a view."""

    def check(self, schema: str, name: str) -> None:
        """Raises Refused where something lies that lockgate has not made."""

    def present(self, schema: str, name: str) -> str | None:
        """What is published under the name: `table`, `view`, nothing."""

    def supply(self, schema: str, name: str) -> bool:
        """Bring what is published under a name into the session's catalogue; whether there was anything."""

    def publish(self, made: Made) -> None:
        """Make the version count."""

    def drop(self, made: Made) -> None:
        """Remove a version that never counted."""

    def record(self, line: str) -> None:
        """Keep a line about a run."""

    def close(self) -> None: ...


def show(spark: SparkSession, schema: str, name: str, query: str, version: str) -> None:
    """Put a view into the catalogue under a dataset's name, at once."""
    target = quoted(full(f"{schema}.{name}" if schema else name, "spark"), "spark")
    ensure_schema(spark, schema or "default")
    spark.sql(f"CREATE OR REPLACE VIEW {target} TBLPROPERTIES ('{MADE}' = '{version}') AS (\n{query}\n)")


def ensure_schema(spark: SparkSession, schema: str) -> None:
    """Make a schema that is not there; who may not make one can still build into one that is."""
    name = quote(schema, "spark")
    if not spark.catalog.databaseExists(name):
        spark.sql(f"CREATE SCHEMA IF NOT EXISTS {name}")
