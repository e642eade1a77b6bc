"""Columns that a condition shows to have a value, compared with what DuckDB keeps."""

from __future__ import annotations

import itertools

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockgate.ir import types
from lockgate.ir.expr import Call, Cast, Column, Expr, Literal
from lockgate.ir.nonnull import required

A, B, C = Column("a"), Column("b"), Column("c")
ONE = Literal(1, types.INT)


def call(name: str, *args: Expr) -> Call:
    return Call(name, args)


CASES: list[tuple[Expr, set[str]]] = [
    (call(">", A, ONE), {"a"}),
    (call("=", call("+", A, B), ONE), {"a", "b"}),
    (call("not", call("is_null", A)), {"a"}),
    (call("is_null", A), set()),
    (call("and", call("=", A, ONE), call("<", B, ONE)), {"a", "b"}),
    (call("or", call("=", A, B), call("<", A, ONE)), {"a"}),
    (call("or", call("=", A, ONE), call("=", B, ONE)), set()),
    (call("not", call("or", call("is_null", A), call("is_null", B))), {"a", "b"}),
    (call("not", call("and", call("is_null", A), call("is_null", B))), set()),
    (call("in", A, ONE, B), {"a"}),
    (call("not", call("in", A, ONE, B)), {"a", "b"}),
    (call("between", A, B, C), {"a", "b", "c"}),
    (call("not", call("between", A, B, C)), {"a"}),
    (call("=", call("coalesce", A, B), ONE), set()),
    (call("=", Cast(A, types.BIGINT, safe=True), ONE), {"a"}),
    (call("=", call("safe_divide", A, B), ONE), {"a", "b"}),
    (call("is_not_distinct", A, ONE), {"a"}),
    (call("is_not_distinct", A, B), set()),
    (A, {"a"}),
    (call("not", A), {"a"}),
]


@pytest.mark.parametrize(("condition", "expected"), CASES)
def test_required(condition: Expr, expected: set[str]) -> None:
    assert required(condition) == expected


SIGNS = ["=", "<>", "<", ">=", "+", "and", "or", "is_not_distinct"]
VALUES = st.recursive(
    st.sampled_from([A, B, C, ONE]),
    lambda inner: st.one_of(
        st.builds(call, st.just("+"), inner, inner),
        st.builds(call, st.just("coalesce"), inner, inner),
        st.builds(call, st.just("nullif"), inner, inner),
    ),
    max_leaves=3,
)
TESTS = st.one_of(
    st.builds(call, st.sampled_from(["=", "<>", "<", "is_not_distinct"]), VALUES, VALUES),
    st.builds(call, st.just("is_null"), VALUES),
    st.builds(call, st.sampled_from(["in", "between"]), VALUES, VALUES, VALUES),
)
CONDITIONS = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        st.builds(call, st.sampled_from(["and", "or"]), inner, inner), st.builds(call, st.just("not"), inner)
    ),
    max_leaves=6,
)


def sql(expr: Expr) -> str:
    """The condition for DuckDB."""
    if isinstance(expr, Column):
        return expr.name
    if isinstance(expr, Literal):
        return str(expr.value)
    assert isinstance(expr, Call)
    args = [sql(arg) for arg in expr.args]
    match expr.function:
        case "not":
            return f"(not {args[0]})"
        case "is_null":
            return f"({args[0]} is null)"
        case "in":
            return f"({args[0]} in ({args[1]}, {args[2]}))"
        case "between":
            return f"({args[0]} between {args[1]} and {args[2]})"
        case "coalesce" | "nullif":
            return f"{expr.function}({', '.join(args)})"
        case "is_not_distinct":
            return f"({args[0]} is not distinct from {args[1]})"
        case sign:
            return f"({args[0]} {sign} {args[1]})"


@pytest.fixture(scope="module")
def table() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create table t (a int, b int, c int)")
    connection.executemany("insert into t values (?, ?, ?)", list(itertools.product((None, 0, 1, 2), repeat=3)))
    return connection


@settings(max_examples=300)
@given(condition=CONDITIONS)
def test_no_row_that_is_kept_has_null_there(table: duckdb.DuckDBPyConnection, condition: Expr) -> None:
    for name in sorted(required(condition)):
        found = table.execute(f"select count(*) from t where {sql(condition)} and {name} is null").fetchone()
        assert found == (0,)
