"""Runs relations and expressions of the IR on Spark, and says of what types their columns are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lockgate.codegen.base import Options
from lockgate.codegen.sql.dialects import load
from lockgate.codegen.sql.queries import query_text
from lockgate.ir import types
from lockgate.ir.expr import Expr
from lockgate.ir.rel import Project, Rel
from lockgate.ir.types import Array, Schema, Struct, Type
from tests.codegen.engine import one_row
from tests.engines import spark
from tests.engines.runners import Row
from tests.engines.runs_spark import Spark

OPTIONS = Options(dialect="spark")
_NAMES = {
    types.BOOLEAN: "boolean",
    types.INT: "int",
    types.BIGINT: "bigint",
    types.DOUBLE: "double",
    types.STRING: "string",
    types.DATE: "date",
    types.TIMESTAMP: "timestamp_ntz",
    types.TIMESTAMPTZ: "timestamp",
    types.JSON: "string",
    types.NULL: "void",
}


class Lake:
    """The session of this process."""

    def __init__(self) -> None:
        self.session = spark.session()
        self.runner = Spark(load("spark"), self.session)

    def run(self, rel: Rel) -> list[Row]:
        """The rows of a relation."""
        return self.execute(query_text(rel, OPTIONS))

    def execute(self, text: str) -> list[Row]:
        """The rows of one statement."""
        return self.runner.execute(text)

    def evaluate(self, exprs: Sequence[Expr]) -> tuple[list[Any], list[str]]:
        """The values of constant expressions, and their types."""
        named = tuple((f"v{place}", expr) for place, expr in enumerate(exprs))
        text = query_text(Project(one_row(), named), OPTIONS)
        (row,) = self.execute(text)
        return list(row), self.kinds(text)

    def kinds(self, text: str) -> list[str]:
        """The types of a query's columns."""
        return [item.dataType.simpleString() for item in self.session.sql(text).schema]


def type_name(kind: Type) -> str:
    """What Spark calls a type."""
    match kind:
        case types.Decimal(precision=precision, scale=scale):
            return f"decimal({precision},{scale})"
        case Array(element=element):
            return f"array<{type_name(element)}>"
        case Struct(fields=fields):
            return f"struct<{','.join(f'{name}:{type_name(inner)}' for name, inner in fields)}>"
        case _:
            return _NAMES[kind]


def kinds(schema: Schema) -> list[str]:
    """What Spark calls the types of a relation's columns."""
    return [type_name(item.type) for item in schema]
