"""A smoke test of Snowflake's SQL on fakesnow, which translates it for DuckDB: no proof of what Snowflake does.

What fakesnow itself does not know (other trims, formats of time, arrays, types of dates) is left out.
"""

from __future__ import annotations

import decimal
import math
import os
from collections.abc import Iterator
from typing import Any

import pytest

from lockgate.codegen.base import Options
from lockgate.codegen.sql.queries import query_text
from lockgate.ir import types
from lockgate.ir.expr import Call, Cast, Expr
from lockgate.ir.rel import Project
from tests.codegen.engine import f, literal, one_row
from tests.codegen.test_functions import CASES
from tests.engines.fakesnow import Error, Fakesnow, running
from tests.tpch import reference, small
from tests.tpch.test_tpch import same_rows

OPTIONS = Options(dialect="snowflake")
KNOWN = frozenset(
    [
        "/",
        "safe_divide",
        "%",
        "mod",
        "neg",
        "abs",
        "ceil",
        "floor",
        "sign",
        "sqrt",
        "power",
        "exp",
        "ln",
        "log10",
        "=",
        "<>",
        "<",
        "<=",
        ">",
        ">=",
        "is_not_distinct",
        "is_null",
        "not",
        "and",
        "or",
        "in",
        "between",
        "like",
        "coalesce",
        "greatest",
        "least",
        "nullif",
        "if",
        "||",
        "concat",
        "length",
        "lower",
        "upper",
        "left",
        "right",
        "replace",
        "starts_with",
        "ends_with",
        "contains",
        "position",
        "lpad",
        "rpad",
        "regexp_like",
        "regexp_extract",
        "regexp_replace",
        "md5",
        "sha256",
        "split_part",
        "date_diff",
        "date_part",
        "year",
        "month",
        "day",
        "hour",
        "minute",
        "second",
        "day_of_week",
        "day_of_year",
        "make_date",
        "last_day",
        "array_length",
    ]
)
SNOWFLAKE = small.statements("snowflake")
DUCKDB = small.statements("duckdb")


@pytest.fixture(scope="module")
def fakesnow() -> Iterator[Fakesnow]:
    with running() as made:
        yield made


def value(fakesnow: Fakesnow, expr: Expr) -> Any:
    return fakesnow.run(query_text(Project(one_row(), (("value", expr),)), OPTIONS))[0][0]


def test_functions(fakesnow: Fakesnow) -> None:
    ran = set()
    for expr, expected in CASES:
        if not (isinstance(expr, Call) and expr.function in KNOWN):
            continue
        found = value(fakesnow, expr)
        both = isinstance(found, float) and isinstance(expected, float)
        assert found == expected or (both and math.isnan(found) and math.isnan(expected)), (expr, found)
        ran.add(expr.function)
    assert ran == KNOWN


@pytest.mark.parametrize(
    "expr",
    [
        Cast(literal("1.5"), types.BIGINT),
        Cast(literal("99999999999"), types.INT),
        Cast(literal("2026-02-30"), types.DATE),
        Cast(literal(1e30), types.BIGINT),
        f("make_date", 2026, 2, 30),
        f("to_date", "x"),
    ],
)
def test_errors(expr: Expr, fakesnow: Fakesnow) -> None:
    with pytest.raises(Error):
        value(fakesnow, expr)


@pytest.fixture(scope="module")
def loaded(fakesnow: Fakesnow, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Fakesnow, Any]]:
    """TPC-H's small part, which the DuckDB beneath reads from files."""
    try:
        data = small.database()
    except reference.Unavailable as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no TPC-H reference here: {problem}")
    folder = tmp_path_factory.mktemp("fakesnow")
    fakesnow.run('CREATE SCHEMA "tpch"')
    with data:
        for table in reference.TABLES:
            data.execute(f"copy tpch.{table} to '{folder / table}.parquet'")
            query = f"SELECT * FROM READ_PARQUET('{folder / table}.parquet')"
            fakesnow.run(f'CREATE TABLE "tpch"."{table}" AS {query}')
        yield fakesnow, data


@pytest.mark.parametrize("number", small.NUMBERS)
def test_tpch(number: int, loaded: tuple[Fakesnow, Any]) -> None:
    fakesnow, data = loaded
    found = fakesnow.run(small.query(SNOWFLAKE[number][-1]))
    expected = data.execute(small.query(DUCKDB[number][-1])).fetchall()
    assert expected, "an empty answer would prove nothing"
    assert same_rows(numbers(found), numbers(expected))


def numbers(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Whole numbers and decimals of other scales as one kind."""
    exact = (int, decimal.Decimal)
    return [
        tuple(decimal.Decimal(item).normalize() if isinstance(item, exact) else item for item in row)
        for row in rows
    ]
