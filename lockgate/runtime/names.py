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
    """Schema and name of a dataset; a name of one part lies in `main`."""
    schema, dot, name = dataset.rpartition(".")
    return (schema if dot else "main"), name


def quoted(dataset: str) -> str:
    """The dataset as it stands in SQL."""
    schema, name = split(dataset)
    return f"{quote(schema)}.{quote(name)}"
