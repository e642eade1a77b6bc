"""The verifier is silent on well-formed relations and names what is wrong with others."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given

from lockgate.ir.expr import AggregateCall, Call, Case, Cast, Column, Expr, Literal, SortKey, WindowCall
from lockgate.ir.program import Check, Model, Program, Source, SourceColumn
from lockgate.ir.rel import (
    Aggregate,
    DistinctOn,
    Filter,
    Join,
    Limit,
    Project,
    Rel,
    Scan,
    SetOperation,
    Sort,
    Unnest,
    Unpivot,
    Values,
)
from lockgate.ir.types import BIGINT, BOOLEAN, DOUBLE, INT, STRING, TIMESTAMP, Field, Schema
from lockgate.ir.verify import verify, verify_rel
from tests.ir.strategies import rels

A, B = Column("a"), Column("b")
ONE = Literal(1, BIGINT)
T = Scan("t", Schema((Field("a", BIGINT), Field("b", STRING))))
U = Scan("u", Schema((Field("c", BIGINT), Field("d", STRING))))
COUNT = AggregateCall("count", ())
RANK = WindowCall(Call("row_number", ()), (), (SortKey(A),))


@given(rels())
def test_well_formed_relations_have_no_problem(rel: Rel) -> None:
    assert verify_rel(rel) == []


def project(expr: Expr) -> Project:
    return Project(T, (("x", expr),))


BROKEN: list[tuple[Rel, str]] = [
    (Project(T, (("x", A), ("X", B))), "the name `X` stands twice"),
    (project(Column("z")), "`z` is no column"),
    (project(Column("A")), "`A` is spelled `a`"),
    (project(Call("nothing", (A,))), "no function `nothing`"),
    (project(Call("+", (A, B))), "does not bind"),
    (project(Call("+", (A, Cast(A, INT)))), "is int, not bigint"),
    (project(Call("/", (A, A))), "is bigint, not double"),
    (project(COUNT), "stands where none may"),
    (project(Call("count", ())), "the aggregate `count` stands in a scalar call"),
    (project(Call("row_number", ())), "is a window function"),
    (project(WindowCall(Call("abs", (A,)))), "is not a window function"),
    (project(WindowCall(AggregateCall("sum", (RANK,)))), "holds another window"),
    (project(Case(((A, B),), None)), "is not boolean"),
    (project(Case(((Call("is_null", (A,)), B),), A)), "values of several types"),
    (project(Case((), None)), "a case has no branch"),
    (project(Literal("x", BIGINT)), "is held by str"),
    (project(Literal(True, BIGINT)), "is held by bool"),
    (project(Literal(1, DOUBLE)), "is held by int"),
    (project(Literal(1, TIMESTAMP)), "is held by int"),
    (Filter(T, A), "is bigint, not boolean"),
    (Filter(T, Call(">", (RANK, ONE))), "stands outside a projection"),
    (Join("inner", T, T, Call("=", (A, A))), "both sides have a column `a`"),
    (Join("inner", T, U, None), "has no predicate"),
    (Join("cross", T, U, Call("=", (A, Column("c")))), "has a predicate"),
    (Join("outer", T, U, Call("=", (A, Column("c")))), "there is no join `outer`"),
    (Aggregate(T, (), (("n", A),)), "is not an aggregate call"),
    (Aggregate(T, (), (("n", Call("+", (COUNT, ONE))),)), "is not an aggregate call"),
    (Aggregate(T, (), (("n", AggregateCall("sum", (COUNT,))),)), "holds another aggregate"),
    (Aggregate(T, (), (("n", AggregateCall("abs", (A,))),)), "`abs` is no aggregate"),
    (Aggregate(T, (), (("n", AggregateCall("count", (), filter=A)),)), "the filter of"),
    (Aggregate(T, (("a", A),), (("n", COUNT),), ((1,),)), "names no group"),
    (Aggregate(T, (("a", COUNT),), ()), "stands where none may"),
    (DistinctOn(T, ("z",), ()), "`z` is no column"),
    (Sort(T, (SortKey(Column("z")),)), "`z` is no column"),
    (Limit(T, -1), "negative"),
    (SetOperation("union_all", (T, U)), "the inputs have columns"),
    (SetOperation("union_all", (T, Scan("v", Schema((Field("a", INT), Field("b", STRING)))))), "is bigint and int"),
    (SetOperation("minus", (T, T)), "no set operation `minus`"),
    (Unpivot(T, "v", "n", ("a", "b")), "unpivots bigint and string"),
    (Unnest(T, A, "x"), "which is no array"),
    (Values(("x",), ((A,),)), "`a` is no column"),
    (Values(("x",), ((ONE,), (Literal(1, INT),))), "`x` is bigint, and a row has int"),
]


@pytest.mark.parametrize(("rel", "problem"), BROKEN, ids=[problem for _, problem in BROKEN])
def test_a_broken_invariant_is_named(rel: Rel, problem: str) -> None:
    problems = verify_rel(rel)
    assert any(problem in item for item in problems), problems


SOURCE = Source("t", (SourceColumn("a", BIGINT), SourceColumn("b", STRING)), None)
MODEL = Model("m", Filter(T, Call(">", (A, ONE))), key=("a",))
PROGRAM = Program("p", (SOURCE,), (MODEL,))


def test_a_well_formed_program_has_no_problem() -> None:
    assert verify(PROGRAM) == []


def changed(**changes: object) -> Program:
    return attrs.evolve(PROGRAM, models=(attrs.evolve(MODEL, **changes),))  # type: ignore[arg-type]


PROGRAMS: list[tuple[Program, str]] = [
    (changed(query=U), "which nobody declares"),
    (changed(query=Scan("t", Schema((Field("a", INT),)))), "states `a` otherwise"),
    (changed(query=Scan("t", Schema((Field("a", BIGINT, False),)))), "states `a` otherwise"),
    (changed(key=("z",)), "`z` is no column"),
    (changed(contract=Schema((Field("a", BIGINT),))), "columns of the contract"),
    (changed(checks=(Check("c", "row", Filter(T, A)),)), "not boolean"),
    (changed(name="t"), "the name `t` stands twice"),
    (attrs.evolve(PROGRAM, models=(attrs.evolve(MODEL, name="z"), MODEL)), "not sorted"),
]


@pytest.mark.parametrize(("program", "problem"), PROGRAMS, ids=[problem for _, problem in PROGRAMS])
def test_a_broken_program_is_named(program: Program, problem: str) -> None:
    problems = verify(program)
    assert any(problem in item for item in problems), problems


def test_a_model_with_an_error_of_its_own_is_left_out() -> None:
    assert verify(changed(query=Filter(T, A), broken=True)) == []


def test_an_open_schema_explains_missing_columns() -> None:
    rel = Scan("t", Schema((Field("a", BOOLEAN),), open=True))
    assert verify_rel(Filter(rel, Column("z"))) == []
