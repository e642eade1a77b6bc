"""Incremental tables equal their full rebuild, snapshots the reference, and a wrong strategy is found."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lockgate.codegen import refresh
from lockgate.ir.rel import Rel
from lockgate.runtime.incremental import refreshing
from tests.engines.postgres import server
from tests.incremental import histories, snapshots
from tests.incremental.engine import duckdb, postgres

DUCKDB, POSTGRES, SNAPSHOTS, GENERATED = 30, 8, 24, 40
strategies = sys.modules["lockgate.analysis.incremental.strategy"]
"""The module, whose name is that of its function too."""


@pytest.fixture(scope="module")
def postgres_server() -> Iterator[str]:
    with server() as url:
        yield url


def played(folder: Path, seeds: range) -> Iterator[histories.Outcome]:
    """The histories of some seeds, on DuckDB, one when it is asked for."""
    for seed in seeds:
        with duckdb(folder) as engine:
            yield histories.history(engine, seed)


def test_on_duckdb_each_table_is_what_a_rebuild_gives(tmp_path: Path) -> None:
    found = list(played(tmp_path, range(DUCKDB)))
    assert [problem for item in found for problem in item.problems] == []
    # It was not all built anew, nor left as it was.
    refreshed, whole = sum(item.refreshed for item in found), sum(item.whole for item in found)
    assert refreshed > whole > 0
    assert 0 < sum(item.unchanged for item in found) < refreshed


def test_models_by_chance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # That rows are unique by the merge keys is not what the exchange of rows rests on.
    monkeypatch.setattr(strategies, "_unique", lambda program, model: None)
    refreshed = 0
    for seed in range(GENERATED):
        with duckdb(tmp_path) as engine:
            found = histories.of_generated(engine, seed)
        assert found.problems == []
        refreshed += found.refreshed
    assert refreshed > GENERATED


def test_on_postgres_each_table_is_what_a_rebuild_gives(postgres_server: str) -> None:
    found = []
    for seed in range(POSTGRES):
        with postgres(postgres_server) as engine:
            found.append(histories.history(engine, seed))
    assert [problem for item in found for problem in item.problems] == []
    assert sum(item.refreshed for item in found) > 0


def test_snapshots_on_duckdb(tmp_path: Path) -> None:
    problems = []
    for seed in range(SNAPSHOTS):
        with duckdb(tmp_path) as engine:
            problems += snapshots.history(engine, seed)
    assert problems == []


def test_snapshots_on_postgres(postgres_server: str) -> None:
    problems = []
    for seed in range(6):
        with postgres(postgres_server) as engine:
            problems += snapshots.history(engine, seed)
    assert problems == []


# -- strategies that look right and are not


def _only_where_rows_are_now(maker: refresh._Maker, at: int, part: object, seen: refresh.Seen) -> list[Rel]:
    return _COUNTED(maker, at, part, seen)[:1]  # type: ignore[arg-type]


def _only_the_look_back(maker: refresh._Maker) -> Rel:
    """The naive merge: the query over the changed rows alone."""
    strategy = maker.strategy
    roots: dict[int, Rel] = {}
    for part in strategy.parts:
        roots[id(part.branch.rel)] = refresh._threaded(part, maker.changed(part.driving), ())
    made: dict[int, Rel] = {}
    for item in refresh.walk(strategy.query):
        made[id(item)] = refresh.map_children(
            item, lambda side: roots.get(id(side)) or made.get(id(side), side)
        )
    return roots.get(id(strategy.query)) or made[id(strategy.query)]


_COUNTED = refresh._Maker.counted


@pytest.mark.parametrize(
    ("where", "name", "wrong"),
    [
        pytest.param(refresh._Maker, "counted", _only_where_rows_are_now, id="not where rows have been"),
        pytest.param(refresh._Maker, "rows", _only_the_look_back, id="the sums of the look-back alone"),
        pytest.param(
            refreshing, "_count", lambda engine, seen: None, id="what rows count for is never learnt"
        ),
    ],
)
def test_a_wrong_strategy_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: object, name: str, wrong: Callable[..., object]
) -> None:
    monkeypatch.setattr(where, name, wrong)
    histories.plan_at.cache_clear()
    try:
        assert any(item.problems for item in played(tmp_path, range(120)))
    finally:
        histories.plan_at.cache_clear()


def test_inputs_without_a_cursor_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from lockgate.runtime.engines.duckdb import DuckDB

    monkeypatch.setattr(DuckDB, "fingerprint", lambda self, query: "the same")
    assert any(item.problems for item in played(tmp_path, range(120)))
