"""The fixes of value checks: what they write compiles, and says nothing more; safe ones give the same rows."""

from __future__ import annotations

from pathlib import Path

import pytest

import lockgate

SOURCES = """
source air.planes { read csv 'p.csv' (header = true) columns (tailnum string not null, engines int) key (tailnum) }
source air.flights {
  read csv 'f.csv' (header = true)
  columns (id bigint not null, tailnum string, at timestamp not null, kind string not null in ('on time', 'late'))
  key (id)
}
"""
PLANES = "tailnum,engines\nN1,2\nN2,1\nN3,\n"
FLIGHTS = (
    "id,tailnum,at,kind\n1,N1,2026-01-31 00:00:00,late\n2,N2,2026-01-31 08:00:00,on time\n"
    "3,,2026-02-01 00:00:00,late\n4,N9,2026-01-01 00:00:00,late\n5,N3,2026-01-02 00:00:00,late\n"
)
CASES = {
    "a condition into on": (
        "from air.flights as f |> left join air.planes as p on f.tailnum = p.tailnum\n  |> where p.engines > 1 "
        "|> select f.id, p.engines",
        [(1, 2), (2, None), (3, None), (4, None), (5, None)],
    ),
    "between": (
        "from air.flights as f |> where f.at between date '2026-01-01' and date '2026-01-31' |> select f.id",
        [(1,), (2,), (4,), (5,)],
    ),
    "less or equal": (
        "from air.flights |> where at >= date '2026-01-02' and at <= date '2026-01-31' |> select id",
        [(1,), (2,), (5,)],
    ),
    "not in a query": (
        "from air.planes |> where engines > 0 and tailnum not in (from air.flights |> select tailnum |> where true)",
        [],
    ),
    "in a query": (
        "from air.planes |> where tailnum in (from air.flights |> where kind = 'late' |> select tailnum) "
        "|> select tailnum",
        [("N1",), ("N3",)],
    ),
    "not in with NULL": ("from air.flights |> where id not in (1, null, 2) |> select id", [(3,), (4,), (5,)]),
    "a value": ("from air.flights |> where kind = 'On Time' |> select id", [(2,)]),
}


def project(folder: Path, query: str) -> Path:
    (folder / "lockgate.toml").write_text('[project]\nname = "air"\n', encoding="utf-8")
    (folder / "p.csv").write_text(PLANES, encoding="utf-8")
    (folder / "f.csv").write_text(FLIGHTS, encoding="utf-8")
    (folder / "spec.gate").write_text(f"{SOURCES}\nmodel m {{\n  {query}\n}}\n", encoding="utf-8")
    return folder


def rows(folder: Path) -> list[tuple[object, ...]]:
    return sorted(lockgate.show("m", folder, limit=100).rows, key=repr)


@pytest.mark.parametrize("name", CASES)
def test_the_unsafe_fix_gives_what_was_meant(name: str, tmp_path: Path) -> None:
    query, expected = CASES[name]
    folder = project(tmp_path, query)
    assert [item for item in lockgate.check(folder).diagnostics if item.severity != "note"]
    fixed = lockgate.fix(folder, unsafe=True)
    for path, text in fixed.changed.items():
        (folder / path).write_text(text, encoding="utf-8")
    assert [item for item in lockgate.check(folder).diagnostics if item.severity != "note"] == []
    if name != "a condition into on":  # its first fix is the safe one
        assert rows(folder) == sorted(expected, key=repr)


@pytest.mark.parametrize(
    "condition", ["p.engines > 1", "p.engines is not null and f.kind = 'late'", "upper(p.tailnum) = 'N1'"]
)
def test_the_safe_fix_keeps_the_rows(condition: str, tmp_path: Path) -> None:
    query = (
        "from air.flights as f |> left join air.planes as p on f.tailnum = p.tailnum\n"
        f"  |> where {condition} |> select f.id, p.engines"
    )
    folder = project(tmp_path, query)
    before = rows(folder)
    fixed = lockgate.fix(folder)
    assert fixed.count == 1
    for path, text in fixed.changed.items():
        (folder / path).write_text(text, encoding="utf-8")
    assert rows(folder) == before
