"""Small pure parts: the engine's types, drift, messages, order, encoding."""

from __future__ import annotations

from decimal import Decimal as Number

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.ir.types import (
    BIGINT,
    DATE,
    DOUBLE,
    INT,
    STRING,
    TIMESTAMP,
    TIMESTAMPTZ,
    Array,
    Decimal,
    Struct,
    Type,
)
from lockgate.runtime.client import EngineError
from lockgate.runtime.drift import drift, fits
from lockgate.runtime.encode import encode
from lockgate.runtime.messages import friendly
from lockgate.runtime.order import in_order
from lockgate.runtime.plan import ColumnPlan
from lockgate.runtime.types import gate_type


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SMALLINT", INT),
        ("UINTEGER", BIGINT),
        ("DECIMAL(12,2)", Decimal(12, 2)),
        ("TIMESTAMP WITH TIME ZONE", TIMESTAMPTZ),
        ("INTEGER[][]", Array(Array(INT))),
        (
            'STRUCT("a,b" INTEGER, c STRUCT(d VARCHAR[]))',
            Struct((("a,b", INT), ("c", Struct((("d", Array(STRING)),))))),
        ),
        ("ENUM('a', 'b')", STRING),
        ("BLOB", None),
        ("MAP(VARCHAR, INTEGER)", None),
        ("STRUCT(a BLOB)", None),
        ("STRUCT()", None),
    ],
)
def test_types_of_the_engine(name: str, kind: Type | None) -> None:
    assert gate_type(name) == kind


@given(st.text(alphabet='STRUCT(),"[]a ', max_size=60))
def test_no_type_name_is_too_odd(name: str) -> None:
    gate_type(name)


@pytest.mark.parametrize(
    ("real", "declared", "good"),
    [
        (INT, BIGINT, True),
        (BIGINT, INT, False),
        (INT, DOUBLE, True),
        (BIGINT, DOUBLE, False),
        (INT, Decimal(12, 2), True),
        (INT, Decimal(10, 2), False),
        (Decimal(10, 2), Decimal(12, 2), True),
        (Decimal(12, 2), Decimal(12, 3), False),
        (Decimal(12, 2), Decimal(12, 1), False),
        (DATE, TIMESTAMP, True),
        (TIMESTAMP, DATE, False),
        (TIMESTAMP, TIMESTAMPTZ, False),
        (STRING, INT, False),
        (None, STRING, False),
    ],
)
def test_only_lossless_widening_fits(real: Type | None, declared: Type, good: bool) -> None:
    assert fits(real, declared) is good


def test_drift_names_the_column() -> None:
    declared = [ColumnPlan("A", INT), ColumnPlan("b", INT), ColumnPlan("c", INT)]
    found = drift(declared, [["a", "INTEGER"], ["b", "VARCHAR"]], "parquet")
    assert [item.message for item in found] == [
        "column `b` is string, declared as int",
        "there is no column `c`; there are `a`, `b`",
    ]
    assert [item.column.name for item in drift(declared, [["b", "VARCHAR"]], "csv")] == ["A", "c"]


@pytest.mark.parametrize(
    ("kind", "message", "said"),
    [
        ("InvalidInputException", "Invalid Input Error: division by zero in `x`", "division by zero in `x`"),
        (
            "ConversionException",
            "Conversion Error: Could not convert string 'a@x.example' to INT32\n\nLINE 1: select …",
            "Could not convert string 'a@x.example' to INT32",
        ),
        (
            "InvalidInputException",
            "Invalid Input Error: CSV Error on Line: 7\nOriginal Line: 1,a@x.example\nExpected Number of Columns: 3"
            " Found: 2\nPossible fixes:",
            "line 7: Expected Number of Columns: 3 Found: 2",
        ),
        (
            "OutOfMemoryException",
            "Out of Memory Error: failed to allocate",
            "it needed more memory than the engine may use",
        ),
        (
            "IOException",
            'IO Error: No files found that match the pattern "/p/a.csv"',
            "there is no file /p/a.csv",
        ),
        ("bug", "Traceback …\nKeyError: 'x'", "an error inside lockgate: KeyError: 'x'"),
    ],
)
def test_messages_are_for_people(kind: str, message: str, said: str) -> None:
    assert friendly(EngineError(kind, message)) == said


@given(message=st.text(max_size=2000))
def test_messages_are_short_and_printable(message: str) -> None:
    said = friendly(EngineError("ConversionException", message))
    assert said.isprintable()
    assert len(said) <= 2500


def test_messages_can_hide_values() -> None:
    message = "Conversion Error: Could not convert string 'a@x.example' to INT32"
    assert friendly(EngineError("ConversionException", message), hide_values=True) == (
        "Could not convert string *** to INT32"
    )


def test_order_keeps_needs_and_wishes_where_it_can() -> None:
    needs = {"b": ["a"], "c": ["b"]}
    assert in_order("cba", needs, {}) == ("a", "b", "c")
    assert in_order("abz", needs, {"a": ["z"]}) == ("z", "a", "b")
    # A wish against a need gives way, and so does a circle.
    assert in_order("abc", needs, {"a": ["c"]}) == ("a", "b", "c")
    assert sorted(in_order("ab", {"a": ["b"], "b": ["a"]}, {})) == ["a", "b"]


def test_values_are_encoded_exactly_and_bounded() -> None:
    assert encode({"a": [Number("1.10"), None, True, 2**70, float("nan")]}) == {
        "a": ["1.10", None, True, 2**70, "nan"]
    }
    assert encode("\x1b[31m\u202e") == "\\x1b[31m\\u202e"
    assert encode(b"\x00\xff") == "00ff"
    assert len(encode("x" * 1000)) == 200
    assert len(encode(list(range(1000)))) == 50
