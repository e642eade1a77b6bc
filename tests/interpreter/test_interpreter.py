"""The interpreter has every function there is, and says of constants what the tables of cases say."""

from __future__ import annotations

from typing import Any

import pytest

from lockgate.ir import types
from lockgate.ir.functions import REGISTRY
from lockgate.ir.types import Decimal
from tests import interpreter
from tests.interpreter.aggregates import AGGREGATES
from tests.interpreter.expressions import LAZY
from tests.interpreter.scalars import SCALARS
from tests.interpreter.values import Json
from tests.interpreter.windows import ENDS, WINDOWS

VOLATILE = {"now", "today", "random", "uuid"}


def test_every_function_of_the_table_is_there() -> None:
    known = {*SCALARS, *LAZY, *AGGREGATES, *WINDOWS, *ENDS, "grouping"}
    assert known == set(REGISTRY) - VOLATILE


def of(*values: Any) -> list[tuple[Any, types.Type]]:
    kinds: dict[type, types.Type] = {
        int: types.BIGINT,
        float: types.DOUBLE,
        str: types.STRING,
        bool: types.BOOLEAN,
    }
    return [value if isinstance(value, tuple) else (value, kinds[type(value)]) for value in values]


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("/", of(7, 2), 3.5),
        ("//", of(-7, 2), -3),
        ("%", of(-7, 3), -1),
        ("round", of(2.5), 3.0),
        ("round", of(-2.5), -3.0),
        ("round", of(1.005, 2), 1.01),
        ("concat", of("a", (None, types.STRING)), None),
        ("least", of(1, (None, types.BIGINT)), 1),
        ("and", of((None, types.BOOLEAN), False), False),
        ("coalesce", of((None, types.BIGINT), 2), 2),
        ("array_length", [([1, 2], types.Array(types.BIGINT))], 2),
        ("json_value", [(Json.parse('{"a": [true]}'), types.JSON), ("$.a[0]", types.STRING)], "true"),
    ],
)
def test_value(name: str, args: list[tuple[Any, types.Type]], expected: Any) -> None:
    assert interpreter.call(name, args) == expected


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("/", of(1, 0)),
        ("+", of(2**63 - 1, 1)),
        ("sqrt", of(-1.0)),
        ("ln", of(0.0)),
        ("to_date", of("2026-02-30")),
        ("make_date", of(2026, 2, 30)),
        ("*", [(10**37, Decimal(38, 0)), (10**37, Decimal(38, 0))]),
    ],
)
def test_failure(name: str, args: list[tuple[Any, types.Type]]) -> None:
    with pytest.raises(interpreter.Failure):
        interpreter.call(name, args)
