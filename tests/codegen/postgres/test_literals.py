"""Whatever a text or name holds, on the server it stays a text or a name."""

from __future__ import annotations

import datetime
import decimal
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockgate.codegen.base import Options, Unsupported
from lockgate.codegen.sql.queries import query_text
from lockgate.ir import types
from lockgate.ir.expr import Call, Column, Expr, Literal, Parameter, SortKey
from lockgate.ir.rel import Aggregate, Bind, DistinctOn, Filter, Join, Project, Rel, Scan, Sort, Values
from lockgate.ir.types import Field, Schema
from tests.codegen.engine import agg, literal, one_row
from tests.codegen.postgres.database import OPTIONS, Database, type_name
from tests.codegen.test_literals import NAUGHTY

TEXTS = [text for text in NAUGHTY if "\x00" not in text]


@pytest.mark.parametrize("text", TEXTS)
def test_naughty_strings(text: str, postgres: Database) -> None:
    check_text(text, postgres)


def test_any_string(postgres: Database) -> None:
    @settings(max_examples=500, deadline=None)
    @given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=40))
    def each(text: str) -> None:
        check_text(text, postgres)

    each()


def check_text(text: str, postgres: Database) -> None:
    assert postgres.evaluate(literal(text)) == (text, "text")
    matches = Call("like", (literal(text), literal("%" + text.replace("_", "%"))))
    assert postgres.evaluate(matches)[0] is True


@pytest.mark.parametrize("text", ["\x00", "a\x00b"])
def test_the_character_that_it_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(Unsupported, match=r"U\+0000"):
        query_text(Project(one_row(), (("x", literal(text)),)), OPTIONS)


@pytest.mark.parametrize("name", [*(text for text in TEXTS if text), "select", "a.b", "x" * 63, "é" * 31])
def test_naughty_names(name: str, postgres: Database) -> None:
    check_name(name, postgres)


def test_any_name(postgres: Database) -> None:
    @settings(max_examples=200, deadline=None)
    @given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=15))
    def each(name: str) -> None:
        check_name(name, postgres)

    each()


def check_name(name: str, postgres: Database) -> None:
    """The name as column, dataset, alias and common table expression."""
    dataset = name.replace(".", "_")
    schema = Schema.of((Field(name, types.BIGINT),))
    postgres.create(dataset, schema, [(1,), (2,), (2,)])
    column = Column(name)
    rel: Rel = Filter(Scan(dataset, schema, hint=name), Call(">", (column, literal(0))))
    grouped = Aggregate(rel, ((name, column),), ())
    latest = DistinctOn(grouped, (name,), (SortKey(column),))
    made = Sort(Project(latest, ((name, column),), hint=name), (SortKey(column, True),))
    cursor = postgres.execute(query_text(made, OPTIONS))
    assert cursor.fetchall() == [(2,), (1,)]
    assert cursor.description is not None
    assert cursor.description[0].name == name
    postgres.drop(dataset)


@pytest.mark.parametrize("name", ["x" * 64, "é" * 32])
def test_names_that_would_be_cut_are_refused(name: str) -> None:
    with pytest.raises(Unsupported, match="63 bytes"):
        query_text(Project(one_row(), ((name, literal(1)),)), OPTIONS)
    with pytest.raises(Unsupported, match="63 bytes"):
        query_text(Scan(name, Schema.of((Field("x", types.BIGINT),))), OPTIONS)


@pytest.mark.parametrize("name", ["x" * 90, "é" * 45])
def test_long_names_of_bindings_stay_apart(name: str, postgres: Database) -> None:
    def bound(value: int, last: str) -> Bind:
        rows = Aggregate(Values((f"c{last}",), ((literal(value),),)), ((f"c{last}", Column(f"c{last}")),), ())
        return Bind(name + last, rows)

    joined = Join("cross", bound(1, "1"), Project(bound(2, "2"), (("d", Column("c2")),), hint="e"), None)
    assert postgres.run(Project(joined, (("c", Column("c1")), ("d", Column("d"))), hint="f")) == [(1, 2)]


def test_any_constant(postgres: Database) -> None:
    kinds = st.one_of(
        st.integers(-(2**63), 2**63 - 1),
        st.floats(),
        st.booleans(),
        st.dates(),
        st.datetimes(),
        st.datetimes(timezones=st.just(datetime.UTC)),
    )

    @settings(max_examples=300, deadline=None)
    @given(kinds)
    def each(value: Any) -> None:
        made = literal(value)
        got, kind = postgres.evaluate(made)
        assert kind == type_name(made.type)
        if isinstance(value, float) and math.isnan(value):
            assert math.isnan(got)
        else:
            assert got == value

    each()


@pytest.mark.parametrize("value", [-(2**31), 2**31 - 1, 0])
def test_integers_keep_their_type(value: int, postgres: Database) -> None:
    assert postgres.evaluate(literal(value, types.INT)) == (value, "int4")


def test_any_decimal(postgres: Database) -> None:
    @settings(max_examples=200, deadline=None)
    @given(
        st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**30), max_value=10**30)
    )
    def each(value: decimal.Decimal) -> None:
        made = postgres.evaluate(literal(value, types.Decimal(38, 6)))
        assert made == (value, "numeric(38,6)")

    each()


@pytest.mark.parametrize(
    "kind",
    [
        *types.PRIMITIVES.values(),
        types.Decimal(9, 2),
        types.Array(types.STRING),
        types.Struct((("a", types.DATE),)),
    ],
    ids=str,
)
def test_typed_nulls(kind: types.Type, postgres: Database) -> None:
    if kind != types.INTERVAL:
        assert postgres.evaluate(Literal(None, kind)) == (None, type_name(kind))


def test_values_and_no_rows(postgres: Database) -> None:
    rows: tuple[tuple[Expr, ...], ...] = (
        (Literal(None, types.BIGINT), literal("a"), literal(1.5), literal(None, types.DATE)),
        (literal(1), Literal(None, types.STRING), literal(2.0), literal(datetime.date(2026, 1, 1))),
    )
    cursor = postgres.execute(query_text(Values(("n", "s", "d", "t"), rows), OPTIONS))
    assert cursor.fetchall() == [(None, "a", 1.5, None), (1, None, 2.0, datetime.date(2026, 1, 1))]
    assert postgres.types(cursor) == ["int8", "text", "float8", "date"]
    assert postgres.run(Aggregate(Values(("n",), ()), (), (("n", agg("count")),))) == [(0,)]


def test_parameters_are_given_or_read_from_the_session(postgres: Database) -> None:
    rel = Project(one_row(), (("day", Parameter("run_date", types.DATE)),))
    postgres.execute("SET lockgate.run_date = '2026-02-01'")
    assert postgres.run(rel) == [(datetime.date(2026, 2, 1),)]
    given_day = Options(dialect="postgres", run_date=datetime.date(2026, 3, 1))
    assert postgres.run(rel, given_day) == [(datetime.date(2026, 3, 1),)]
    at = datetime.datetime(2026, 3, 1, 8, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
    started = Project(one_row(), (("at", Parameter("run_started_at", types.TIMESTAMPTZ)),))
    assert postgres.run(started, Options(dialect="postgres", run_started_at=at)) == [(at,)]
