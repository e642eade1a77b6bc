"""The tables that generated pipelines read: NULLs, duplicates, and no rows at all."""

from __future__ import annotations

import datetime
import decimal
from typing import Any

from lockgate.ir.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    STRING,
    TIMESTAMP,
    Decimal,
    Field,
    Schema,
    Type,
)

MONEY = Decimal(12, 2)
D = decimal.Decimal
DAY = datetime.date
T = datetime.datetime

SCHEMAS: dict[str, Schema] = {
    "shop.orders": Schema.of(
        (
            Field("id", BIGINT, False),
            Field("customer", BIGINT),
            Field("status", STRING, False),
            Field("amount", MONEY),
            Field("weight", DOUBLE),
            Field("day", DATE),
            Field("at", TIMESTAMP),
            Field("paid", BOOLEAN),
        )
    ),
    "customers": Schema.of(
        (
            Field("id", BIGINT, False),
            Field("name", STRING),
            Field("Country", STRING, False),
            Field("age", INT),
        )
    ),
    "nothing": Schema.of((Field("id", BIGINT, False), Field("amount", MONEY, False), Field("note", STRING))),
}
ROWS: dict[str, list[tuple[Any, ...]]] = {
    "shop.orders": [
        (1, 1, "placed", D("10.00"), 0.25, DAY(2026, 1, 1), T(2026, 1, 1, 8), True),
        (1, 1, "placed", D("10.00"), 0.25, DAY(2026, 1, 1), T(2026, 1, 1, 8), True),
        (2, None, "shipped", None, None, None, None, None),
        (3, 2, "shipped", D("-3.50"), -1.5, DAY(2026, 1, 31), T(2026, 1, 31, 23, 59, 59), False),
        (4, 2, "returned", D("0.00"), 0.0, DAY(2025, 12, 31), T(2025, 12, 31), False),
        (5, 9, "", D("99.99"), 7.75, DAY(2026, 1, 5), None, True),
        (6, 3, "placed", D("10.00"), None, DAY(2026, 1, 1), T(2026, 1, 5, 0, 0, 0, 1), None),
    ],
    "customers": [(1, "Ann", "DE", 30), (2, None, "FR", None), (3, "Ann", "DE", 41), (3, "Ann", "DE", 41)],
    "nothing": [],
}
CONSTANTS: dict[Type, list[Any]] = {
    BIGINT: [0, 1, 2, -1, 7],
    INT: [0, 1, 40],
    STRING: ["placed", "DE", "", "a%", "it's"],
    MONEY: [D("0.00"), D("10.00"), D("-0.01")],
    DOUBLE: [0.0, 0.25, -1.5],
    DATE: [DAY(2026, 1, 1), DAY(2025, 12, 31)],
    TIMESTAMP: [T(2026, 1, 1, 8), T(2026, 1, 5)],
    BOOLEAN: [True, False],
}
