"""Keeps versions in folders, for a Spark whose catalogue forgets: what counts is a link, and views follow it."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of releases of packages that are not used here
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

from lockgate.runtime.engines.spark.folders import Folders
from lockgate.runtime.engines.spark.stores import Made, ensure_schema, show
from lockgate.runtime.names import PRIVATE_SCHEMA, quoted


class FolderStore:
    """Of a Spark whose catalogue forgets: what counts is a link on disk, and the session's views follow it."""

    def __init__(self, spark: SparkSession, folders: Folders) -> None:
        self._spark = spark
        self._folders = folders
        self._tables: dict[Path, str] = {}
        """The versions that the session's catalogue knows."""
        ensure_schema(spark, PRIVATE_SCHEMA)

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
