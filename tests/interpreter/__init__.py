"""A small reference interpreter of the IR in plain Python: what LANGUAGE.md and SEMANTICS.md say, executable.

It is written from the contract and knows nothing of how SQL is made, so that engines can be held against it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lockgate.ir.expr import Call, Column, Expr, Literal
from lockgate.ir.rel import Rel
from lockgate.ir.types import Field, Schema, Type
from tests.interpreter.expressions import Evaluator
from tests.interpreter.failure import Failure, Unspecified
from tests.interpreter.relations import Interpreter, Tables
from tests.interpreter.values import Json, Row, key

__all__ = ["Failure", "Interpreter", "Json", "Tables", "Unspecified", "call", "key", "rows"]


def rows(rel: Rel, tables: Tables | None = None, parameters: Mapping[str, Any] | None = None) -> list[Row]:
    """The rows of a relation; raises Failure where the run stops, Unspecified where the language leaves it open."""
    return list(Interpreter(tables or {}, parameters).table(rel).rows)


def call(function: str, args: Sequence[tuple[Any, Type]]) -> Any:
    """A scalar function of values, each with its type; raises Failure or Unspecified."""
    row = tuple(value for value, _ in args)
    fields = tuple(Field(f"a{place}", kind, value is None) for place, (value, kind) in enumerate(args))
    exprs = tuple(_expr(item.name, value, item.type) for item, value in zip(fields, row, strict=True))
    return Evaluator(Schema(fields), {}).value(Call(function, exprs), row)


def _expr(name: str, value: Any, kind: Type) -> Expr:
    """A constant, for the functions that take nothing else; what no literal can be is a column."""
    return Column(name) if isinstance(value, (list, dict, Json)) else Literal(value, kind)
