"""Real files described, and declarations compared with them."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from lockgate.ir.expr import Literal
from lockgate.ir.program import Location, Program, Source, SourceColumn
from lockgate.ir.types import BIGINT, BOOLEAN, DATE, INT, STRING, Array, Decimal
from lockgate.runtime import files
from tests.runtime.plans import LIMITS


def test_a_parquet_file_is_described(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    duckdb.execute(
        "COPY (SELECT * FROM (VALUES (1, 'a', 1.50::DECIMAL(12, 2), [1], 'x'::BLOB), (2, NULL, 1.50, NULL, NULL))"
        f" AS v(id, name, amount, list, raw)) TO '{path}'"
    )
    found = files.describe(path, limits=LIMITS)
    assert found.error is None
    assert [(c.name, c.type, c.nullable, c.unique) for c in found.columns] == [
        ("id", INT, False, True),
        ("name", STRING, True, False),
        ("amount", Decimal(12, 2), False, False),
        ("list", Array(INT), True, False),
        ("raw", None, True, False),
    ]
    text = files.declaration("shop.orders", "data/it's.parquet", found)
    assert text == (
        "source shop.orders {\n"
        "  read parquet 'data/it''s.parquet'\n"
        "  columns (\n"
        "    id      int             not null,\n"
        "    name    string,\n"
        "    amount  decimal(12, 2)  not null,\n"
        "    list    array<int>\n"
        "  )\n"
        "  -- key (id)  -- its values differ in this data\n"
        "  -- left out: raw, whose type BLOB the language does not have\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("name", "text", "columns", "header"),
    [
        (
            "a.csv",
            "id,day,note\n1,2026-01-31,x\n2,2026-02-01,\n",
            [("id", BIGINT), ("day", DATE), ("note", STRING)],
            True,
        ),
        ("b.csv", "1,2026-01-31\n2,2026-02-01\n", [("column0", BIGINT), ("column1", DATE)], False),
        ("c.jsonl", '{"id": 1, "ok": true}\n{"id": 2}\n', [("id", BIGINT), ("ok", BOOLEAN)], True),
        ("d.json", '[{"id": 1}, {"id": 2}]', [("id", BIGINT)], True),
    ],
)
def test_text_files_are_described(
    tmp_path: Path, name: str, text: str, columns: list[object], header: bool
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    found = files.describe(tmp_path / name, limits=LIMITS)
    assert (found.error, [(c.name, c.type) for c in found.columns], found.header) == (None, columns, header)
    assert ("(header = false)" in files.declaration("x", name, found)) is not header


def test_a_glob_is_described_as_one(tmp_path: Path) -> None:
    for part in ("a", "b"):
        (tmp_path / f"{part}.csv").write_text("id\n1\n", "utf-8")
    found = files.describe(tmp_path / "*.csv", limits=LIMITS)
    assert [(c.name, c.unique) for c in found.columns] == [("id", False)]


def test_what_cannot_be_described_says_why(tmp_path: Path) -> None:
    assert "no parquet, csv or json" in (files.describe(tmp_path / "x.xlsx").error or "")
    assert "there is no file" in (files.describe(tmp_path / "x.csv", limits=LIMITS).error or "")
    (tmp_path / "x.parquet").write_text("not parquet at all", "utf-8")
    assert files.describe(tmp_path / "x.parquet", limits=LIMITS).error


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("data/Orders 2026.csv.gz", "orders_2026"),
        ("1.parquet", "t_1"),
        ("---.csv", "data"),
        ("a.b.json", "a"),
    ],
)
def test_a_name_comes_from_the_file(path: str, name: str) -> None:
    assert files.default_name(Path(path)) == name


def source(name: str, location: Location, *columns: tuple[str, object]) -> Source:
    return Source(name, tuple(SourceColumn(column, kind) for column, kind in columns), location)  # type: ignore[arg-type]


def test_declarations_are_compared_with_what_lies_there(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,name\n1,x\n", "utf-8")
    (tmp_path / "b.csv").write_text("1,x\n", "utf-8")
    duckdb.execute(f"COPY (SELECT 1::BIGINT AS id) TO '{tmp_path}/c.parquet'")
    program = Program(
        "p",
        (
            source("a.fine", Location("csv", "a.csv"), ("id", BIGINT)),
            source(
                "b.by_place",
                Location("csv", "b.csv", (("header", Literal(False, BOOLEAN)),)),
                ("id", INT),
                ("t", STRING),
            ),
            source("c.narrow", Location("parquet", "c.parquet"), ("id", INT)),
            source("d.typo", Location("csv", "a.csv"), ("nmae", STRING)),
            source("e.gone", Location("csv", "gone.csv"), ("id", INT)),
            source("f.out", Location("csv", "../gone.csv"), ("id", INT)),
        ),
    )
    found = files.connected(program, root=tmp_path, limits=LIMITS)
    assert [item.message.replace(str(tmp_path), "ROOT") for item in found] == [
        "`c.narrow`: column `id` is bigint, declared as int",
        "`d.typo`: there is no column `nmae`; there are `id`, `name`",
        "`e.gone` cannot be read: there is no file ROOT/gone.csv",
        "`f.out`: `../gone.csv` lies outside the project: a location may not go up with `..`",
    ]
    assert found[1].expected == ("id", "name")
