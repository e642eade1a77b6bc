"""Generated Python, made and run as the tests of the PySpark target need it."""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping, Sequence
from typing import Any

from pyspark.sql import DataFrame

from lockgate.codegen.base import Options
from lockgate.codegen.pyspark import tree
from lockgate.codegen.pyspark.bodies import Writing, relation
from lockgate.codegen.pyspark.dialect import options, spark
from lockgate.codegen.pyspark.statements import text_of
from lockgate.codegen.pyspark.types import schema_text
from lockgate.ir.rel import Rel
from lockgate.ir.types import Schema
from tests.engines.spark import session

IMPORTS = """
import datetime
from decimal import Decimal
from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F
"""


def writing(datasets: Sequence[str] = ()) -> Writing:
    """What functions of the tests have in common: `shop.orders` is called `shop_orders`."""
    return Writing(
        spark(),
        options(Options()),
        {
            name.casefold(): "".join(char if char.isalnum() else "_" for char in name).lower()
            for name in datasets
        },
        {name.casefold(): name for name in datasets},
    )


def code(rel: Rel, datasets: Sequence[str]) -> str:
    """The function `build` of a relation."""
    body = relation(writing(datasets), "build", "", rel)
    return text_of(tree.module([body.function]))


def frame(rel: Rel, tables: Mapping[str, DataFrame]) -> DataFrame:
    """The relation over DataFrames, by the code that is written for it."""
    made = relation(writing(tuple(tables)), "build", "", rel)
    text = text_of(tree.module([made.function]))
    assert ast.dump(ast.parse(text).body[0]) == ast.dump(made.function), text
    names: dict[str, Any] = {}
    exec(IMPORTS + text, names)
    try:
        result: DataFrame = names["build"](*(tables[name] for name in made.inputs))
    except Exception as error:
        error.add_note(text)
        raise
    return result


def rows(made: DataFrame) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in made.collect()]


def table(schema: Schema, data: Sequence[tuple[Any, ...]]) -> DataFrame:
    """A DataFrame of a schema of the IR."""
    return session().createDataFrame(list(data), schema_text(schema, spark()))


def plain(value: Any) -> Any:
    """A value so that equal ones have one repr: Spark gives lists and rows for arrays and structs."""
    if isinstance(value, float):
        return "nan" if math.isnan(value) else float(f"{value:.9g}") + 0.0
    if isinstance(value, (list, tuple)):
        return tuple(plain(item) for item in value)
    if isinstance(value, dict):
        return tuple(plain(item) for item in value.values())
    return value


def bag(found: Sequence[tuple[Any, ...]]) -> list[str]:
    return sorted(repr(plain(row)) for row in found)
