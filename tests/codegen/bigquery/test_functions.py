"""Every function and operator, executed on ZetaSQL: the values are those that are worked out by hand for DuckDB."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql.dialects import load
from lockgate.ir import functions, types
from lockgate.ir.expr import Call, Expr
from lockgate.ir.infer import infer
from tests.codegen.bigquery.support import evaluate, plain
from tests.codegen.engine import NOTHING, f, literal, over_columns
from tests.codegen.test_functions import CASES, ERRORS, title
from tests.engines.zetasql import Error


def same(expr: Expr, value: Any, expected: Any) -> bool:
    if infer(expr, NOTHING)[0] == types.JSON and value is not None and expected is not None:
        return bool(json.loads(value) == json.loads(expected))
    return type(value) is type(plain(expected)) and value == plain(expected)


@pytest.mark.parametrize("case", CASES, ids=title)
def test_value_of_a_constant(case: tuple[Expr, Any]) -> None:
    expr, expected = case
    value = evaluate(expr)
    assert same(expr, value, expected), (value, expected)


@pytest.mark.parametrize("case", [case for case in CASES if isinstance(case[0], Call)], ids=title)
def test_value_over_columns(case: tuple[Expr, Any]) -> None:
    call, expected = case
    assert isinstance(call, Call)
    expr, rel = over_columns(call)
    try:
        value = evaluate(expr, rel)
    except Unsupported:
        assert call.function == "regexp_extract"  # a pattern must be known
        return
    assert same(call, value, expected), (value, expected)


@pytest.mark.parametrize("case", ERRORS, ids=title)
def test_error(case: tuple[Expr, str]) -> None:
    with pytest.raises(Error) as found:
        evaluate(case[0])
    assert found.value.code == 11, found.value  # OUT_OF_RANGE: computed, and stopped
    if isinstance(case[0], Call):
        expr, rel = over_columns(case[0])
        with pytest.raises(Error):
            evaluate(expr, rel)


def test_every_function_has_an_entry() -> None:
    dialect = load("bigquery")
    known = {*dialect.scalars, *dialect.aggregates, *dialect.windowed}
    # The two that are an aggregate and a filter are written as those.
    assert set(functions.REGISTRY) - known == {"count_if", "sum_if"}


@pytest.mark.parametrize("name", ["now", "today", "random", "uuid"])
def test_what_changes_each_time_has_a_value(name: str) -> None:
    assert evaluate(Call(name, ())) is not None


@pytest.mark.parametrize(
    ("expr", "word"),
    [
        (f("array", f("array", 1), f("array", 2)), "arrays of arrays"),
        (f("regexp_extract", "abc", "b", 1), "fewer groups"),
        (f("to_timestamp", "1", "%f"), "fractions"),
    ],
)
def test_what_is_refused(expr: Expr, word: str) -> None:
    with pytest.raises(Unsupported, match=word):
        evaluate(expr)


def test_integers_of_32_bits_stop_at_their_limits() -> None:
    one, most = literal(1, types.INT), literal(2147483647, types.INT)
    assert evaluate(f("-", most, one)) == 2147483646
    for call in (
        f("+", most, one),
        f("*", most, literal(2, types.INT)),
        f("neg", literal(-(2**31), types.INT)),
    ):
        with pytest.raises(Error, match="out of range"):
            evaluate(call)
