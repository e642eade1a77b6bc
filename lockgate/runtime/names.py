"""Names of datasets as the database spells them."""

from __future__ import annotations

PRIVATE_SCHEMA = "__lockgate"
"""Holds what lockgate keeps about its runs."""


def quote(identifier: str) -> str:
    """A quoted SQL identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def split(dataset: str) -> tuple[str, str]:
    """Schema and name of a dataset; the schema of a name of one part is empty."""
    schema, _, name = dataset.rpartition(".")
    return schema, name


def quoted(dataset: str, engine: str = "duckdb") -> str:
    """The dataset as it stands in an engine's SQL."""
    mark = "`" if engine == "spark" else '"'
    return ".".join(mark + part.replace(mark, mark * 2) + mark for part in split(dataset) if part)
