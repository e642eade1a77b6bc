"""Long and deep programs pass through every pass without running out of stack, and in a size that stays linear."""

from __future__ import annotations

from lockgate.ir.expr import Call, Column, Expr, Literal
from lockgate.ir.program import Model, Program, Source, SourceColumn
from lockgate.ir.rel import Filter, Join, Project, Rel, Scan, Sort
from lockgate.ir.traverse import derive, walk
from lockgate.ir.types import BIGINT, BOOLEAN, Field, Schema
from lockgate.passes import manager
from lockgate.passes.optimise.conditions import MOST
from lockgate.passes.optimise.push_filters import push_filters
from lockgate.passes.pipeline import Pipeline

NAMES = ("id", "a", "b", "c")
SCAN = Scan("t", Schema.of(Field(name, BIGINT, name != "id") for name in NAMES))
SOURCE = Source("t", tuple(SourceColumn(item.name, item.type, item.nullable) for item in SCAN.schema), None)


def optimised(rel: Rel) -> Rel:
    derive(rel)
    program = Program("deep", (SOURCE,), (Model("m", rel),))
    return manager.run(program, Pipeline.default(("optimise",))).program.models[0].query


def count(rel: Rel) -> int:
    return sum(1 for _ in walk(rel))


def over(number: int) -> Expr:
    return Call(">", (Column(NAMES[number % 4]), Literal(number, BIGINT)))


def same(rel: Rel) -> Project:
    return Project(rel, tuple((name, Column(name)) for name in NAMES))


def test_stacked_filters_become_few() -> None:
    rel: Rel = SCAN
    for number in range(500):
        rel = Filter(rel, over(number))
    made = optimised(rel)
    assert count(made) == 1 + -(-500 // MOST)
    assert push_filters(made) is made


def test_stacked_filters_that_may_fail_keep_their_order() -> None:
    rel: Rel = SCAN
    for number in range(500):
        rel = Filter(rel, Call(">", (Call("//", (Literal(number, BIGINT), Column("a"))), Literal(1, BIGINT))))
    assert optimised(rel) is rel


def test_filters_between_projections() -> None:
    rel: Rel = SCAN
    for number in range(1_000):
        rel = Filter(same(rel), over(number))
    assert count(optimised(rel)) <= count(rel)


def test_many_steps() -> None:
    from lockgate.ir.expr import SortKey

    rel: Rel = SCAN
    for _ in range(2_000):
        rel = Sort(same(rel), (SortKey(Column("a")),))
    made = optimised(Filter(rel, over(1)))
    assert count(made) == count(rel) + 1
    assert isinstance(made, Sort)


def test_many_joins() -> None:
    rel: Rel = SCAN
    for number in range(300):
        right = Project(SCAN, tuple((f"{name}{number}", Column(name)) for name in NAMES))
        rel = same(Join("left", rel, right, Call("=", (Column("id"), Column(f"id{number}"))), many=True))
    made = optimised(Filter(rel, over(0)))
    narrow = [item for item in walk(made) if isinstance(item, Project) and len(item.columns) == 1]
    assert len(narrow) == 300


def test_a_long_condition() -> None:
    predicate = over(0)
    for number in range(5_000):
        predicate = Call("and", (predicate, Call("or", (Literal(False, BOOLEAN), over(number)))))
    made = optimised(Filter(same(SCAN), predicate))
    assert [type(item) for item in walk(made)] == [Scan, Filter, Project, Filter]


def test_a_deep_constant() -> None:
    expr: Expr = Literal(0, BIGINT)
    for _ in range(5_000):
        expr = Call("+", (expr, Literal(1, BIGINT)))
    made = optimised(Project(SCAN, (("n", expr),)))
    assert isinstance(made, Project)
    assert made.columns == (("n", Literal(5_000, BIGINT)),)


def test_substitution_does_not_explode() -> None:
    rel: Rel = SCAN
    for _ in range(60):
        doubled = Call("coalesce", (Column("a"), Column("a")))
        rel = Project(rel, (("id", Column("id")), ("a", doubled), ("b", Column("b")), ("c", Column("c"))))
    made = optimised(Filter(rel, Call("is_null", (Column("a"),))))
    assert count(made) == count(rel) + 1
