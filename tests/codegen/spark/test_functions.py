"""Every function and operator on Spark: the cases of DuckDB, whose values are worked out by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lockgate.ir import functions, types
from lockgate.ir.expr import Call, Case, Column, Expr
from lockgate.ir.infer import infer
from lockgate.ir.rel import Project, Values
from tests.codegen.engine import NOTHING, f, literal, over_columns
from tests.codegen.spark.lake import OPTIONS, Lake, type_name
from tests.codegen.test_functions import CASES, ERRORS, same, title
from tests.engines.runners import EngineFailure

pytestmark = pytest.mark.xdist_group("spark")
AT_ONCE = 40
"""Cases of one statement."""
CHUNKS = [CASES[start : start + AT_ONCE] for start in range(0, len(CASES), AT_ONCE)]


def agree(value: Any, expected: Any, expr: Expr) -> bool:
    """The same value; of json the same document."""
    if infer(expr, NOTHING)[0] == types.JSON and expected is not None:
        return bool(json.loads(value) == json.loads(expected))
    return same(value, expected)


@pytest.mark.parametrize("cases", CHUNKS, ids=lambda cases: title(cases[0]))
def test_values_and_types_of_constants(cases: list[tuple[Expr, Any]], lake: Lake) -> None:
    values, kinds = lake.evaluate([expr for expr, _ in cases])
    for (expr, expected), value, kind in zip(cases, values, kinds, strict=True):
        assert agree(value, expected, expr), (title((expr, None)), value, expected)
        assert kind == type_name(infer(expr, NOTHING)[0]), title((expr, None))


@pytest.mark.parametrize("case", ERRORS, ids=title)
def test_error(case: tuple[Expr, str], lake: Lake) -> None:
    with pytest.raises(EngineFailure):
        lake.evaluate([case[0]])
    if isinstance(case[0], Call):
        expr, rel = over_columns(case[0])
        with pytest.raises(EngineFailure):
            lake.run(Project(rel, (("value", expr),)))


GUARDED = [
    f("/", 1.0, 0.0),
    f("//", 1, 0),
    f("sqrt", -1.0),
    f("+", 9223372036854775807, 1),
    f("make_date", 2026, 2, 30),
    f("to_date", "x", "%Y-%m-%d"),
]


@pytest.mark.parametrize("call", GUARDED, ids=lambda call: call.function)
def test_nothing_fails_where_its_guard_is_false(call: Call, lake: Lake) -> None:
    """Neither as a constant nor over columns, also where the guard itself is known while the query is planned."""
    false = f("=", 1, 2)
    assert lake.evaluate([Case(((false, call),), None)])[0] == [None]
    expr, rel = over_columns(call)
    assert isinstance(rel, Values)
    rows = Values((*rel.names, "flag"), tuple((*row, literal(False)) for row in rel.rows))
    for guard in (Column("flag"), false):
        assert lake.run(Project(rows, (("value", Case(((guard, expr),), None)),))) == [(None,)]
    assert lake.run(Project(rows, (("value", f("and", False, f("=", call, call))),))) == [(False,)]


def test_every_function_has_an_entry() -> None:
    from lockgate.codegen.sql.dialects import load

    dialect = load(OPTIONS.dialect)
    assert set(dialect.scalars) | set(dialect.aggregates) >= set(functions.REGISTRY)
