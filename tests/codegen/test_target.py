"""The files of the SQL target: they run as they are, and nothing in them breaks out of its place."""

from __future__ import annotations

import datetime
import decimal
from pathlib import Path, PurePosixPath
from typing import Any

import duckdb
import pytest

from lockgate.codegen.base import Options, UnknownTarget, get_target, target_names
from lockgate.codegen.sql import SqlTarget, source_text
from lockgate.codegen.sql.files import file_name
from lockgate.ir import types
from lockgate.ir.expr import Call, Column, Literal
from lockgate.ir.program import Check, Location, Materialization, Model, Program, Source, SourceColumn
from lockgate.ir.rel import Filter, Scan
from lockgate.ir.types import Type
from tests.codegen.engine import connect, literal

OPTIONS = Options()


def source(name: str, location: Location, columns: dict[str, Type], **more: Any) -> Source:
    return Source(name, tuple(SourceColumn(key, kind) for key, kind in columns.items()), location, **more)


def read(made: Source) -> list[tuple[Any, ...]]:
    return connect().execute(source_text(made, OPTIONS)).fetchall()


def test_csv_is_read_by_name_and_strictly(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text("day,n,extra,price\n2026-01-31,7,x,1.010\n2026-02-01,,y,2\n")
    columns = {"n": types.BIGINT, "day": types.DATE, "price": types.Decimal(9, 2)}
    made = source("o", Location("csv", str(path)), columns)
    first = (7, datetime.date(2026, 1, 31), decimal.Decimal("1.01"))
    assert read(made) == [first, (None, datetime.date(2026, 2, 1), decimal.Decimal("2.00"))]
    path.write_text("n,day,price\n1.5,2026-01-31,1\n")
    with pytest.raises(duckdb.Error, match=r"column `n`: '1\.5' is no bigint"):
        read(made)


def test_csv_options(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text("1;NA\n2;x\n")
    options = (
        ("header", Literal(False, types.BOOLEAN)),
        ("delimiter", literal(";")),
        ("null", literal("NA")),
        ("no_such_option", literal("'); drop table x; --")),
    )
    made = source("o", Location("csv", str(path), options), {"column0": types.INT, "column1": types.STRING})
    assert read(made) == [(1, None), (2, "x")]


def test_parquet_of_several_files_is_read_by_name_and_cast(tmp_path: Path) -> None:
    connection = connect()
    connection.execute(f"copy (select 1::int a, 'x' b) to '{tmp_path}/1.parquet'")
    connection.execute(f"copy (select 'y' b, 2::bigint a) to '{tmp_path}/2.parquet'")
    made = source("o", Location("parquet", f"{tmp_path}/*.parquet"), {"b": types.STRING, "a": types.BIGINT})
    assert sorted(read(made)) == [("x", 1), ("y", 2)]


def test_json_is_read_with_the_declared_types(tmp_path: Path) -> None:
    path = tmp_path / "it's.json"
    path.write_text('{"a": "1", "s": {"x": 1}, "l": [1, 2]}\n{"a": null}\n')
    columns: dict[str, Type] = {
        "a": types.STRING,
        "s": types.Struct((("x", types.BIGINT),)),
        "l": types.Array(types.BIGINT),
    }
    assert read(source("o", Location("json", str(path)), columns)) == [
        ("1", {"x": 1}, [1, 2]),
        (None, None, None),
    ]


def test_a_table_is_read_with_strict_casts() -> None:
    connection = connect()
    connection.execute("create schema raw; create table raw.o as select 'x' b, 3::int a")
    made = source("shop.o", Location("table", "raw.o"), {"a": types.BIGINT})
    assert connection.execute(source_text(made, OPTIONS)).fetchall() == [(3,)]


def program(**model: Any) -> Program:
    orders = source("shop.orders", Location("table", "raw"), {"id": types.BIGINT})
    scan = Scan("shop.orders", orders.schema)
    rel = Filter(scan, Call(">", (Column("id"), literal(1))))
    check = Check(
        "small; drop table x",
        "row",
        Filter(Scan("Mart.Big Orders", rel.schema), Call(">", (Column("id"), literal(2)))),
    )
    made = Model("Mart.Big Orders", rel, checks=(check,), **model)
    return Program("p", (orders,), (made,))


@pytest.mark.parametrize("kind", ["view", "table", "incremental", "snapshot"])
def test_the_files_run(kind: str) -> None:
    files = SqlTarget().emit(program(materialization=Materialization(kind)), OPTIONS)
    connection = connect()
    connection.execute("create table raw as select unnest([1, 2, 3]) id")
    names = [path.as_posix() for path in files]
    assert names[0] == "sources/shop.orders.sql"
    for path, text in files.items():
        if path.parts[0] in ("sources", "models"):
            connection.execute(text)
            connection.execute(text)
    assert connection.execute('select * from "Mart"."Big Orders"').fetchall() == [(2,), (3,)]
    checks = next(text for path, text in files.items() if path.parts[0] == "checks")
    assert connection.execute(checks).fetchall() == [(3,)]


@pytest.mark.parametrize("text", ["a\n; select error('out')", "*/ x", "a\u2028b", "a\rb", "\x0b;", "--", ""])
def test_comments_cannot_be_left(text: str) -> None:
    files = SqlTarget().emit(program(description=text, owner=text), OPTIONS)
    made = next(body for path, body in files.items() if path.parts[0] == "models")
    before, _, after = made.partition("CREATE SCHEMA")
    assert after
    assert all(line.startswith("-- ") for line in before.splitlines())


def test_file_names() -> None:
    assert file_name("mart.daily_revenue") == "mart.daily_revenue"
    odd = [
        "../x",
        "a/b",
        "a\\b",
        "A",
        "ä",
        "con",
        "x" * 300,
        "a.b.c",
        "",
        "a b",
        "nul.x",
        "..",
        "mart.Daily",
        "-x",
    ]
    made = [file_name(name) for name in odd]
    assert len(set(made)) == len(odd)
    for name in made:
        assert PurePosixPath(name).name == name
        assert not name.startswith((".", "-"))
        assert len(name) < 120
        assert name.lower() == name
        assert name.isascii()


def test_targets_by_name() -> None:
    assert "sql" in target_names()
    assert isinstance(get_target("sql"), SqlTarget)
    with pytest.raises(UnknownTarget, match="no target `nope`"):
        get_target("nope")


def test_broken_models_have_no_file() -> None:
    assert not [path for path in SqlTarget().emit(program(broken=True), OPTIONS) if path.parts[0] == "models"]
