"""Types and nullability of expressions and relations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.ir import infer as rules
from lockgate.ir import types
from lockgate.ir.expr import (
    AggregateCall,
    Bound,
    Call,
    Case,
    Cast,
    Column,
    Expr,
    Frame,
    Literal,
    SortKey,
    WindowCall,
)
from lockgate.ir.functions import Typed
from lockgate.ir.infer import infer
from lockgate.ir.rel import (
    Aggregate,
    Filter,
    Join,
    Project,
    Rel,
    Scan,
    SetOperation,
    Unnest,
    Unpivot,
    Values,
)
from lockgate.ir.types import BIGINT, BOOLEAN, DOUBLE, INT, STRING, UNKNOWN, Array, Decimal, Field, Schema
from tests.ir.notation import type_of
from tests.ir.strategies import ORDERS, inferred, typed_exprs

A, B, C, X = Column("a"), Column("b"), Column("c"), Column("x")
INPUT = Scan(
    "t",
    Schema((Field("a", INT), Field("b", BIGINT), Field("c", STRING), Field("x", Decimal(12, 2), False))),
)
ONE = Literal(1, INT)


def shape(rel: Rel) -> str:
    """`a int? b bigint`, as the schema has it."""
    return " ".join(f"{item.name} {item.type}{'?' if item.nullable else ''}" for item in rel.schema)


@given(st.data())
def test_inference_agrees_with_binding(data: st.DataObject) -> None:
    value = data.draw(typed_exprs(ORDERS.schema, 3))
    assert inferred(value, ORDERS.schema)


EXPRESSIONS: list[tuple[Expr, str]] = [
    (A, "int?"),
    (Column("A"), "int?"),
    (ONE, "int"),
    (Literal(None, STRING), "string?"),
    (Cast(A, STRING), "string?"),
    (Cast(X, STRING), "string"),
    (Cast(X, INT, safe=True), "int?"),
    (Case(((Call("is_null", (A,)), X),), X), "decimal(12, 2)"),
    (Case(((Call("is_null", (A,)), X),), None), "decimal(12, 2)?"),
    (Case(((Call("is_null", (A,)), Literal(None, types.NULL)),), X), "decimal(12, 2)?"),
    (Call("coalesce", (A, ONE)), "int"),
    (AggregateCall("sum", (X,)), "decimal(38, 2)"),
    (AggregateCall("sum", (X,), filter=Call("is_null", (A,))), "decimal(38, 2)?"),
    (AggregateCall("count", (A,), filter=Call("is_null", (A,))), "bigint"),
    (Column("nowhere"), "unknown?"),
    (Call("no_such_function", (A,)), "unknown?"),
    (Call("length", (X,)), "unknown?"),
]


@pytest.mark.parametrize(("expr", "expected"), EXPRESSIONS)
def test_expressions(expr: Expr, expected: str) -> None:
    assert infer(expr, INPUT.schema) == (type_of(expected.removesuffix("?")), expected.endswith("?"))


def frame(start: str, end: str) -> Frame:
    return Frame("rows", Bound(start, ONE), Bound(end, ONE))


WINDOWS = [
    (None, False),
    (frame("unbounded_preceding", "current_row"), False),
    (frame("preceding", "following"), False),
    (frame("current_row", "unbounded_following"), False),
    (frame("unbounded_preceding", "preceding"), True),
    (frame("following", "unbounded_following"), True),
    (frame("preceding", "preceding"), True),
]


@pytest.mark.parametrize(("frame", "empty"), WINDOWS)
def test_a_frame_without_the_current_row_may_be_empty(frame: Frame | None, empty: bool) -> None:
    order = (SortKey(X),)
    assert infer(WindowCall(AggregateCall("sum", (X,)), (), order, frame), INPUT.schema)[1] is empty
    assert infer(WindowCall(Call("first_value", (X,)), (), order, frame), INPUT.schema)[1] is empty
    assert infer(WindowCall(AggregateCall("count", ()), (), order, frame), INPUT.schema) == (BIGINT, False)
    assert infer(WindowCall(Call("row_number", ()), (), order), INPUT.schema) == (BIGINT, False)
    assert infer(WindowCall(Call("lag", (X,)), (), order), INPUT.schema) == (Decimal(12, 2), True)


def test_joins() -> None:
    other = Scan("u", Schema((Field("y", INT, False), Field("z", STRING))))
    on = Call("=", (A, Column("y")))
    assert shape(Join("inner", INPUT, other, on)) == "a int b bigint? c string? x decimal(12, 2) y int z string?"
    assert shape(Join("left", INPUT, other, on)) == "a int? b bigint? c string? x decimal(12, 2) y int? z string?"
    assert shape(Join("right", INPUT, other, on)) == "a int? b bigint? c string? x decimal(12, 2)? y int z string?"
    assert shape(Join("full", INPUT, other, on)) == "a int? b bigint? c string? x decimal(12, 2)? y int? z string?"
    assert shape(Join("cross", INPUT, other, None)) == "a int? b bigint? c string? x decimal(12, 2) y int z string?"
    assert shape(Join("semi", INPUT, other, on)) == "a int b bigint? c string? x decimal(12, 2)"
    assert shape(Join("anti", INPUT, other, on)) == "a int? b bigint? c string? x decimal(12, 2)"


def test_aggregates() -> None:
    total, rows = ("total", AggregateCall("sum", (X,))), ("n", AggregateCall("count", ()))
    assert shape(Aggregate(INPUT, (("c", C),), (total, rows))) == "c string? total decimal(38, 2) n bigint"
    assert shape(Aggregate(INPUT, (), (total, rows))) == "total decimal(38, 2)? n bigint"
    groups = (("x", X), ("c", C))
    some = Aggregate(INPUT, groups, (total,), ((0,), (0, 1)))
    assert shape(some) == "x decimal(12, 2) c string? total decimal(38, 2)"
    rollup = Aggregate(INPUT, groups, (total,), ((), (0, 1)))
    assert shape(rollup) == "x decimal(12, 2)? c string? total decimal(38, 2)?"


def test_set_operations() -> None:
    sure = Filter(INPUT, Call("not", (Call("is_null", (A,)),)))

    def first(kind: str, *inputs: Rel) -> Field:
        return SetOperation(kind, inputs).schema.fields[0]

    assert first("union_all", sure, INPUT).nullable
    assert not first("union", sure, sure).nullable
    assert not first("intersect", INPUT, sure).nullable
    assert first("except", INPUT, sure).nullable
    assert not first("except", sure, INPUT).nullable


def test_values_unpivot_and_unnest() -> None:
    rows = ((ONE, Literal(None, STRING)), (Literal(2, INT), Literal("x", STRING)))
    assert shape(Values(("n", "s"), rows)) == "n int s string?"
    pair = Project(INPUT, (("c", C), ("p", X), ("q", X)))
    assert shape(Unpivot(pair, "value", "name", ("p", "q"))) == "c string? name string value decimal(12, 2)"
    lists = Project(INPUT, (("items", Call("array", (A, ONE))),))
    assert shape(Unnest(lists, Column("items"), "item")) == "items array<int> item int?"


def test_an_open_input_gives_an_open_output() -> None:
    rel = Scan("t", Schema((Field("a", UNKNOWN),), open=True))
    made: list[Rel] = [
        Filter(rel, Call(">", (A, ONE))),
        Project(rel, (("a", A),)),
        Join("inner", INPUT, rel, Call("=", (X, A))),
        Aggregate(rel, (("a", A),), ()),
        SetOperation("union_all", (INPUT, rel)),
        Unpivot(rel, "v", "n", ("a",)),
        Unnest(rel, A, "item"),
    ]
    assert all(item.schema.open for item in made)


def test_a_filter_that_refines_nothing_keeps_the_schema_object() -> None:
    assert Filter(INPUT, Call(">", (X, X))).schema is INPUT.schema


def test_a_projected_column_keeps_its_field_object() -> None:
    rel = Project(INPUT, (("a", A), ("renamed", B)))
    assert rel.schema["a"] is INPUT.schema["a"]
    assert rel.schema["renamed"] == Field("renamed", BIGINT)


def test_deep_expressions_cost_no_stack() -> None:
    expr: Expr = A
    for _ in range(5_000):
        expr = Call("+", (expr, ONE))
    assert infer(expr, INPUT.schema) == (INT, True)
    condition: Expr = Call("=", (A, ONE))
    for number in range(5_000):
        condition = Call("or" if number % 2 else "and", (condition, Call("=", (A, ONE))))
    assert rules.filtered(INPUT.schema, condition).names == INPUT.schema.names


def test_shared_parts_are_looked_at_once() -> None:
    expr: Expr = Cast(X, DOUBLE)
    for _ in range(200):
        expr = Call("*", (expr, expr))
    assert infer(expr, INPUT.schema) == (DOUBLE, False)
    both: Expr = Call("=", (A, ONE))
    for _ in range(200):
        both = Call("and", (both, both))
    assert not rules.filtered(INPUT.schema, both)["a"].nullable


def test_typed_pairs_are_plain_values() -> None:
    assert Typed(A, INT, True) == Typed(Column("a"), INT, True)
    assert infer(Call("array", (Call("is_null", (A,)),)), INPUT.schema) == (Array(BOOLEAN), False)
