"""Where models are written: beside the old ones, and in their place once their checks hold."""

from __future__ import annotations

import os
import shutil
from typing import Protocol

from pyspark.sql import DataFrame, SparkSession

from .datasets import Model


class Store(Protocol):
    """Keeps the rows of models."""

    def stage(self, model: Model, rows: DataFrame) -> DataFrame:
        """Write the rows on the side; gives what was written."""
        ...

    def publish(self, model: Model) -> DataFrame:
        """Put what was staged in the place of the old; gives what is there now."""
        ...

    def published(self, model: Model) -> DataFrame:
        """What is there from this run or an earlier one."""
        ...

    def discard(self) -> None:
        """Take away what was staged and not published."""
        ...


class ParquetStore:
    """A folder of parquet files a model, below one folder."""

    def __init__(self, spark: SparkSession, output: str, name: str) -> None:
        self._spark = spark
        self._output = output.rstrip("/") or "/"
        self._staging = f"{self._output}/_staging-{name}"

    def stage(self, model: Model, rows: DataFrame) -> DataFrame:
        place = self._place(self._staging, model)
        rows.write.mode("overwrite").parquet(place)
        return self._spark.read.parquet(place)

    def publish(self, model: Model) -> DataFrame:
        staged, final = self._place(self._staging, model), self._place(self._output, model)
        if os.path.isdir(staged):
            _swap(staged, final)
        else:
            # Not a disk of this machine: Spark copies, and the copy is not atomic.
            self._spark.read.parquet(staged).write.mode("overwrite").parquet(final)
        return self.published(model)

    def published(self, model: Model) -> DataFrame:
        return self._spark.read.parquet(self._place(self._output, model))

    def discard(self) -> None:
        shutil.rmtree(self._staging, ignore_errors=True)

    def _place(self, folder: str, model: Model) -> str:
        return f"{folder}/{model.folder or model.name}"


def _swap(staged: str, final: str) -> None:
    """Two renames: between them nothing has that name, and the old rows lie beside it."""
    old = f"{final}._old"
    shutil.rmtree(old, ignore_errors=True)
    if os.path.isdir(final):
        os.rename(final, old)
    os.rename(staged, final)
    shutil.rmtree(old, ignore_errors=True)


class TableStore:
    """A table a model in the session's catalog."""

    def __init__(self, spark: SparkSession, name: str) -> None:
        self._spark = spark
        self._suffix = f"__staging_{name}"
        self._staged: dict[str, str] = {}

    def stage(self, model: Model, rows: DataFrame) -> DataFrame:
        *schema, _ = model.name.split(".", 1)
        if schema:
            self._spark.sql(f"CREATE SCHEMA IF NOT EXISTS {_quoted(schema[0])}")
        self._staged[model.name] = _quoted(model.name + self._suffix)
        rows.write.mode("overwrite").saveAsTable(self._staged[model.name])
        return self._spark.table(self._staged[model.name])

    def publish(self, model: Model) -> DataFrame:
        """Between the two statements there is no table of that name."""
        staged, final = self._staged.pop(model.name), _quoted(model.name)
        self._spark.sql(f"DROP TABLE IF EXISTS {final}")
        self._spark.sql(f"ALTER TABLE {staged} RENAME TO {final}")
        return self.published(model)

    def published(self, model: Model) -> DataFrame:
        return self._spark.table(_quoted(model.name))

    def discard(self) -> None:
        for staged in self._staged.values():
            self._spark.sql(f"DROP TABLE IF EXISTS {staged}")
        self._staged.clear()


def _quoted(name: str) -> str:
    """A name in one or two parts as an identifier."""
    return ".".join("`" + part.replace("`", "``") + "`" for part in name.split(".", 1))
