"""Where versions of tables are kept: in folders of a local Spark, or in the catalogue that a cluster shares."""

from __future__ import annotations

import json
import uuid
import warnings
from pathlib import Path
from typing import Protocol

from attrs import frozen

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of releases of packages that are not used here
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

from lockgate.runtime.engines.protocol import Refused
from lockgate.runtime.engines.spark.folders import Folders
from lockgate.runtime.names import PRIVATE_SCHEMA, full, quoted, staged

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
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS {quoted(schema or 'default', 'spark')}")
    spark.sql(f"CREATE OR REPLACE VIEW {target} TBLPROPERTIES ('{MADE}' = '{version}') AS (\n{query}\n)")


def _version_of(schema: str, name: str) -> str:
    return f"{staged(full(f'{schema}.{name}' if schema else name, 'spark'), 'v')}_{uuid.uuid4().hex[:12]}"


class FolderStore:
    """Of a Spark whose catalogue forgets: what counts is a link on disk, and the session's views follow it."""

    def __init__(self, spark: SparkSession, folders: Folders) -> None:
        self._spark = spark
        self._folders = folders
        self._tables: dict[Path, str] = {}
        """The versions that the session's catalogue knows."""
        spark.sql(f"CREATE SCHEMA IF NOT EXISTS {quoted(PRIVATE_SCHEMA, 'spark')}")

    def supply(self, schema: str, name: str) -> bool:
        """Bring what is published under a name into the session's catalogue."""
        found = self._folders.current(schema, name)
        if found is None:
            return False
        about = found.about
        query = about["query"]
        if about["kind"] == "table":
            query = f"SELECT * FROM {self._register(found.folder, about['columns'])}"
        show(self._spark, about["schema"], about["name"], query, found.folder.name)
        return True

    def _register(self, folder: Path, columns: str) -> str:
        name = quoted(f"{PRIVATE_SCHEMA}.v_{folder.name}", "spark")
        self._spark.catalog.createTable(
            name, path=str(folder), source="parquet", schema=StructType.fromJson(json.loads(columns))
        )
        self._tables[folder] = name
        return name

    def present(self, schema: str, name: str) -> str | None:
        found = self._folders.current(schema or "default", name)
        return str(found.about["kind"]) if found is not None else None

    def check(self, schema: str, name: str) -> None:
        self._folders.check(schema or "default", name)

    def table(self, schema: str, name: str, rows: DataFrame) -> Made:
        folder = self._folders.new(schema or "default", name)
        try:
            rows.write.parquet(str(folder))
            columns = rows.schema.json()
            version = self._register(folder, columns)
        except BaseException:
            self._folders.drop(folder)
            raise
        return Made(schema, name, "table", f"SELECT * FROM {version}", folder.name, folder, columns)

    def view(self, schema: str, name: str, query: str) -> Made:
        folder = self._folders.new(schema or "default", name)
        return Made(schema, name, "view", query, folder.name, folder)

    def publish(self, made: Made) -> None:
        assert made.folder is not None
        about = {
            "schema": made.schema,
            "name": made.name,
            "kind": made.kind,
            "columns": made.columns,
            "query": made.query if made.kind == "view" else "",
        }
        self._folders.keep(made.folder, about)
        show(self._spark, made.schema, made.name, made.query, made.version)
        for folder, table in list(self._tables.items()):
            if folder.parent == made.folder.parent and folder != made.folder:
                self._spark.sql(f"DROP TABLE IF EXISTS {table}")
                del self._tables[folder]

    def drop(self, made: Made) -> None:
        assert made.folder is not None
        if made.folder in self._tables:
            self._spark.sql(f"DROP TABLE IF EXISTS {self._tables.pop(made.folder)}")
        self._folders.drop(made.folder)

    def record(self, line: str) -> None:
        with (self._folders.root / "runs.jsonl").open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    def close(self) -> None:
        self._folders.close()


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
        self._spark.sql(f"CREATE SCHEMA IF NOT EXISTS {quoted(PRIVATE_SCHEMA, 'spark')}")
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
