"""Column lineage: each relation by cases, whole programs both ways, and sizes that would break recursion."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import lockgate
from lockgate.analysis.lineage import Lineage, lineage
from lockgate.ir.expr import Call, Column, Literal
from lockgate.ir.program import Model, Program, Source, SourceColumn
from lockgate.ir.rel import Filter, Project, Rel, Scan
from lockgate.ir.types import BIGINT

CASES = Path(__file__).parent / "cases" / "lineage.md"
CASE = re.compile(
    r"^## (?P<title>[^\n]+)\n\n```gate\n(?P<text>.*?)```\n\n(?P<expected>.*?)(?=^## |\Z)", re.M | re.S
)
TABLES = """\
source s.a {
  read csv 'a.csv'
  columns (
    id bigint not null, x bigint, y bigint, small int, name string, flag boolean not null
  )
  key (id)
}

source s.b {
  read json 'b.json'
  columns (id bigint not null, note string, parts array<string>)
  key (id)
}

"""


def program(text: str) -> Program:
    result = lockgate.check_text(text)
    assert result.ok, [item.message for item in result.diagnostics]
    return result.program


def cases() -> list[object]:
    found = CASE.finditer(CASES.read_text(encoding="utf-8"))
    return [pytest.param(item["text"], item["expected"], id=item["title"]) for item in found]


def said(known: Lineage, dataset: str) -> list[str]:
    """The notation of the cases."""
    lines = []
    for name in known.program.datasets[dataset].schema.names:
        ways: dict[str, list[str]] = {}
        for item in known.inputs(dataset, name):
            ways.setdefault(item.kind, []).append(f"{item.dataset}.{item.column}")
        line = "; ".join(f"{kind} <- {', '.join(names)}" for kind, names in ways.items()) or known.kind(
            dataset, name
        )
        deciding = dict.fromkeys(
            ".".join(column) for item in known.conditions(dataset, name) for column in item.columns
        )
        lines.append(f"{name}: {line}" + (f" | {', '.join(deciding)}" if deciding else ""))
    for found in known.influences(dataset):
        lines.append(f"rows: {found.kind} by {', '.join('.'.join(column) for column in found.columns)}")
    return lines


@pytest.mark.parametrize(("text", "expected"), cases())
def test_each_relation(text: str, expected: str) -> None:
    assert said(lineage(program(TABLES + text)), "m.out") == [line for line in expected.split("\n") if line]


CHAIN = (
    TABLES
    + """\
model stage.a {
  from s.a
  |> where flag
  |> select id, x as amount, name
  check named: name is not null
}

model mart.total {
  materialize table
  from stage.a
  |> aggregate sum(amount) as total group by name
  check few: count(*) < 100
}

model mart.alone {
  from s.b
  |> select note
}

export mart.total to parquet 'out/total.parquet'

job mail {
  image 'registry.example/mail:1'
  command ('send')
  after mart.total
}

job later {
  image 'registry.example/later:1'
  command ('send')
  after mail
}
"""
)


def test_upstream_goes_through_models_to_sources() -> None:
    known = lineage(program(CHAIN))
    assert known.upstream("mart.total", "total") == (("stage.a", "amount"), ("s.a", "x"))
    every = known.upstream("mart.total", "total", influence=True)
    assert set(every) - {("stage.a", "amount"), ("s.a", "x")} == {
        ("stage.a", "name"),
        ("s.a", "name"),
        ("s.a", "flag"),
    }


def test_downstream_is_upstream_turned_round() -> None:
    known = lineage(program(CHAIN))
    names = [(item.name, name) for item in known.datasets for name in item.schema.names]
    for influence in (False, True):
        up = {(a, b) for b in names for a in known.upstream(*b, influence=influence)}
        down = {(a, b) for a in names for b in known.downstream(*a, influence=influence)}
        assert up == down


def test_a_column_reaches_checks_exports_and_jobs() -> None:
    known = lineage(program(CHAIN))
    reach = known.reach("s.a", "x")
    assert ("mart.total", "few") not in reach.checks
    assert reach.exports == (("mart.total", "out/total.parquet"),)
    assert reach.jobs == ("later", "mail")
    assert {("stage.a", "named"), ("mart.total", "few")} <= set(known.reach("s.a", "flag").checks)
    alone = known.reach("s.b", "note")
    assert (alone.exports, alone.jobs) == ((), ())


def test_names_are_taken_without_regard_to_case() -> None:
    known = lineage(program(CHAIN))
    assert known.upstream("MART.Total", "TOTAL") == known.upstream("mart.total", "total")


def test_what_is_not_there_has_no_lineage() -> None:
    known = lineage(program(CHAIN))
    assert known.upstream("mart.total", "nothing") == known.downstream("nowhere", "x") == ()


def source(width: int) -> Source:
    return Source("s.wide", tuple(SourceColumn(f"c{index}", BIGINT) for index in range(width)), None)


def test_a_deep_pipeline_and_a_long_chain_of_models() -> None:
    first = source(2)
    rel: Rel = Scan(first.name, first.schema)
    for _ in range(500):
        rel = Project(Filter(rel, Call(">", (Column("c1"), Literal(0, BIGINT)))), _next())
    models = [Model("m.0", rel)]
    for index in range(1, 1_000):
        below = Scan(f"m.{index - 1}", first.schema)
        models.append(Model(f"m.{index}", Project(below, _next())))
    known = lineage(Program("deep", (first,), tuple(models)))
    assert len(known.steps("m.0", "c0")) == 500
    assert known.upstream("m.999", "c0")[-1] == ("s.wide", "c0")
    assert ("s.wide", "c1") in known.upstream("m.999", "c0", influence=True)
    assert len(known.downstream("s.wide", "c0")) == 1_000


def _next() -> tuple[tuple[str, Call | Column], ...]:
    return (("c0", Call("+", (Column("c0"), Literal(1, BIGINT)))), ("c1", Column("c1")))


def test_a_wide_value_is_shared_and_not_copied() -> None:
    """Ten thousand columns of one sum over ten thousand: written out, that were a hundred million pairs."""
    first = source(10_000)
    total: Call | Column = Column("c0")
    for index in range(1, 10_000):
        total = Call("+", (total, Column(f"c{index}")))
    summed = Project(Scan(first.name, first.schema), (("total", total),))
    rel = Project(
        summed, tuple((f"o{i}", Call("+", (Column("total"), Literal(i, BIGINT)))) for i in range(10_000))
    )
    known = lineage(Program("wide", (first,), (Model("m.wide", rel),)))
    assert len(known.upstream("m.wide", "o9999")) == 10_000
    assert len(known.downstream("s.wide", "c5")) == 10_000
