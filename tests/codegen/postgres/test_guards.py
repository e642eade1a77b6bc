"""What a guard keeps from being computed is not computed, not even while PostgreSQL plans."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from lockgate.codegen.sql.queries import query_text
from lockgate.ir import types
from lockgate.ir.expr import Call, Case, Cast, Column, Expr
from lockgate.ir.infer import infer
from lockgate.ir.rel import Aggregate, Bind, Filter, Join, Project, Rel, Scan, SetOperation, Values
from lockgate.ir.types import Field, Schema
from tests.codegen.engine import NOTHING, agg, f, literal
from tests.codegen.postgres.database import OPTIONS, Database
from tests.codegen.test_functions import ERRORS, title

SCHEMA = Schema.of((Field("x", types.BIGINT), Field("t", types.STRING)))
ROWS: list[tuple[Any, ...]] = [(0, "a"), (2, "7"), (None, None)]
SCAN = Scan("guarded", SCHEMA)
X, T = Column("x"), Column("t")


@pytest.fixture(scope="module")
def filled(postgres: Database) -> Database:
    postgres.create("guarded", SCHEMA, ROWS)
    return postgres


@pytest.mark.parametrize("expr", [expr for expr, _ in ERRORS], ids=lambda expr: title((expr, None)))
def test_a_constant_that_fails(expr: Expr, filled: Database) -> None:
    guarded = Case(((Call(">", (X, literal(100))), expr),), None)
    assert filled.run(Project(SCAN, (("y", guarded),))) == [(None,), (None,), (None,)]
    assert filled.run(Filter(Project(SCAN, (("x", X), ("y", expr))), Call(">", (X, literal(100))))) == []
    with pytest.raises(psycopg.DataError):
        filled.run(Project(SCAN, (("y", Case(((Call("=", (X, literal(2))), expr),), None)),)))


def test_a_constant_of_a_query_inside(filled: Database) -> None:
    zero = Project(SCAN, (("x", X), ("b", literal(0))))
    row = Values(("b",), ((literal(0),),))
    sides = (Project(SCAN, (("b", literal(0)), ("x", X))), Project(SCAN, (("b", literal(0)), ("x", X))))
    inner: list[Rel] = [
        Bind("inside", zero),
        Bind(
            "renamed",
            Project(
                Bind("before", Project(SCAN, (("x", X), ("c", literal(0))))), (("x", X), ("b", Column("c")))
            ),
        ),
        Join("cross", SCAN, row, None),
        SetOperation("union_all", sides),
    ]
    for rel in inner:
        divided = f("//", 10, Column("b"), schema=rel.schema)
        guarded = Case(((Call(">", (X, literal(100))), divided),), literal(-1))
        assert set(filled.run(Project(rel, (("y", guarded),)))) == {(-1,)}
        assert (
            filled.run(Filter(Project(rel, (("x", X), ("y", divided))), Call(">", (X, literal(100))))) == []
        )
        with pytest.raises(psycopg.errors.DivisionByZero):
            filled.run(Project(rel, (("y", divided),)))


def test_other_constants_stay_as_they_are() -> None:
    inside = Bind("inside", Project(SCAN, (("x", X), ("kind", literal("a")))))
    text = query_text(
        Project(inside, (("y", f("//", 10, X, schema=SCHEMA)), ("kind", Column("kind")))), OPTIONS
    )
    assert "'a' AS \"kind\"" in text


def test_columns_that_fail_elsewhere(filled: Database) -> None:
    divided = f("//", 10, X, schema=SCHEMA)
    guarded = Case(((f("<>", X, 0, schema=SCHEMA), divided),), literal(-1))
    assert filled.run(Project(SCAN, (("y", guarded),))) == [(-1,), (5,), (-1,)]
    number = Cast(T, types.BIGINT)
    digits = f("regexp_like", T, "^[0-9]+$", schema=SCHEMA)
    kept = Filter(Filter(SCAN, digits), Call(">", (number, literal(5))))
    assert filled.run(kept) == [(2, "7")]
    assert "CASE" in query_text(kept, OPTIONS)


def test_filters_of_aggregates(filled: Database) -> None:
    total = agg("sum", f("//", 10, X, schema=SCHEMA), schema=SCHEMA, filter=f("<>", X, 0, schema=SCHEMA))
    assert filled.run(Aggregate(SCAN, (), (("n", total),))) == [(5,)]


def test_nan_over_zero_is_an_error(postgres: Database) -> None:
    nan = literal(float("nan"))
    with pytest.raises(psycopg.errors.DivisionByZero):
        postgres.evaluate(f("/", nan, 0.0))
    assert infer(f("/", nan, 0.0), NOTHING)[0] == types.DOUBLE
    assert postgres.evaluate(f("safe_divide", nan, 0.0))[0] is None


def test_exponents_without_end(postgres: Database) -> None:
    found = [postgres.evaluate(f("exp", value))[0] for value in (-1000.0, -745.0, 709.0, 1000.0)]
    assert found[0] == 0
    assert 0 < found[1] < 1e-300
    assert found[2] < found[3] == float("inf")
