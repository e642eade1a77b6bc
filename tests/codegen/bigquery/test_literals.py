"""Whatever a text or name holds, ZetaSQL reads one statement with that text and that name in it."""

from __future__ import annotations

import datetime
import decimal
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockgate.codegen.base import Options, Unsupported
from lockgate.codegen.sql.bigquery.names import name_problem
from lockgate.codegen.sql.queries import query_text
from lockgate.ir import types
from lockgate.ir.expr import Call, Column, Expr, Literal, Parameter, SortKey
from lockgate.ir.rel import Aggregate, DistinctOn, Filter, Project, Sort, Values
from tests.codegen.bigquery.support import OPTIONS, empty, evaluate, run
from tests.codegen.engine import Table, literal, one_row
from tests.codegen.test_literals import NAMES, NAUGHTY
from tests.engines.zetasql import Database, Error


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_strings(text: str) -> None:
    assert evaluate(literal(text)) == text


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)) | st.sampled_from("'\"\\`%_\n\x00"), max_size=40))
def test_any_string(text: str) -> None:
    assert evaluate(literal(text)) == text
    assert evaluate(Call("like", (literal(text), literal("%" + text.replace("_", "%"))))) is True


@pytest.mark.parametrize("name", [*NAMES, "select", "x" * 300, "group key", "Ünïcode"])
def test_naughty_names(name: str) -> None:
    check_name(name)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20))
def test_any_name(name: str) -> None:
    check_name(name)


def check_name(name: str) -> None:
    """The name as column, dataset, alias and common table expression; refused where BigQuery has no such column."""
    table = Table("t", {name: types.BIGINT}, [(1,), (2,), (2,)])
    column = Column(name)
    rel = Filter(table.scan(hint=name), Call(">", (column, literal(0))))
    grouped = Aggregate(rel, ((name, column),), ())
    latest = DistinctOn(grouped, (name,), (SortKey(column),))
    made = Sort(Project(latest, ((name, column),), hint=name), (SortKey(column, True),))
    if name_problem(name) is not None:
        with pytest.raises(Unsupported):
            query_text(made, OPTIONS)
        return
    database = Database({"t": (table.schema, table.rows)})
    assert run(made, database) == [(2,), (1,)]
    database.close()


@pytest.mark.parametrize("name", ["_PARTITIONTIME", "_table_suffix", "x" * 301, "a.b", "a/b", 'a"b', "a\nb"])
def test_names_that_no_column_has(name: str) -> None:
    assert name_problem(name) is not None


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(
        st.integers(-(2**63), 2**63 - 1),
        st.floats(),
        st.booleans(),
        st.dates(),
        st.datetimes(),
        st.datetimes(timezones=st.just(datetime.UTC)),
    )
)
def test_any_constant(value: Any) -> None:
    found = evaluate(literal(value))
    assert found == ("NaN" if isinstance(value, float) and math.isnan(value) else value)


@settings(max_examples=100, deadline=None)
@given(st.integers(-(10**38) + 1, 10**38 - 1), st.integers(0, 38))
def test_any_decimal(digits: int, scale: int) -> None:
    value = decimal.Decimal(digits).scaleb(-scale, decimal.Context(prec=50))
    assert evaluate(literal(value, types.Decimal(38, scale))) == value


@pytest.mark.parametrize(
    "kind", [*types.PRIMITIVES.values(), types.Decimal(9, 2), types.Array(types.STRING)], ids=str
)
def test_typed_nulls(kind: types.Type) -> None:
    if kind != types.INTERVAL:
        assert evaluate(Literal(None, kind)) is None


def test_values_keep_their_types() -> None:
    rows: tuple[tuple[Expr, ...], ...] = (
        (Literal(None, types.BIGINT), literal("a"), literal(decimal.Decimal("1.50"), types.Decimal(10, 2))),
        (literal(1), Literal(None, types.STRING), literal(decimal.Decimal("-2.00"), types.Decimal(10, 2))),
    )
    text = query_text(Values(("n", "s", "d"), rows), OPTIONS)
    found = empty().run(text)
    assert found.types == ("INT64", "STRING", "NUMERIC")
    assert found.rows == [(None, "a", decimal.Decimal("1.5")), (1, None, decimal.Decimal("-2"))]


def test_parameters_are_given_or_the_query_s() -> None:
    day = datetime.date(2026, 2, 1)
    rel = Project(one_row(), (("day", Parameter("run_date", types.DATE)),))
    assert empty().run(query_text(rel, OPTIONS), {"run_date": (day, types.DATE)}).rows == [(day,)]
    given_day = Options(dialect="bigquery", run_date=day)
    assert empty().run(query_text(rel, given_day)).rows == [(day,)]


def test_two_statements_would_be_seen() -> None:
    with pytest.raises(Error):
        empty().run("SELECT 1; SELECT 2")
