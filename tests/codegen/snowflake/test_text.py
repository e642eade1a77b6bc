"""Snowflake's SQL as text: it parses, holds what it was given, and leaves nothing of the language out unsaid.

There is no Snowflake to run it: what stands here is no more than that.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from lockgate.codegen.base import Options, Unsupported
from lockgate.codegen.sql.dialects import load
from lockgate.codegen.sql.queries import query_text
from lockgate.ir import functions, types
from lockgate.ir.expr import Call, Cast, Column, Expr, Interval, Literal, Parameter, SortKey, WindowCall
from lockgate.ir.rel import Project, Rel, Values
from tests.codegen.engine import agg, f, literal, one_row, over_columns
from tests.codegen.test_functions import CASES, ERRORS, title
from tests.pipelines import pipelines
from tests.tpch import small

OPTIONS = Options(dialect="snowflake")
STATEMENTS = small.statements("snowflake")


def parsed(rel: Rel) -> exp.Expr:
    """The query read back: exactly one, and no part of it unread."""
    text = query_text(rel, OPTIONS)
    (made,) = sqlglot.parse(text, read="snowflake")
    assert isinstance(made, exp.Query), text
    assert made.find(exp.Command) is None, text
    return made


def of(expr: Expr) -> Rel:
    return Project(one_row(), (("value", expr),))


@pytest.mark.parametrize("case", [*CASES, *ERRORS], ids=title)
def test_every_function_parses(case: tuple[Expr, Any]) -> None:
    rels = [of(case[0])]
    if isinstance(case[0], Call):
        expr, rel = over_columns(case[0])
        rels.append(Project(rel, (("value", expr),)))
    for rel in rels:
        with suppress(Unsupported):  # what is refused is below
            parsed(rel)


def test_every_function_has_an_entry() -> None:
    dialect = load("snowflake")
    known = {*dialect.scalars, *dialect.aggregates}
    # The two that are an aggregate and a filter are written as those.
    assert set(functions.REGISTRY) - known == {"count_if", "sum_if"}


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(pipelines())
def test_pipelines_parse(rel: Rel) -> None:
    with suppress(Unsupported):
        assert parsed(rel).named_selects == list(rel.schema.names)


@pytest.mark.parametrize("number", small.NUMBERS)
def test_tpch_parses(number: int) -> None:
    for statement in STATEMENTS[number]:
        (made,) = sqlglot.parse(statement, read="snowflake")
        assert isinstance(made, exp.Create)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)) | st.sampled_from("'\"\\`%_\n"), max_size=40))
def test_any_string_is_read_back(text: str) -> None:
    made = parsed(of(literal(text)))
    assert [item.this for item in made.find_all(exp.Literal) if item.is_string] == [text]


@pytest.mark.parametrize(
    ("expr", "word"),
    [
        (f("regexp_like", "a", "(?i)a"), r"no `\(\?…\)`"),
        (f("regexp_like", "a", "a*?"), "lazy"),
        (Call("regexp_like", (literal("a"), Column("one"))), "other patterns"),
        (Cast(f("array", "1"), types.Array(types.BIGINT)), "element by element"),
        (f("to_date", "x", "%dth"), "letters as codes"),
        (
            f("*", literal("1", types.Decimal(20, 10)), literal("1", types.Decimal(20, 10))),
            "rounds it to 12",
        ),
        (WindowCall(agg("median", 1.0), (), (SortKey(Column("one")),)), "no frames"),
        (WindowCall(agg("sum", 1, distinct=True), ()), "no frames"),
    ],
)
def test_what_is_refused(expr: Expr, word: str) -> None:
    with pytest.raises(Unsupported, match=word):
        query_text(of(expr), OPTIONS)


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (literal(1.5), "CAST('1.5' AS DOUBLE)"),
        (literal("a\\b'c\n"), r"'a\\b''c\n'"),
        (f("//", Column("one"), 2), '("one" - MOD("one", 2)) / 2'),
        (f("least", Column("one"), 2), "LEAST_IGNORE_NULLS"),
        (f("concat_ws", "-", "a", "b"), "ARRAY_CONSTRUCT_COMPACT('a', 'b')"),
        (f("regexp_like", "abc", "b"), "REGEXP_INSTR('abc', 'b') > 0"),
        (f("+", Literal(None, types.DATE), Interval(1, "month")), "DATEADD('month', 1,"),
        (f("date_trunc", "week", Literal(None, types.DATE)), "1 - DAYOFWEEKISO("),
        (Cast(literal("1"), types.BIGINT), "CASE WHEN NOT RLIKE(TRIM('1'"),
        (Parameter("run_date", types.DATE), "CAST($run_date AS DATE)"),
    ],
)
def test_how_it_is_written(expr: Expr, text: str) -> None:
    schema = Values(("one",), ((literal(1),),))
    made = " ".join(query_text(Project(schema, (("value", expr),)), OPTIONS).split())
    assert text in made.replace("( ", "(")
