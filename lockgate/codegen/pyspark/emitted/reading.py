"""Reads sources with the columns that they declare."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import (
    ByteType,
    DataType,
    DateType,
    DecimalType,
    DoubleType,
    FloatType,
    IntegerType,
    LongType,
    ShortType,
    StringType,
    StructField,
    StructType,
    TimestampNTZType,
)

from .datasets import Source

_DIGITS: dict[type[DataType], int] = {ByteType: 3, ShortType: 5, IntegerType: 10, LongType: 19}


class TypesDiffer(Exception):
    """The data does not have the declared columns."""


def read(spark: SparkSession, source: Source, form: str, location: str) -> DataFrame:
    """The source's rows; raises TypesDiffer where a column is missing or of another type."""
    if form == "table":
        return _typed(spark.table(location), source.schema)
    reader = spark.read.options(**source.options)
    if form == "json":
        rows = reader.schema(source.schema).json(location)
        return _whole(_cast(rows, source.schema))
    if form == "csv" and source.parse is not None:
        if source.options.get("header") == "false":
            # Without a header the declared columns stand for the file's by place.
            text = StructType([StructField(item.name, StringType()) for item in source.schema])
            reader = reader.schema(text)
        rows = reader.csv(location)
        _expect(rows, source.schema, types=False)
        return _whole(source.parse(rows))
    return _typed(reader.format(form).load(location), source.schema)


def _whole(rows: DataFrame) -> DataFrame:
    """Text becomes typed as it is read: every value is read once to see that it can."""
    rows.write.format("noop").mode("overwrite").save()
    return rows


def _typed(rows: DataFrame, declared: StructType) -> DataFrame:
    _expect(rows, declared, types=True)
    return _cast(rows, declared)


def _cast(rows: DataFrame, declared: StructType) -> DataFrame:
    return rows.select(
        *(F.col(_quoted(item.name)).cast(item.dataType).alias(item.name) for item in declared)
    )


def _expect(rows: DataFrame, declared: StructType, *, types: bool) -> None:
    there = {item.name.casefold(): item.dataType for item in rows.schema}
    for item in declared:
        real = there.get(item.name.casefold())
        if real is None:
            raise TypesDiffer(f"there is no column {item.name}")
        if types and not _fits(real, item.dataType):
            kinds = f"{real.simpleString()}, declared as {item.dataType.simpleString()}"
            raise TypesDiffer(f"column {item.name} is {kinds}")


def _fits(real: DataType, declared: DataType) -> bool:
    """Every value of the real type is one of the declared type, exactly."""
    if _without_nulls(real) == _without_nulls(declared):
        return True
    digits = _DIGITS.get(type(real))
    if isinstance(declared, (IntegerType, LongType)):
        return digits is not None and digits <= _DIGITS[type(declared)]
    if isinstance(declared, DoubleType):
        return isinstance(real, FloatType) or (digits is not None and digits < _DIGITS[LongType])
    if isinstance(declared, TimestampNTZType):
        return isinstance(real, DateType)
    if isinstance(declared, DecimalType):
        whole = declared.precision - declared.scale
        if isinstance(real, DecimalType):
            return real.scale <= declared.scale and real.precision - real.scale <= whole
        return digits is not None and digits <= whole
    return False


def _without_nulls(kind: DataType) -> str:
    """The type without what it says of NULLs."""
    return kind.simpleString()


def strict(name: str, pattern: str, kind: str, *, hidden: bool = False) -> Column:
    """A column of text as a type; a text that the pattern does not match is an error.

    The error shows the text unless it is hidden.
    """
    text = F.col(_quoted(name))
    shown = (
        F.lit("a value") if hidden else F.concat(F.lit("'"), F.left(text, F.lit(80)), F.lit("'"))
    )
    error = F.raise_error(F.concat(F.lit(f"column {name}: "), shown, F.lit(f" is no {kind}")))
    typed = F.when(~F.regexp_like(text, F.lit(pattern)), error).otherwise(text.cast(kind))
    return typed.alias(name)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
