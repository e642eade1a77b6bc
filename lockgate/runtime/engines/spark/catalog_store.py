"""Keeps versions in a catalogue that stays: tables of the private schema, and a view that says which one counts."""

from __future__ import annotations

import uuid
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of releases of packages that are not used here
    from pyspark.sql import DataFrame, SparkSession

from lockgate.runtime.engines.protocol import Refused
from lockgate.runtime.engines.spark.stores import MADE, Made, ensure_schema, show
from lockgate.runtime.names import PRIVATE_SCHEMA, full, quoted, staged


class CatalogStore:
    """Of a catalogue that stays: versions are tables of the private schema, and a view says which one counts."""

    def __init__(self, spark: SparkSession, source: str) -> None:
        self._spark = spark
        self._source = source

    def present(self, schema: str, name: str) -> str | None:
        target = self._target(schema, name)
        if not self._spark.catalog.tableExists(target):
            return None
        return "view" if self._version(target) else "table"

    def supply(self, schema: str, name: str) -> bool:
        """Everything is in the catalogue already."""
        return False

    def check(self, schema: str, name: str) -> None:
        target = self._target(schema, name)
        if self._spark.catalog.tableExists(target) and not self._version(target):
            raise Refused(
                "the catalogue has something of this name, which lockgate has not made and leaves alone"
            )

    def table(self, schema: str, name: str, rows: DataFrame) -> Made:
        ensure_schema(self._spark, PRIVATE_SCHEMA)
        version = _version_of(schema, name)
        table = quoted(f"{PRIVATE_SCHEMA}.{version}", "spark")
        rows.write.format(self._source).saveAsTable(table)
        return Made(schema, name, "table", f"SELECT * FROM {table}", version)

    def view(self, schema: str, name: str, query: str) -> Made:
        return Made(schema, name, "view", query, "view")

    def publish(self, made: Made) -> None:
        target = self._target(made.schema, made.name)
        before = self._version(target) if self._spark.catalog.tableExists(target) else ""
        show(self._spark, made.schema, made.name, made.query, made.version)
        if before.startswith("v_") and before != made.version:
            self._spark.sql(f"DROP TABLE IF EXISTS {quoted(f'{PRIVATE_SCHEMA}.{before}', 'spark')}")

    def drop(self, made: Made) -> None:
        if made.kind == "table":
            self._spark.sql(f"DROP TABLE IF EXISTS {quoted(f'{PRIVATE_SCHEMA}.{made.version}', 'spark')}")

    def record(self, line: str) -> None:
        """A shared catalogue has no table that rows can be added to on every Spark; the report is what stays."""

    def close(self) -> None: ...

    def _target(self, schema: str, name: str) -> str:
        return quoted(full(f"{schema}.{name}" if schema else name, "spark"), "spark")

    def _version(self, target: str) -> str:
        for row in self._spark.sql(f"SHOW TBLPROPERTIES {target}").collect():
            if row[0] == MADE:
                return str(row[1])
        return ""


def _version_of(schema: str, name: str) -> str:
    return f"{staged(full(f'{schema}.{name}' if schema else name, 'spark'), 'v')}_{uuid.uuid4().hex[:12]}"
