"""The 22 TPC-H queries on PostgreSQL: the same project and data, equal to the reference."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

import lockgate
from tests.engines.postgres import server
from tests.tpch.test_tpch import NAMES, NUMBERS, Table, data, expected, project, same_rows

__all__ = ["data", "expected", "project"]

TYPES = {
    "INTEGER": "int4",
    "BIGINT": "int8",
    "HUGEINT": "int8",
    "DOUBLE": "float8",
    "VARCHAR": "text",
    "DATE": "date",
}


@pytest.fixture(scope="module")
def built(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[psycopg.Connection]:
    """The database that one run of the whole project leaves behind."""
    with server() as url:
        settings = project / "lockgate.toml"
        before = settings.read_text(encoding="utf-8")
        settings.write_text(
            f'{before}\n[env.postgres]\nengine = "postgres"\nurl = "{url}"\n', encoding="utf-8"
        )
        try:
            report = lockgate.run(project, env="postgres")
        finally:
            settings.write_text(before, encoding="utf-8")
        assert report.ok, report
        with psycopg.connect(url) as connection:
            yield connection


def read(connection: psycopg.Connection, number: int) -> Table:
    cursor = connection.execute(f"SELECT * FROM tpch.q{number:02}".encode())
    assert cursor.description is not None
    kinds = [type_name(connection, column) for column in cursor.description]
    return Table([column.name for column in cursor.description], kinds, cursor.fetchall())


def type_name(connection: psycopg.Connection, column: psycopg.Column) -> str:
    known = connection.adapters.types[column.type_code].name
    return f"DECIMAL({column.precision},{column.scale})" if known == "numeric" else known


@pytest.mark.parametrize("number", NUMBERS)
def test_query_equals_the_reference(
    number: int, built: psycopg.Connection, expected: dict[int, Table]
) -> None:
    ours, theirs = read(built, number), expected[number]
    assert ours.names == [NAMES.get(name, name) for name in theirs.names]
    assert ours.types == [TYPES.get(kind, kind) for kind in theirs.types]
    assert theirs.rows, "an empty answer would prove nothing"
    assert same_rows(ours.rows, theirs.rows)
