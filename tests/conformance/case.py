"""What is tried: expressions, aggregates and windows over edge values, and whole relations.

Cases of one shape differ in their values only and are one query: each is a row, or a group of rows, with its number.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol

from attrs import field, frozen

from lockgate.ir import types
from lockgate.ir.expr import AggregateCall, Call, Column, Expr, Literal, SortKey, WindowCall
from lockgate.ir.print_expr import expr_text
from lockgate.ir.rel import Aggregate, Filter, Project, Rel, Values
from lockgate.ir.types import BIGINT, Type
from tests.conformance import lift
from tests.engines.runners import Row

NUMBER = "case"
"""The column that tells the rows of cases apart."""
VALUE = "value"


class Case(Protocol):
    """A function or topic, and something to compute that says it by its answer."""

    @property
    def function(self) -> str:
        """The entry of the function table, or the topic."""
        ...

    @property
    def title(self) -> str:
        """What is computed, on one line; unique among the cases of a function."""
        ...

    @property
    def shape(self) -> object:
        """Equal for the cases that one query answers."""
        ...

    def relation(self, cases: Sequence[Any]) -> Rel:
        """The query of this and other cases of its shape."""
        ...

    def answers(self, cases: Sequence[Any], rows: list[Row]) -> list[Any]:
        """What the rows say of each case."""
        ...

    def type(self) -> Type | None:
        """The type of an answer; None where it is rows."""
        ...


def _number(value: int) -> Literal:
    return Literal(value, BIGINT)


@frozen(slots=False)
class Scalar:
    """A call on constants, computed over columns of rows."""

    function: str
    expr: Expr
    kept: frozenset[int] = frozenset()
    """Arguments that stay constants."""

    @cached_property
    def title(self) -> str:
        return expr_text(self.expr) + (" with the constant" if self.kept else "")

    @cached_property
    def lifted(self) -> tuple[Expr, tuple[Literal, ...]]:
        """The expression over columns, and the values in them."""
        return lift.lifted(self.expr, self.kept)

    @cached_property
    def shape(self) -> object:
        expr, values = self.lifted
        return ("scalar", self.function, expr, tuple(value.type for value in values))

    def relation(self, cases: Sequence[Scalar]) -> Rel:
        expr, values = self.lifted
        names = (NUMBER, *(f"a{index}" for index in range(len(values))))
        # A row of NULLs: every column may be NULL, and its types are plain.
        rows: list[tuple[Expr, ...]] = [(_number(-1), *(Literal(None, value.type) for value in values))]
        rows += [(_number(index), *case.lifted[1]) for index, case in enumerate(cases)]
        return Project(Values(names, tuple(rows)), ((NUMBER, Column(NUMBER)), (VALUE, expr)))

    def answers(self, cases: Sequence[Scalar], rows: list[Row]) -> list[Any]:
        return _by_number(len(cases), rows)

    def type(self) -> Type | None:
        return self.relation([self]).schema[VALUE].type


@frozen(slots=False)
class Constant:
    """The same call written with its constants, where what is emitted may be another thing."""

    function: str
    expr: Expr

    @cached_property
    def title(self) -> str:
        return f"{expr_text(self.expr)} as a constant"

    @property
    def shape(self) -> object:
        return "constant"

    def relation(self, cases: Sequence[Constant]) -> Rel:
        rows = Values(("one",), ((_number(1),),))
        return Project(rows, tuple((f"v{index}", case.expr) for index, case in enumerate(cases)))

    def answers(self, cases: Sequence[Constant], rows: list[Row]) -> list[Any]:
        assert len(rows) == 1, "one row of constants"
        return list(rows[0])

    def type(self) -> Type | None:
        return self.relation([self]).schema["v0"].type


@frozen(slots=False)
class Group:
    """An aggregate of the columns `a0`, `a1`, … over a few rows."""

    function: str
    call: AggregateCall
    kinds: tuple[Type, ...]
    rows: tuple[tuple[Any, ...], ...]

    @cached_property
    def title(self) -> str:
        return f"{expr_text(self.call)} of {_rows_text(self.kinds, self.rows)}"

    @property
    def shape(self) -> object:
        return ("group", self.function, self.call, self.kinds, not self.rows)

    def relation(self, cases: Sequence[Group]) -> Rel:
        inner = _table(self.kinds, [case.rows for case in cases])
        if not self.rows:
            nothing = Filter(inner, Call(">=", (Column(NUMBER), _number(0))))
            return Aggregate(nothing, (), ((VALUE, self.call),))
        return Aggregate(inner, ((NUMBER, Column(NUMBER)),), ((VALUE, self.call),))

    def answers(self, cases: Sequence[Group], rows: list[Row]) -> list[Any]:
        if not self.rows:
            assert len(rows) == 1, "one row over no rows"
            return [rows[0][0]] * len(cases)
        return _by_number(len(cases), rows)

    def type(self) -> Type | None:
        return self.relation([self]).schema[VALUE].type


@frozen(slots=False)
class Window:
    """A window function over a few rows, in the order of their numbers unless the call has another."""

    function: str
    call: WindowCall
    kinds: tuple[Type, ...]
    rows: tuple[tuple[Any, ...], ...]

    @cached_property
    def title(self) -> str:
        return f"{expr_text(self.call)} over {_rows_text(self.kinds, self.rows)}"

    @property
    def shape(self) -> object:
        return ("window", self.function, self.call, self.kinds)

    def relation(self, cases: Sequence[Window]) -> Rel:
        call = self.call
        window = WindowCall(call.function, (Column(NUMBER), *call.partition), call.order, call.frame)
        columns = ((NUMBER, Column(NUMBER)), ("row", Column("row")), (VALUE, window))
        return Project(_table(self.kinds, [case.rows for case in cases]), columns)

    def answers(self, cases: Sequence[Window], rows: list[Row]) -> list[Any]:
        found: list[list[Any]] = [[] for _ in cases]
        for number, _, value in sorted((row for row in rows if row[0] >= 0), key=lambda row: row[:2]):
            found[number].append(value)
        return found

    def type(self) -> Type | None:
        return types.Array(self.relation([self]).schema[VALUE].type)


@frozen(slots=False)
class Query:
    """A whole relation; its rows are compared as a bag, or in order."""

    function: str
    title: str
    rel: Rel = field(eq=False)
    ordered: bool = False

    @property
    def shape(self) -> object:
        return ("query", self.function, self.title)

    def relation(self, cases: Sequence[Query]) -> Rel:
        return self.rel

    def answers(self, cases: Sequence[Query], rows: list[Row]) -> list[Any]:
        return [rows]

    def type(self) -> Type | None:
        return None


def _by_number(count: int, rows: list[Row]) -> list[Any]:
    found = {row[0]: row[1] for row in rows if row[0] >= 0}
    assert sorted(found) == list(range(count)), "one row a case"
    return [found[number] for number in range(count)]


def _table(kinds: Sequence[Type], tables: Sequence[Sequence[Row]]) -> Rel:
    """The rows of all cases: the number of the case, of the row in it, and the values."""
    names = (NUMBER, "row", *(f"a{index}" for index in range(len(kinds))))
    made: list[tuple[Expr, ...]] = [(_number(-1), _number(0), *(Literal(None, kind) for kind in kinds))]
    for number, rows in enumerate(tables):
        for place, row in enumerate(rows):
            values = (Literal(value, kind) for value, kind in zip(row, kinds, strict=True))
            made.append((_number(number), _number(place), *values))
    return Values(names, tuple(made))


def _rows_text(kinds: Sequence[Type], rows: Sequence[Row]) -> str:
    shown = [
        ", ".join(expr_text(Literal(value, kind)) for value, kind in zip(row, kinds, strict=True))
        for row in rows
    ]
    return "; ".join(shown) if shown else "no rows"


BY_ROW = (SortKey(Column("row")),)
"""The order of the rows as they are listed."""
