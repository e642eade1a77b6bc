"""Arrays, structs and json: the same values as on DuckDB, through tables and operators."""

from __future__ import annotations

import datetime
import decimal
import json
from typing import Any

import pytest

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql.queries import query_text
from lockgate.ir import types
from lockgate.ir.expr import Call, Cast, Column, Expr, SortKey, WindowCall
from lockgate.ir.rel import (
    Aggregate,
    Distinct,
    Filter,
    Join,
    Project,
    Rel,
    SetOperation,
    Sort,
    Unnest,
    Values,
)
from lockgate.ir.types import Array, Struct
from tests.codegen.engine import agg, connect, f, literal, one_row, run
from tests.codegen.postgres.database import OPTIONS, Database, type_name

D = decimal.Decimal
AT = datetime.datetime(2026, 1, 31, 8, 30, tzinfo=datetime.UTC)
FIELDS: list[tuple[str, Expr]] = [
    ("flag", literal(True)),
    ("n", literal(2**53 + 1)),
    ("m", literal(D("1.50"))),
    ("x", literal(0.1)),
    ("nan", literal(float("nan"))),
    ("text", literal('it\'s "é"')),
    ("day", literal(datetime.date(2026, 1, 31))),
    ("moment", literal(datetime.datetime(2026, 1, 31, 8, 0, 0, 5))),
    ("instant", literal(AT)),
    ("document", Cast(literal('{"b": 1.50}'), types.JSON)),
    ("items", f("array", 1, literal(None, types.BIGINT), 3)),
    ("instants", f("array", AT, literal(None, types.TIMESTAMPTZ))),
    ("inner", f("struct", "a", 1, "b", literal(None, types.STRING))),
    ("structs", f("array", f("struct", "a", 1))),
    ("nothing", literal(None, types.DATE)),
    ("no inner", literal(None, Struct((("a", types.BIGINT),)))),
    ("no items", literal(None, Array(types.BIGINT))),
]
STRUCT = f("struct", *(part for field in FIELDS for part in field))


def plain(value: Any) -> Any:
    """A value of either engine: json as a document, NaN as a word."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in sorted(value.items())}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, str) and value[:1] in "{[":
        return plain(json.loads(value, parse_float=D))
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        return value.astimezone(datetime.UTC)
    return "NaN" if value != value else value


def check(rel: Rel, postgres: Database) -> None:
    cursor = postgres.execute(query_text(rel, OPTIONS))
    ours, theirs = ([plain(list(row)) for row in rows] for rows in (cursor.fetchall(), run(rel, connect())))
    assert sorted(map(repr, ours)) == sorted(map(repr, theirs))
    assert postgres.types(cursor) == [type_name(item.type) for item in rel.schema]


def test_a_field_comes_out_as_it_went_in(postgres: Database) -> None:
    base = Project(one_row(), (("s", STRUCT),))
    columns = tuple((name, f("field", Column("s"), name, schema=base.schema)) for name, _ in FIELDS)
    check(Project(base, columns), postgres)


ITEMS = Values(
    ("id", "k"),
    tuple((literal(at), literal(key)) for at, key in enumerate(["a", "b", "a", None], 1)),
)


def nested() -> Project:
    k = Column("k")
    columns: tuple[tuple[str, Expr], ...] = (
        ("id", Column("id")),
        (
            "s",
            f("struct", "k", k, "n", f("array", Column("id"), 7, schema=ITEMS.schema), schema=ITEMS.schema),
        ),
        ("a", f("array", k, "z", schema=ITEMS.schema)),
    )
    return Project(ITEMS, columns)


def keys(rel: Rel) -> Project:
    return Project(rel, (("s", f("struct", "k", Column("k"), schema=rel.schema)), ("k", Column("k"))))


RELATIONS: list[Rel] = [
    Distinct(keys(ITEMS)),
    SetOperation("except", (keys(ITEMS), Filter(keys(ITEMS), Call("=", (Column("k"), literal("a")))))),
    Aggregate(keys(ITEMS), (("s", Column("s")),), (("n", agg("count")),)),
    Aggregate(nested(), (), (("n", agg("count", Column("s"), schema=nested().schema, distinct=True)),)),
    Aggregate(
        nested(),
        (),
        (
            ("all", agg("array_agg", Column("s"), schema=nested().schema, order=(SortKey(Column("id")),))),
            ("first", agg("min_by", Column("s"), Column("id"), schema=nested().schema)),
            ("array", agg("max_by", Column("id"), Column("id"), schema=nested().schema)),
        ),
    ),
    Unnest(nested(), Column("a"), "element"),
    Unnest(nested(), f("field", Column("s"), "n", schema=nested().schema), "element"),
    Project(
        nested(),
        (
            ("same", f("=", Column("s"), Column("s"), schema=nested().schema)),
            ("first", f("index", Column("a"), Column("id"), schema=nested().schema)),
            ("has", f("array_contains", Column("a"), "a", schema=nested().schema)),
            ("length", f("array_length", Column("a"), schema=nested().schema)),
            ("cast", Cast(Column("s"), Struct((("q", types.STRING), ("r", Array(types.STRING)))))),
        ),
    ),
]


@pytest.mark.parametrize("rel", RELATIONS, ids=lambda rel: type(rel).__name__)
def test_operators(rel: Rel, postgres: Database) -> None:
    check(rel, postgres)


def test_structs_join(postgres: Database) -> None:
    right = Project(keys(ITEMS), (("t", Column("s")),))
    same = Call("=", (Column("s"), Column("t")))
    check(Join("inner", keys(ITEMS), right, same, many=True), postgres)


def documents() -> Project:
    texts = ['{"a": 1}', '{"a": 1}', "[1, 2]", None]
    rows = Values(
        ("id", "t"), tuple((literal(at), literal(text, types.STRING)) for at, text in enumerate(texts))
    )
    return Project(rows, (("id", Column("id")), ("j", Cast(Column("t"), types.JSON))))


def only_json() -> Project:
    return Project(documents(), (("j", Column("j")),))


JSON: list[Rel] = [
    Distinct(only_json()),
    SetOperation("union", (only_json(), only_json())),
    SetOperation("intersect", (only_json(), only_json())),
    Aggregate(only_json(), (("j", Column("j")),), (("n", agg("count")),)),
    Aggregate(
        only_json(),
        (("j", Column("j")),),
        (("total", agg("grouping", Column("j"), schema=only_json().schema)), ("n", agg("count"))),
        ((0,), ()),
    ),
    Aggregate(only_json(), (), (("n", agg("count", Column("j"), schema=only_json().schema, distinct=True)),)),
    Project(documents(), (("n", WindowCall(agg("count"), (Column("j"),))),)),
    Sort(Distinct(documents()), (SortKey(Column("id")),)),
]


@pytest.mark.parametrize("rel", JSON, ids=lambda rel: type(rel).__name__)
def test_json_is_told_apart_by_its_text(rel: Rel, postgres: Database) -> None:
    check(rel, postgres)


def test_elements_are_cast_one_by_one(postgres: Database) -> None:
    texts = f("array", "1", literal(None, types.STRING), "x")
    assert postgres.evaluate(Cast(texts, Array(types.BIGINT), safe=True)) == ([1, None, None], "_int8")
    halves = f("array", 0.5, -2.5)
    assert postgres.evaluate(Cast(halves, Array(types.BIGINT))) == ([1, -3], "_int8")


def test_an_array_of_arrays_is_refused() -> None:
    inner = f("array", 1)
    with pytest.raises(Unsupported, match="rectangular"):
        query_text(Project(one_row(), (("x", f("array", inner, inner)),)), OPTIONS)


def test_more_fields_than_a_function_has_arguments(postgres: Database) -> None:
    parts: list[Any] = [part for at in range(120) for part in (f"f{at}", at)]
    value, _ = postgres.evaluate(f("struct", *parts))
    assert value == {f"f{at}": at for at in range(120)}
