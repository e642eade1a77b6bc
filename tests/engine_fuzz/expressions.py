"""Well-typed expressions over the columns of a schema."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Callable, Sequence
from typing import Any

from lockgate.ir import functions, types
from lockgate.ir.coerce import coerce, is_integer, is_number, is_orderable, is_time
from lockgate.ir.expr import Call, Case, Cast, Column, Expr, Interval, Literal
from lockgate.ir.functions import Binding, Typed, cast_problem
from lockgate.ir.infer import infer
from lockgate.ir.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    JSON,
    STRING,
    TIMESTAMP,
    TIMESTAMPTZ,
    Array,
    Decimal,
    Field,
    Schema,
    Type,
)
from tests.engine_fuzz import datasets, recipes
from tests.engine_fuzz.choices import Choices
from tests.engine_fuzz.exactness import exact_fields, is_near
from tests.engine_fuzz.recipes import Ask, Recipe
from tests.interpreter.fitting import EXACT

Wanted = Callable[[Type], bool]
_LITERALS = tuple(datasets.PLAIN)
_TARGETS: tuple[Type, ...] = (
    BIGINT,
    INT,
    DOUBLE,
    datasets.MONEY,
    datasets.WIDE,
    Decimal(4, 1),
    STRING,
    DATE,
    TIMESTAMP,
    BOOLEAN,
)
_TEXTS = (
    "12",
    "-3",
    "1.5",
    "abc",
    "",
    "2026-01-31",
    "2026-02-30",
    "true",
    "9223372036854775808",
    "1e3",
    " 7 ",
)


def is_plain(kind: Type) -> bool:
    """Types that have equality, and literals."""
    return kind in datasets.PLAIN or isinstance(kind, Decimal)


LETTERS: dict[str, tuple[Wanted, Sequence[Recipe]]] = {
    "n": (is_number, (*recipes.ARITHMETIC, *recipes.NUMBERS)),
    "i": (is_integer, (*recipes.ARITHMETIC, *recipes.NUMBERS)),
    "e": (lambda kind: is_number(kind) and kind != DOUBLE, (*recipes.ARITHMETIC, *recipes.NUMBERS)),
    "s": (lambda kind: kind == STRING, recipes.TEXTS),
    "b": (lambda kind: kind == BOOLEAN, recipes.BOOLEANS),
    "t": (is_time, recipes.TIMES),
    "d": (lambda kind: kind == DATE, recipes.TIMES),
    "c": (lambda kind: kind in (TIMESTAMP, TIMESTAMPTZ), recipes.TIMES),
    "o": (is_orderable, (*recipes.ARITHMETIC, *recipes.NUMBERS, *recipes.TEXTS, *recipes.TIMES)),
    "v": (
        is_plain,
        (
            *recipes.ARITHMETIC,
            *recipes.NUMBERS,
            *recipes.TEXTS,
            *recipes.TIMES,
            *recipes.BOOLEANS,
            *recipes.CHOOSING,
        ),
    ),
    "A": (lambda kind: isinstance(kind, Array), recipes.NESTED[:2]),
    "J": (lambda kind: kind == JSON, recipes.NESTED[2:]),
}


def constant(value: Any) -> Literal:
    """A Python value as a literal of the type that the language gives it."""
    match value:
        case bool():
            return Literal(value, BOOLEAN)
        case int():
            return Literal(value, BIGINT)
        case float():
            return Literal(value, DOUBLE)
        case decimal.Decimal():
            scale = max(0, -int(value.as_tuple().exponent))
            return Literal(value, Decimal(max(len(value.as_tuple().digits), scale + 1), scale))
        case Interval():
            return Literal(value, types.INTERVAL)
        case datetime.date():
            return Literal(value, DATE)
        case _:
            return Literal(value, STRING)


def apply(name: str, args: Sequence[Expr], schema: Schema) -> Call | None:
    """A call with its arguments coerced, or None where the function does not take them."""
    typed = [Typed(arg, *infer(arg, schema)) for arg in args]
    bound = functions.REGISTRY[name].bind(typed)
    if not isinstance(bound, Binding):
        return None
    return Call(
        name, tuple(coerce(arg.expr, arg.type, kind) for arg, kind in zip(typed, bound.args, strict=True))
    )


class Maker:
    """Makes expressions over the exact columns of a schema."""

    def __init__(self, choices: Choices, schema: Schema) -> None:
        self.choices = choices
        self.schema = exact_fields(schema)

    def fields(self, wanted: Wanted) -> list[Field]:
        """The columns of types that are wanted."""
        return [item for item in self.schema if wanted(item.type)]

    def value(self, depth: int = 2) -> Expr:
        """Anything plain."""
        return self.asked("v", depth)

    def computed(self, depth: int = 3) -> Expr:
        """Anything plain that takes computing, if one of a few attempts gives it."""
        made = (self._made("v", LETTERS["v"][1], depth) for _ in range(4))
        return next((expr for expr in made if expr is not None), None) or self.value(depth)

    def condition(self, depth: int = 2) -> Expr:
        """A boolean."""
        made = self._call(recipes.BOOLEANS, depth)
        return made if made is not None else self._leaf(LETTERS["b"][0])

    def nested(self, depth: int = 1) -> Expr | None:
        """An array, json, an element, or a field of a struct."""
        if self.choices.rarely(3):
            values = [self.value(depth - 1), self.value(0)]
            pairs = zip(("x", "Y z"), values, strict=True)
            made = apply(
                "struct", [item for name, value in pairs for item in (constant(name), value)], self.schema
            )
            if made is None or self.choices.flag():
                return made
            return apply("field", [made, constant(self.choices.one(("x", "Y z")))], self.schema)
        arrays = self.fields(lambda kind: isinstance(kind, Array))
        if arrays and self.choices.flag():
            return apply(
                "index",
                [Column(self.choices.one(arrays).name), constant(self.choices.number(1, 4))],
                self.schema,
            )
        return self._call(recipes.NESTED, depth)

    def near(self) -> Expr | None:
        """A double whose last digits are an engine's own."""
        return self._call(recipes.INEXACT, 1)

    def asked(self, letter: str, depth: int) -> Expr:
        """An expression of the kind that a letter asks for."""
        wanted, calls = LETTERS[letter]
        if depth > 0 and self.choices.flag():
            made = self._made(letter, calls, depth)
            if made is not None and wanted(infer(made, self.schema)[0]):
                return made
        return self._leaf(wanted)

    def _made(self, letter: str, calls: Sequence[Recipe], depth: int) -> Expr | None:
        shape = self.choices.number(0, 7)
        if shape == 6:
            return self._case(letter, depth)
        if shape == 7:
            return self._cast(depth)
        return self._call(calls, depth)

    def _call(self, calls: Sequence[Recipe], depth: int) -> Call | None:
        name, asks = self.choices.one(calls)
        args: list[Expr] = []
        for ask in asks:
            args.append(self._argument(ask, args, depth - 1))
        made = apply(name, args, self.schema)
        return made if made is not None and is_near(made, self.schema) is not None else None

    def _argument(self, ask: Ask, before: Sequence[Expr], depth: int) -> Expr:
        if isinstance(ask, tuple):
            return constant(self.choices.one(ask))
        if ask == "=":
            first = next((item for item in before if not _is_unit(item)), None)
            return self.value(0) if first is None else self.alike(infer(first, self.schema)[0])
        return self.asked(ask, depth)

    def alike(self, kind: Type) -> Expr:
        """A column or constant of one type."""
        return self._leaf(lambda other: other == kind, kind)

    def _leaf(self, wanted: Wanted, kind: Type | None = None) -> Expr:
        columns = self.fields(wanted)
        if columns and not self.choices.rarely(4):
            return Column(self.choices.one(columns).name)
        kinds = [kind] if kind is not None else [item for item in _LITERALS if wanted(item)]
        if not kinds:
            return Column(self.choices.one(columns).name) if columns else self._nothing(wanted)
        return self.literal(self.choices.one(kinds))

    def _nothing(self, wanted: Wanted) -> Expr:
        candidates = (datasets.STRINGS, JSON)
        return Literal(None, next((item for item in candidates if wanted(item)), STRING))

    def literal(self, kind: Type) -> Expr:
        """A constant of a type, NULL at times."""
        if self.choices.rarely(8) or not is_plain(kind):
            return Literal(None, kind)
        pool = datasets.PLAIN.get(kind)
        if pool is not None:
            extreme = self.choices.rarely(5)
            return Literal(self.choices.one(datasets.EXTREME[kind] if extreme else pool), kind)
        assert isinstance(kind, Decimal)
        value = self.choices.one((0, 1, -2)) if kind.precision > kind.scale else 0
        return Literal(
            decimal.Decimal(value).quantize(decimal.Decimal(1).scaleb(-kind.scale), context=EXACT), kind
        )

    def _case(self, letter: str, depth: int) -> Expr:
        first = self.asked(letter, depth - 1)
        kind = infer(first, self.schema)[0]
        branches = [(self.condition(depth - 1), first)]
        if self.choices.rarely(3):
            branches.append((self.condition(0), self.alike(kind)))
        return Case(tuple(branches), None if self.choices.rarely(3) else self.alike(kind))

    def _cast(self, depth: int) -> Expr | None:
        target = self.choices.one(_TARGETS)
        if self.choices.rarely(3):
            operand: Expr = constant(self.choices.one(_TEXTS))
        else:
            operand = self.value(depth - 1)
        source = infer(operand, self.schema)[0]
        if source == target or cast_problem(source, target) is not None:
            return None
        made = Cast(operand, target, safe=self.choices.rarely(3))
        return made if is_near(made, self.schema) is False else None


def _is_unit(expr: Expr) -> bool:
    return isinstance(expr, Literal) and expr.value in (*recipes.UNITS, *recipes.CLOCK)
