"""Types as Spark writes them in schemas and casts."""

from __future__ import annotations

import re

from sqlglot import exp

from lockgate.codegen.sql.dialect import Dialect
from lockgate.codegen.sql.printer import text_of
from lockgate.ir.types import Schema


def ddl(kind: exp.DataType, dialect: Dialect) -> str:
    """`decimal(12,2)`: lower case where no field's name is in it."""
    text = text_of(kind.copy(), dialect.printer, dialect.name, pretty=False)
    return text if "`" in text else text.lower().replace(", ", ",")


def schema_text(schema: Schema, dialect: Dialect) -> str:
    """A whole schema, names in backticks where they are not plain words."""
    return ", ".join(f"{_name(item.name)} {ddl(dialect.type(item.type), dialect)}" for item in schema)


def _name(name: str) -> str:
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name, re.ASCII) is not None
    return name if plain else f"`{name.replace('`', '``')}`"
