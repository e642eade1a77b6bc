"""Names of datasets as the database spells them."""

from __future__ import annotations

import hashlib
import re

PRIVATE_SCHEMA = "__lockgate"
"""Holds what lockgate keeps about its runs."""


def quote(identifier: str, engine: str = "duckdb") -> str:
    """A quoted SQL identifier."""
    mark = "`" if engine == "spark" else '"'
    return mark + identifier.replace(mark, mark * 2) + mark


def literal(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


TITLES = {"duckdb": "DuckDB", "postgres": "PostgreSQL", "spark": "Spark"}
"""What engines are called in messages."""

_HOMES = {"duckdb": "main", "postgres": "public", "spark": "default"}


def full(dataset: str, engine: str) -> str:
    """The dataset with the schema that names of one part lie in there."""
    return dataset if "." in dataset else f"{_HOMES[engine]}.{dataset}"


def split(dataset: str) -> tuple[str, str]:
    """Schema and name of a dataset; the schema of a name of one part is empty."""
    schema, _, name = dataset.rpartition(".")
    return schema, name


def quoted(dataset: str, engine: str = "duckdb") -> str:
    """The dataset as it stands in an engine's SQL."""
    return ".".join(quote(part, engine) for part in split(dataset) if part)


def staged(dataset: str, kind: str = "new") -> str:
    """The name under which a dataset is built in the private schema until it is published; short, and its own."""
    digest = hashlib.sha256(dataset.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    slug = re.sub(r"[^a-z0-9]+", "_", dataset.casefold()).strip("_")[:32]
    return f"{kind}_{slug}_{digest}"
