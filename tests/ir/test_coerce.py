"""Common types, coercions and literals that take the type they meet."""

from __future__ import annotations

import datetime
import decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.ir import types
from lockgate.ir.coerce import coerce, coercible, common_type, comparable_type, fits
from lockgate.ir.expr import Call, Cast, Column, Literal
from lockgate.ir.infer import infer
from lockgate.ir.types import (
    BIGINT,
    DATE,
    DOUBLE,
    INT,
    NULL,
    STRING,
    TIMESTAMP,
    UNKNOWN,
    Decimal,
    Field,
    Schema,
)
from tests.ir.notation import type_of
from tests.ir.strategies import NUMBERS, TYPES

COMMON = [
    ("int", "bigint", "bigint"),
    ("int", "decimal(12, 2)", "decimal(12, 2)"),
    ("int", "decimal(4, 2)", "decimal(12, 2)"),
    ("bigint", "decimal(12, 2)", "decimal(21, 2)"),
    ("decimal(10, 4)", "decimal(12, 2)", "decimal(14, 4)"),
    ("decimal(38, 0)", "decimal(38, 10)", "decimal(38, 10)"),
    ("decimal(38, 38)", "double", "double"),
    ("null", "date", "date"),
    ("unknown", "date", "unknown"),
    ("array<int>", "array<double>", "array<double>"),
    ("struct<a int>", "struct<a bigint>", "struct<a bigint>"),
    ("struct<a int>", "struct<b int>", None),
    ("date", "timestamp", None),
    ("timestamp", "timestamptz", None),
    ("string", "int", None),
    ("boolean", "int", None),
]


@pytest.mark.parametrize(("a", "b", "expected"), COMMON)
def test_common_type(a: str, b: str, expected: str | None) -> None:
    assert common_type(type_of(a), type_of(b)) == (None if expected is None else type_of(expected))


def test_dates_meet_timestamps_in_comparisons_only() -> None:
    assert comparable_type(DATE, TIMESTAMP) == TIMESTAMP
    assert comparable_type(TIMESTAMP, types.TIMESTAMPTZ) is None


@given(TYPES, TYPES)
def test_common_type_is_commutative(a: types.Type, b: types.Type) -> None:
    assert common_type(a, b) == common_type(b, a)


@given(TYPES, TYPES, TYPES)
def test_common_type_is_associative_where_it_is_defined(a: types.Type, b: types.Type, c: types.Type) -> None:
    ab, bc = common_type(a, b), common_type(b, c)
    if ab is not None and bc is not None:
        assert common_type(ab, c) == common_type(a, bc)


@given(NUMBERS, NUMBERS)
def test_numbers_always_have_a_common_type(a: types.Type, b: types.Type) -> None:
    common = common_type(a, b)
    assert common is not None
    assert common_type(common, a) == common


@given(TYPES, TYPES)
def test_what_is_coercible_coerces_to_the_target(source: types.Type, target: types.Type) -> None:
    schema = Schema((Field("a", source),))
    made = coerce(Column("a"), source, target)
    if source == target:
        assert made == Column("a")
    if coercible(source, target) and UNKNOWN not in (source, target) and target != NULL:
        assert infer(made, schema)[0] == target


@given(st.integers(-(10**20), 10**20), NUMBERS)
def test_an_integer_literal_is_retyped_where_its_value_fits(value: int, target: types.Type) -> None:
    literal = Literal(value, BIGINT)
    made = coerce(literal, BIGINT, target)
    assert infer(made, Schema(()))[0] == target
    if fits(value, target):
        assert isinstance(made, Literal)
        assert made.value == (float(value) if target == DOUBLE else value)
    else:
        assert isinstance(made, Cast)
        assert made.implicit


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-1000, max_value=1000), NUMBERS)
def test_a_decimal_literal_never_loses_digits(value: decimal.Decimal, target: types.Type) -> None:
    made = coerce(Literal(value, Decimal(8, 4)), Decimal(8, 4), target)
    if isinstance(made, Literal) and target != DOUBLE:
        assert made.value == value


def test_the_same_type_gives_the_same_object() -> None:
    column = Column("a")
    assert coerce(column, INT, INT) is column


def test_literals() -> None:
    assert coerce(Literal(5, BIGINT), BIGINT, Decimal(12, 2)) == Literal(decimal.Decimal("5.00"), Decimal(12, 2))
    assert coerce(Literal(None, NULL), NULL, STRING) == Literal(None, STRING)
    day = Literal(datetime.date(2026, 1, 31), DATE)
    assert coerce(day, DATE, TIMESTAMP) == Literal(datetime.datetime(2026, 1, 31), TIMESTAMP)
    negative = Call("neg", (Literal(5, BIGINT),))
    assert coerce(negative, BIGINT, INT) == Call("neg", (Literal(5, INT),))
    assert coerce(Literal(True, types.BOOLEAN), types.BOOLEAN, INT) == Cast(
        Literal(True, types.BOOLEAN), INT, implicit=True
    )


def test_coercible_never_narrows() -> None:
    assert coercible(INT, BIGINT)
    assert coercible(INT, Decimal(12, 2))
    assert not coercible(BIGINT, Decimal(12, 2))
    assert not coercible(BIGINT, INT)
    assert not coercible(Decimal(12, 2), Decimal(12, 1))
    assert not coercible(DATE, TIMESTAMP)
    assert not coercible(STRING, INT)
    assert coercible(Decimal(38, 38), DOUBLE)
