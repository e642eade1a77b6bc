"""Spark in the child process: a version of a table is written beside the others, checked, and then made to count."""

from __future__ import annotations

import datetime
import json
import re
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of releases of packages that are not used here
    from pyspark.errors import AnalysisException, ParseException
    from pyspark.sql import DataFrame, Observation, Row, SparkSession
    from pyspark.sql import functions as F
    from pyspark.sql.types import TimestampType

from lockgate.runtime.engines import samples
from lockgate.runtime.engines.protocol import Refused
from lockgate.runtime.engines.spark.catalog_store import CatalogStore
from lockgate.runtime.engines.spark.explain import explain
from lockgate.runtime.engines.spark.folder_store import FolderStore
from lockgate.runtime.engines.spark.folders import Folders
from lockgate.runtime.engines.spark.session import session
from lockgate.runtime.engines.spark.stores import Made, Store, show
from lockgate.runtime.names import PRIVATE_SCHEMA, full, quote, quoted, staged

_PART = re.compile(r"`((?:[^`]|``)*)`")
SOURCE = "source"
"""The version of a view that is a source."""


class Spark:
    """One session and its store."""

    def __init__(self) -> None:
        self._spark: SparkSession | None = None
        self._store: Store | None = None
        self._secrets: Sequence[str] = ()
        self._remote = False
        self._pending: list[Made] = []
        self._defined: list[tuple[str, str]] | None = None
        """What a transaction has defined, to be taken away when it is rolled back; None outside of one."""

    def open(self, settings: Mapping[str, Any]) -> None:
        self._secrets = sorted((item for item in settings["secrets"] if item), key=len, reverse=True)
        self._remote = bool(settings["remote"])
        options = dict(settings["options"])
        folders = None
        if not self._remote and options.get("spark.sql.catalogImplementation", "in-memory") == "in-memory":
            folders = Folders(Path(settings["database"]), lock=not settings["read_only"])
        self._spark = session(settings)
        if folders is not None:
            self._store = FolderStore(self._spark, folders)
        else:
            self._store = CatalogStore(self._spark, options.get("spark.sql.sources.default", "parquet"))

    def close(self) -> None:
        if self._store is not None:
            self._store.close()
        if self._spark is not None:
            self._spark.stop()

    def explain(self, error: Exception) -> tuple[str, str] | None:
        return explain(error, self._secrets)

    # -- what is there

    def present(self, names: Sequence[Sequence[str]]) -> list[list[str]]:
        found = ((schema, name, self._kept.present(schema, name)) for schema, name in names)
        return [[schema, name, kind] for schema, name, kind in found if kind is not None]

    def describe(self, query: str) -> list[list[str]]:
        return [[field.name, field.dataType.simpleString()] for field in self._rows(query).schema.fields]

    # -- building

    def define(self, schema: str, name: str, query: str) -> None:
        self._kept.check(schema, name)
        if self._kept.present(schema, name) == "table":
            raise Refused("a table of this name has been published, which a source must not replace")
        self._rows(query)
        show(self._open, schema, name, query, SOURCE)
        if self._defined is not None:
            self._defined.append((schema, name))

    def load(self, schema: str, name: str, columns: Sequence[Sequence[str]], path: str, query: str) -> int:
        """A source over a parquet file that DuckDB has written, which stays for as long as the run."""
        rows = staged(full(f"{schema}.{name}" if schema else name, "spark"), "rows")
        show(self._open, PRIVATE_SCHEMA, rows, f"SELECT * FROM parquet.{quote(path, 'spark')}", SOURCE)
        self.define(schema, name, query)
        return 0

    def begin(self) -> None:
        self.rollback()
        self._defined = []

    def publish(self, schema: str, name: str, kind: str, query: str) -> None:
        rows = self._rows(query)
        self._kept.check(schema, name)
        if kind == "table":
            made = self._kept.table(schema, name, rows)
        else:
            made = self._kept.view(schema, name, query)
        self._pending.append(made)
        show(self._open, PRIVATE_SCHEMA, self._staged(schema, name), made.query, made.version)

    def commit(self) -> None:
        for made in self._pending:
            self._kept.publish(made)
            self._unstage(made)
        self._pending, self._defined = [], None

    def rollback(self) -> None:
        for made in self._pending:
            self._unstage(made)
            self._kept.drop(made)
        for schema, name in self._defined or ():
            self._open.sql(f"DROP VIEW IF EXISTS {_dataset(schema, name)}")
        self._pending, self._defined = [], None

    # -- asking

    def measure(self, schema: str, name: str) -> int:
        pending = any((made.schema, made.name) == (schema, name) for made in self._pending)
        there = _dataset(PRIVATE_SCHEMA, self._staged(schema, name)) if pending else _dataset(schema, name)
        return self._measured(self._sql(f"SELECT * FROM {there}"))

    def check(self, query: str, masked: Sequence[str], sample: int) -> dict[str, Any]:
        rows = self._rows(query)
        count = rows.count()
        if not count:
            return {"rows": 0, "sample": []}
        few = self._sql(f"{_whole(query)} ORDER BY ALL NULLS LAST LIMIT {int(sample)}")
        return {"rows": count, "sample": samples.sample(rows.columns, _values(few), masked)}

    def rows(self, query: str, limit: int) -> dict[str, Any]:
        few = self._sql(f"{_whole(query)} LIMIT {int(limit)}")
        return samples.table(few.columns, _values(few))

    def dump(self, schema: str, name: str, nested: Sequence[str], path: str) -> int:
        """Write a dataset's rows as parquet files into a folder, for DuckDB to read."""
        rows = self._sql(f"SELECT * FROM {_dataset(schema, name)}")
        if not self._remote:
            rows.coalesce(1).write.parquet(path)
            return 0
        import pyarrow.parquet  # type: ignore[import-untyped]

        Path(path).mkdir()
        pyarrow.parquet.write_table(rows.toArrow(), f"{path}/rows.parquet")
        return 0

    def record(self, run: dict[str, Any]) -> None:
        self._kept.record(json.dumps(run))

    # -- below

    @property
    def _open(self) -> SparkSession:
        if self._spark is None:
            raise Refused("no session is open")
        return self._spark

    @property
    def _kept(self) -> Store:
        if self._store is None:
            raise Refused("no session is open")
        return self._store

    def _rows(self, query: str) -> DataFrame:
        """The rows of one query; in brackets nothing else can be parsed."""
        return self._sql(_whole(query))

    def _sql(self, text: str) -> DataFrame:
        """The rows of a text. What it reads and is published comes into the session when it is first missed."""
        supplied: set[tuple[str, str]] = set()
        while True:
            try:
                return self._open.sql(text)
            except ParseException as error:
                said = explain(error, self._secrets)
                raise Refused(
                    f"only a single SELECT statement may run here: {said[1] if said else ''}"
                ) from None
            except AnalysisException as error:
                missed = _missed(error)
                if missed is None or missed in supplied or not self._supply(*missed):
                    raise
                supplied.add(missed)

    def _supply(self, schema: str, name: str) -> bool:
        """A published view is made only when what it reads is there."""
        supplied: set[tuple[str, str]] = set()
        while True:
            try:
                return self._kept.supply(schema, name)
            except AnalysisException as error:
                missed = _missed(error)
                if missed is None or missed in supplied or not self._supply(*missed):
                    raise
                supplied.add(missed)

    def _measured(self, rows: DataFrame) -> int:
        """How many rows there are, every value computed."""
        seen = Observation()
        rows.observe(seen, F.count(F.lit(1)).alias("rows")).write.format("noop").mode("overwrite").save()
        return int(seen.get["rows"])

    def _staged(self, schema: str, name: str) -> str:
        return staged(full(f"{schema}.{name}" if schema else name, "spark"))

    def _unstage(self, made: Made) -> None:
        self._open.sql(
            f"DROP VIEW IF EXISTS {_dataset(PRIVATE_SCHEMA, self._staged(made.schema, made.name))}"
        )


def _whole(query: str) -> str:
    return f"SELECT * FROM (\n{query.rstrip().rstrip(';')}\n) AS r"


def _dataset(schema: str, name: str) -> str:
    return quoted(full(f"{schema}.{name}" if schema else name, "spark"), "spark")


def _missed(error: AnalysisException) -> tuple[str, str] | None:
    """Schema and name of the table or view that a query reads and that the catalogue does not know."""
    if error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND":
        return None
    parts = _PART.findall((error.getMessageParameters() or {}).get("relationName", ""))
    names = [part.replace("``", "`") for part in parts]
    return (names[-2], names[-1]) if len(names) >= 2 else None


def _values(rows: DataFrame) -> list[tuple[Any, ...]]:
    """Rows with instants in UTC: Spark gives them without a zone, in that of the process."""
    zoned = [isinstance(field.dataType, TimestampType) for field in rows.schema.fields]

    def value(item: Any, instant: bool) -> Any:
        if instant and isinstance(item, datetime.datetime) and item.tzinfo is None:
            return item.replace(tzinfo=datetime.UTC)
        return item.asDict() if isinstance(item, Row) else item

    return [tuple(map(value, row, zoned)) for row in rows.collect()]
