"""A small part of TPC-H's data, chosen so that every query has an answer, for engines that take small tables only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

import lockgate
from lockgate.ir import types
from lockgate.ir.types import Field, Schema, Type
from tests.tpch import reference

PROJECT = Path(__file__).parent / "project"
NUMBERS = range(1, 23)
Tables = dict[str, tuple[Schema, list[tuple[Any, ...]]]]

_ORDERS = """
    select o_orderkey from orders where hash(o_orderkey) % 50 = 0
    union select l_orderkey from lineitem group by l_orderkey having sum(l_quantity) > 300
    union (
        select l_orderkey from lineitem, part, supplier, nation
        where l_partkey = p_partkey and p_name like 'forest%' and l_suppkey = s_suppkey
          and s_nationkey = n_nationkey and n_name = 'CANADA' and year(l_shipdate) = 1994
    )
    union (
        select l_orderkey from lineitem, orders, part
        where l_orderkey = o_orderkey and l_partkey = p_partkey and p_type = 'ECONOMY ANODIZED STEEL'
          and year(o_orderdate) in (1995, 1996)
    )
    union (
        select l_orderkey from lineitem, orders, supplier, nation
        where l_orderkey = o_orderkey and o_orderstatus = 'F' and l_suppkey = s_suppkey
          and s_nationkey = n_nationkey and n_name = 'SAUDI ARABIA' and l_receiptdate > l_commitdate
        order by l_orderkey limit 40
    )
"""
_PARTS = {
    "orders": "o_orderkey in (from kept)",
    "lineitem": "l_orderkey in (from kept)",
    "customer": "c_custkey in (select o_custkey from tpch.orders) or c_custkey % 5 = 0",
    "part": "p_partkey in (select l_partkey from tpch.lineitem) or p_name like 'forest%' or p_size = 15",
    "supplier": "true",
    "nation": "true",
    "region": "true",
    "partsupp": "ps_partkey in (select p_partkey from tpch.part)",
}
_TYPES: dict[str, Type] = {
    "INTEGER": types.INT,
    "BIGINT": types.BIGINT,
    "VARCHAR": types.STRING,
    "DATE": types.DATE,
}


def database() -> duckdb.DuckDBPyConnection:
    """DuckDB with the part in the schema `tpch`."""
    connection = duckdb.connect()
    data = reference.data(0.01)
    for table in reference.TABLES:
        connection.read_parquet(str(data / f"{table}.parquet")).create_view(table)
    connection.execute("create schema tpch")
    connection.execute(f"create table kept as {_ORDERS}")
    for table, condition in _PARTS.items():
        connection.execute(f"create table tpch.{table} as select * from {table} where {condition}")
    return connection


def tables(connection: duckdb.DuckDBPyConnection) -> Tables:
    """The part's rows, with their schemas."""
    made: Tables = {}
    for table in reference.TABLES:
        described = connection.execute(f"describe tpch.{table}").fetchall()
        fields = [Field(str(row[0]), _type(str(row[1]))) for row in described]
        made[f"tpch.{table}"] = Schema.of(fields), connection.execute(f"from tpch.{table}").fetchall()
    return made


def _type(name: str) -> Type:
    if name in _TYPES:
        return _TYPES[name]
    precision, scale = name.removeprefix("DECIMAL(").removesuffix(")").split(",")
    return types.Decimal(int(precision), int(scale))


def statements(dialect: str) -> dict[int, list[str]]:
    """What each model's file holds, by the number of its query: the last statement makes the table."""
    files = lockgate.compile(PROJECT, dialect=dialect)
    assert files.ok, files.diagnostics
    return {
        number: files[f"models/tpch.q{number:02}.sql"].rstrip().removesuffix(";").split(";\n\n")
        for number in NUMBERS
    }


def query(statement: str) -> str:
    """The query of a statement that makes a table of it."""
    return statement.partition(" AS\n")[2]
