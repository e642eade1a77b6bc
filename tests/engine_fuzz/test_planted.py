"""The fuzzer finds what is wrong: dialects with one entry replaced by a mistake that is easily made."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Dialect, Node
from lockgate.codegen.sql.duckdb import DUCKDB
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Call, SortKey
from lockgate.ir.traverse import walk
from lockgate.ir.types import Type
from tests.engine_fuzz.harness import Difference, fuzz
from tests.engines import runs_duckdb


def _with(name: str, entry: Any) -> Dialect:
    return attrs.evolve(DUCKDB, scalars={**DUCKDB.scalars, name: entry})


def _floor_division(low: Lowering, call: Call) -> Node:
    a, b = (low.firm(arg) for arg in call.args)
    return low.cast_to(nodes.call("FLOOR", nodes.binary(exp.Div, a, b)), low.type(call))


def _half_even(low: Lowering, call: Call) -> Node:
    digits = nodes.number(0) if len(call.args) == 1 else low.loose(call.args[1])
    return low.cast_to(nodes.call("ROUND_EVEN", low.firm(call.args[0]), digits), low.type(call))


def _nulls_first(node: Node, kind: Type, nullable: bool, key: SortKey, place: str) -> list[Node]:
    return [nodes.ordered(node, key.descending, True)]


PLANTED = {
    "floor division": _with("//", _floor_division),
    "round half to even": _with("round", _half_even),
    "nulls first": attrs.evolve(DUCKDB, sort_key=_nulls_first),
    "unknown keys never join": _with("is_not_distinct", DUCKDB.scalars["="]),
}


def found(dialect: Dialect) -> Difference:
    """The first difference, looked for in one case after the other."""
    with runs_duckdb.running(dialect) as runner:
        for seed in range(3000):
            differences = fuzz([(runner, 1)], [seed]).differences
            if differences:
                return differences[0]
    raise AssertionError("nothing was found")


@pytest.mark.parametrize("name", PLANTED)
def test_planted_mistake_is_found_and_made_small(name: str) -> None:
    difference = found(PLANTED[name])
    assert len(list(walk(difference.case.rel))) <= 6, difference.case.text()
    assert all(len(rows) <= 3 for _, rows in difference.case.tables.values()), difference.case.text()
