"""Every function and operator on PostgreSQL: the cases of DuckDB, whose values are worked out by hand."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql.queries import query_text
from lockgate.ir import types
from lockgate.ir.expr import Call, Expr
from lockgate.ir.infer import infer
from lockgate.ir.rel import Project
from tests.codegen.engine import NOTHING, over_columns
from tests.codegen.postgres.database import OPTIONS, Database, type_name
from tests.codegen.test_functions import CASES, ERRORS, same, title

CONSTANT = ("regexp_like", "regexp_extract", "regexp_replace")


def agree(value: Any, expected: Any, expr: Expr) -> bool:
    """The same value; of json the same document."""
    if infer(expr, NOTHING)[0] == types.JSON and expected is not None:
        return bool(value == json.loads(expected))
    return same(value, expected)


@pytest.mark.parametrize("case", CASES, ids=title)
def test_value_of_a_constant(case: tuple[Expr, Any], postgres: Database) -> None:
    expr, expected = case
    value, kind = postgres.evaluate(expr)
    assert agree(value, expected, expr), (value, expected)
    assert kind == type_name(infer(expr, NOTHING)[0])


@pytest.mark.parametrize("case", [case for case in CASES if isinstance(case[0], Call)], ids=title)
def test_value_over_columns(case: tuple[Expr, Any], postgres: Database) -> None:
    assert isinstance(case[0], Call)
    expr, rel = over_columns(case[0])
    try:
        text = query_text(Project(rel, (("value", expr),)), OPTIONS)
    except Unsupported:
        assert case[0].function in CONSTANT
        return
    value = postgres.execute(text).fetchall()[0][0]
    assert agree(value, case[1], case[0]), (value, case[1])


@pytest.mark.parametrize("case", ERRORS, ids=title)
def test_error(case: tuple[Expr, str], postgres: Database) -> None:
    with pytest.raises(psycopg.DataError):
        postgres.evaluate(case[0])
    if isinstance(case[0], Call):
        expr, rel = over_columns(case[0])
        with pytest.raises(psycopg.DataError):
            postgres.run(Project(rel, (("value", expr),)))
