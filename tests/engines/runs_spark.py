"""Runs relations on Spark, in the one session of a process."""

from __future__ import annotations

import datetime
import decimal
import logging
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.errors import AnalysisException, ParseException, PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, DataType, StructType, TimestampType

from lockgate.codegen.sql.dialect import Dialect
from lockgate.ir.types import Array, Schema, Struct, Type
from tests.engines import spark
from tests.engines.runners import Broken, EngineFailure, Row, Tables, given, schemas, type_text

_BEYOND = (ValueError, OverflowError)
"""What Python says to years that it has not."""
_LOCAL = "org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation"
"""Computes on constant rows while it plans; without it they are computed as the rows of files are."""

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


class Spark:
    """A local session; tables are views of literal rows."""

    name = "spark"

    def __init__(self, dialect: Dialect, session: SparkSession) -> None:
        self.dialect = dialect
        self.session = session
        self._made: list[str] = []

    def load(self, tables: Tables) -> None:
        for name in self._made:
            self.session.sql(f"DROP VIEW IF EXISTS {name}")
        self._made = [_name(name) for name in tables]
        for folder in schemas(tables):
            self.session.sql(f"CREATE DATABASE IF NOT EXISTS {_name(folder)}")
        for name, (schema, rows) in tables.items():
            self.session.sql(f"CREATE VIEW {_name(name)} AS {self._rows(schema, rows)}")

    def _rows(self, schema: Schema, rows: Sequence[Row]) -> str:
        columns = ", ".join(map(_name, schema.names))
        listed = [
            f"({', '.join(self._value(value, item.type) for value, item in zip(row, schema, strict=True))})"
            for row in given(rows) or [(None,) * len(schema)]
        ]
        return f"SELECT * FROM VALUES {', '.join(listed)} AS t ({columns}){'' if rows else ' LIMIT 0'}"

    def _value(self, value: Any, kind: Type) -> str:
        return f"CAST({self._literal(value, kind)} AS {type_text(self.dialect, kind)})"

    def _literal(self, value: Any, kind: Type) -> str:
        match value:
            case None | bool() | int():
                return "NULL" if value is None else str(value).lower()
            case float():
                return f"'{value}'" if math.isinf(value) or math.isnan(value) else f"{value!r}D"
            case decimal.Decimal():
                return f"{value:f}BD"
            case list() if isinstance(kind, Array):
                return f"ARRAY({', '.join(self._value(item, kind.element) for item in value)})"
            case dict() if isinstance(kind, Struct):
                inner = (f"'{name}', {self._value(value[name], item)}" for name, item in kind.fields)
                return f"NAMED_STRUCT({', '.join(inner)})"
            case datetime.date():
                return f"'{value.isoformat()}'"
        return "'" + "".join(f"\\U{ord(character):08x}" for character in value) + "'"

    def execute(self, text: str) -> list[Row]:
        try:
            frame = self.session.sql(text)
            kinds = [item.dataType for item in frame.schema]
            found = _countable(frame).collect()
        except (AnalysisException, ParseException) as problem:
            raise Broken(f"{problem}\n{text}") from problem
        except (PySparkException, Py4JJavaError, *_BEYOND) as problem:
            raise EngineFailure(str(problem)) from problem
        return [tuple(map(_plain, row, kinds)) for row in found]


def _countable(frame: DataFrame) -> DataFrame:
    """Instants as microseconds: Python's own way to them knows no first day of the year 1."""
    if not any(isinstance(item.dataType, TimestampType) for item in frame.schema):
        return frame
    numbered = frame.toDF(*(f"c{place}" for place in range(len(frame.columns))))
    return numbered.select(
        *(
            F.unix_micros(item.name) if isinstance(item.dataType, TimestampType) else F.col(item.name)
            for item in numbered.schema
        )
    )


def _plain(value: Any, kind: DataType) -> Any:
    if value is None:
        return None
    match kind:
        case TimestampType() if isinstance(value, int):
            return _EPOCH + datetime.timedelta(microseconds=value)
        case TimestampType():
            return value.astimezone(datetime.UTC)  # an instant comes in the zone of this process
        case StructType(fields=fields):
            return {
                item.name: _plain(inner, item.dataType) for item, inner in zip(fields, value, strict=True)
            }
        case ArrayType(elementType=element):
            return [_plain(item, element) for item in value]
        case _:
            return value


def _name(name: str) -> str:
    return ".".join(f"`{part.replace('`', '``')}`" for part in name.split("."))


@contextmanager
def running(dialect: Dialect) -> Iterator[Spark]:
    """The session of this process."""
    session = spark.session()
    session.conf.set("spark.sql.optimizer.excludedRules", _LOCAL)
    session.conf.set("spark.sql.shuffle.partitions", "1")
    logging.getLogger("SQLQueryContextLogger").disabled = True  # it repeats every error
    yield Spark(dialect, session)
