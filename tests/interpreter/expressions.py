"""Expressions over a row: values first and then the function, but for those that compute only what they need."""

from __future__ import annotations

import decimal
from collections.abc import Callable, Mapping, Sequence
from typing import Any, assert_never

from lockgate.ir.expr import AggregateCall, Call, Case, Cast, Column, Expr, Literal, Parameter, WindowCall
from lockgate.ir.functions import REGISTRY, Binding, Typed
from lockgate.ir.infer import infer_all
from lockgate.ir.types import BOOLEAN, DOUBLE, NULL, UNKNOWN, Decimal, Schema, Type
from tests.interpreter.casts import cast
from tests.interpreter.failure import Failure, Unspecified
from tests.interpreter.scalars import apply, is_strict
from tests.interpreter.signature import Signature
from tests.interpreter.values import Row, key


class Evaluator:
    """Computes expressions over rows of a schema; a row goes on with the values of `windows`, in their order."""

    def __init__(
        self, schema: Schema, parameters: Mapping[str, Any], windows: Sequence[WindowCall] = ()
    ) -> None:
        self.schema = schema
        self.parameters = parameters
        self.places = {name.casefold(): place for place, name in enumerate(schema.names)}
        self.windows = {call: len(schema) + place for place, call in enumerate(windows)}
        self._types: dict[int, tuple[Expr, Type]] = {}
        self._bound: dict[int, Signature] = {}

    def type(self, expr: Expr) -> Type:
        """The type of an expression."""
        if id(expr) not in self._types:
            facts = infer_all(expr, self.schema)
            self._types[id(expr)] = (expr, facts[id(expr)][0])
        return self._types[id(expr)][1]

    def signature(self, expr: Call | AggregateCall) -> Signature:
        """What a call is bound to."""
        if id(expr) not in self._bound:
            self.type(expr)
            typed = [Typed(arg, self.type(arg), True) for arg in expr.args]
            self._bound[id(expr)] = signature(expr.function, typed)
        return self._bound[id(expr)]

    def value(self, expr: Expr, row: Row) -> Any:
        """The value of an expression of a row; raises Failure."""
        match expr:
            case Column():
                return row[self.places[expr.name.casefold()]]
            case Literal():
                return literal(expr)
            case Parameter():
                return self.parameters[expr.name]
            case Cast():
                return cast(self.value(expr.operand, row), self.type(expr.operand), expr.type, safe=expr.safe)
            case Case():
                return self._case(expr, row)
            case WindowCall():
                return row[self.windows[expr]]
            case Call():
                lazy = _LAZY.get(expr.function)
                return self._call(expr, row) if lazy is None else lazy(self, expr, row)
            case AggregateCall():
                raise AssertionError("an aggregate stands in an aggregation or a window only")
        assert_never(expr)

    def holds(self, expr: Expr, row: Row) -> bool:
        """Whether a condition is true, neither false nor NULL."""
        return self.value(expr, row) is True

    def as_type(self, expr: Expr, row: Row, kind: Type) -> Any:
        """The value in a type that it widens to."""
        value = self.value(expr, row)
        return value if kind in (NULL, UNKNOWN) else cast(value, self.type(expr), kind)

    def _case(self, expr: Case, row: Row) -> Any:
        for place, (condition, value) in enumerate(expr.branches):
            try:
                holds = self.holds(condition, row)
            except Failure:
                self._needless(expr, place, row)
                raise
            if holds:
                return self.as_type(value, row, self.type(expr))
        return None if expr.default is None else self.as_type(expr.default, row, self.type(expr))

    def _needless(self, expr: Case, place: int, row: Row) -> None:
        """Nobody has to ask a condition that fails where each answer gives the same value."""
        values = [value for _, value in expr.branches[place:]]
        kind = self.type(expr)
        try:
            left = [self.as_type(value, row, kind) for value in values]
            left.append(None if expr.default is None else self.as_type(expr.default, row, kind))
        except Failure:
            return
        if all(key(item) == key(left[0]) for item in left):
            raise Unspecified("an error in a condition that decides nothing")

    def _call(self, expr: Call, row: Row) -> Any:
        of = self.signature(expr)
        values: list[Any] = []
        failure: Failure | None = None
        for arg, kind in zip(expr.args, of.args, strict=True):
            try:
                values.append(self.as_type(arg, row, kind))
            except Failure as problem:
                failure = problem
        if failure is not None:
            if is_strict(expr.function) and None in values:
                raise Unspecified("an error beside a NULL that makes the result NULL anyway")
            raise failure
        return apply(expr.function, of, values)


def signature(name: str, args: Sequence[Typed]) -> Signature:
    """What a function is bound to on arguments that it takes."""
    made = REGISTRY[name].bind(args)
    assert isinstance(made, Binding), (name, made)
    return Signature(made.args, made.result)


def literal(expr: Literal) -> Any:
    """The value of a constant in the form of its type."""
    if isinstance(expr.type, Decimal) and isinstance(expr.value, (int, decimal.Decimal)):
        return cast(decimal.Decimal(expr.value), Decimal(38, expr.type.scale), expr.type)
    if expr.type == DOUBLE and expr.value is not None:
        return float(expr.value)  # type: ignore[arg-type]
    return expr.value


def _connective(decisive: bool) -> Callable[[Evaluator, Call, Row], bool | None]:
    def evaluate(at: Evaluator, expr: Call, row: Row) -> bool | None:
        """From left to right, up to the first that decides."""
        unknown = False
        for arg in expr.args:
            value: bool | None = at.as_type(arg, row, BOOLEAN)
            if value is decisive:
                return value
            unknown = unknown or value is None
        return None if unknown else not decisive

    return evaluate


def _coalesce(at: Evaluator, expr: Call, row: Row) -> Any:
    kind = at.signature(expr).result
    values = (at.as_type(arg, row, kind) for arg in expr.args)
    return next((value for value in values if value is not None), None)


def _if(at: Evaluator, expr: Call, row: Row) -> Any:
    condition, then, other = expr.args
    return at.as_type(then if at.holds(condition, row) else other, row, at.signature(expr).result)


_LAZY: dict[str, Callable[[Evaluator, Call, Row], Any]] = {
    "and": _connective(False),
    "or": _connective(True),
    "coalesce": _coalesce,
    "if": _if,
}
LAZY = frozenset(_LAZY)
