"""Whatever a text or name holds, it stays a text or a name."""

from __future__ import annotations

import datetime
import decimal
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockgate.codegen.base import Options
from lockgate.codegen.sql.queries import query_text
from lockgate.ir import types
from lockgate.ir.expr import Call, Column, Expr, Literal, Parameter, SortKey
from lockgate.ir.rel import Aggregate, DistinctOn, Filter, Project, Sort, Values
from tests.codegen.engine import Table, connect, evaluate, literal, one_row, run, type_name

NAUGHTY = [
    "it's",
    "''",
    "\\",
    "\\'",
    "a\nb",
    "a\r\nb",
    "a\tb",
    "\x00",
    "a\x00b\x00",
    "\x00line\x00",
    "__SQLGLOT__LB__",
    "-- not a comment",
    "/* nor this */",
    "*/ select 1; --",
    "{{ jinja }}",
    "{% set x = 1 %}",
    "$$ dollar $$",
    "$1",
    "?",
    "%s",
    ":name",
    '"quoted"',
    "; drop table x",
    "é ß 😀",
    "\u202e\u200b\ufeff",
    "E'\\n'",
    "",
    " ",
]
CONNECTION = connect()


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_strings(text: str) -> None:
    assert evaluate(literal(text), CONNECTION)[0] == text


@settings(max_examples=500, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40))
def test_any_string(text: str) -> None:
    assert evaluate(literal(text), CONNECTION)[0] == text
    matches = Call("like", (literal(text), literal("%" + text.replace("_", "%"))))
    assert evaluate(matches, CONNECTION)[0] is True


NAMES = [text for text in NAUGHTY if text and "\x00" not in text]


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30))
def test_any_name(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize("name", [*NAMES, "select", "a.b", "x" * 3000])
def test_naughty_names(name: str) -> None:
    check_name(name)


def check_name(name: str) -> None:
    """The name as column, dataset, alias and common table expression."""
    connection = connect()
    table = Table(name.replace(".", "_"), {name: types.BIGINT}, [(1,), (2,), (2,)])
    table.create(connection)
    column = Column(name)
    rel = Filter(table.scan(hint=name), Call(">", (column, literal(0))))
    grouped = Aggregate(rel, ((name, column),), ())
    latest = DistinctOn(grouped, (name,), (SortKey(column),))
    made = Sort(Project(latest, ((name, column),), hint=name), (SortKey(column, True),))
    cursor = connection.execute(query_text(made, Options()))
    assert cursor.fetchall() == [(2,), (1,)]
    assert cursor.description is not None
    assert cursor.description[0][0] == name


@settings(max_examples=300, deadline=None)
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
    made = literal(value)
    got, kind = evaluate(made, CONNECTION)
    assert kind == type_name(made.type)
    if isinstance(value, float) and math.isnan(value):
        assert math.isnan(got)
    else:
        assert got == value


@settings(max_examples=300, deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**30), max_value=10**30))
def test_any_decimal(value: decimal.Decimal) -> None:
    kind = types.Decimal(38, 6)
    assert evaluate(literal(value, kind), CONNECTION) == (value, "DECIMAL(38,6)")


@pytest.mark.parametrize(
    "kind", [*types.PRIMITIVES.values(), types.Decimal(9, 2), types.Array(types.STRING)], ids=str
)
def test_typed_nulls(kind: types.Type) -> None:
    if kind == types.INTERVAL:
        return
    assert evaluate(Literal(None, kind), CONNECTION) == (None, type_name(kind))


def test_values_keep_their_types() -> None:
    rows: tuple[tuple[Expr, ...], ...] = (
        (Literal(None, types.BIGINT), literal("a"), literal(decimal.Decimal("1.50"), types.Decimal(10, 2))),
        (literal(1), Literal(None, types.STRING), literal(decimal.Decimal("-2.00"), types.Decimal(10, 2))),
    )
    rel = Values(("n", "s", "d"), rows)
    assert run(rel) == [(None, "a", decimal.Decimal("1.50")), (1, None, decimal.Decimal("-2.00"))]
    kinds = [row[1] for row in connect().execute(f"describe {query_text(rel, Options())}").fetchall()]
    assert kinds == ["BIGINT", "VARCHAR", "DECIMAL(10,2)"]


def test_no_rows() -> None:
    rel = Values(("n",), ())
    assert run(Project(Values((), ()), (("x", literal(1)),))) == []
    assert run(Aggregate(rel, (), (("n", aggregate_count()),))) == [(0,)]


def aggregate_count() -> Expr:
    from tests.codegen.engine import agg

    return agg("count")


def test_parameters_are_given_or_read_from_the_session() -> None:
    day = Parameter("run_date", types.DATE)
    rel = Project(one_row(), (("day", day),))
    connection = connect()
    connection.execute("set variable run_date = date '2026-02-01'")
    assert run(rel, connection) == [(datetime.date(2026, 2, 1),)]
    given_day = Options(run_date=datetime.date(2026, 3, 1))
    assert run(rel, connection, given_day) == [(datetime.date(2026, 3, 1),)]
    at = datetime.datetime(2026, 3, 1, 8, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
    started = Project(one_row(), (("at", Parameter("run_started_at", types.TIMESTAMPTZ)),))
    assert run(started, connection, Options(run_started_at=at)) == [(at,)]
