"""Expressions of the IR to nodes of one dialect.

`firm` gives a node whose type in the engine is the IR's type; `loose` may write a literal short (`1` for
`CAST(1 AS BIGINT)`) where its neighbour decides the type anyway, and `native` says which type that has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Protocol, TypeVar, assert_never

from sqlglot import exp

from lockgate.codegen.base import Options
from lockgate.codegen.base import Unsupported as Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Dialect, Node
from lockgate.codegen.sql.guards import guarded, without_filter
from lockgate.ir import functions
from lockgate.ir.expr import (
    AggregateCall,
    Bound,
    Call,
    Case,
    Cast,
    Column,
    Expr,
    Literal,
    Parameter,
    SortKey,
    WindowCall,
)
from lockgate.ir.functions import Typed
from lockgate.ir.infer import infer
from lockgate.ir.types import BOOLEAN, NULL, UNKNOWN, Decimal, Schema, Type

E = TypeVar("E", Call, Cast, AggregateCall)
M = TypeVar("M")

_BOUNDS = {
    "unbounded_preceding": ("UNBOUNDED", "PRECEDING"),
    "preceding": (None, "PRECEDING"),
    "current_row": ("CURRENT ROW", None),
    "following": (None, "FOLLOWING"),
    "unbounded_following": ("UNBOUNDED", "FOLLOWING"),
}
FRAMELESS = frozenset(("row_number", "rank", "dense_rank", "percent_rank", "ntile", "lag", "lead"))
_BOOLEAN = frozenset(
    (
        "=",
        "<>",
        "<",
        "<=",
        ">",
        ">=",
        "and",
        "or",
        "not",
        "is_null",
        "like",
        "in",
        "between",
        "is_not_distinct",
    )
)


def _place(expr: WindowCall) -> str:
    """Where the order of a window stands: `range` where frames reach by distances of its one key."""
    frame = expr.frame
    far = frame is not None and frame.unit == "range" and (frame.start.offset or frame.end.offset)
    return "range" if far else "window"


class Level(Protocol):
    """What column names mean at one level of a SELECT: rows before grouping, or groups."""

    def column(self, name: str) -> Node:
        """A new node for a column."""
        ...

    def type(self, name: str) -> Type:
        """Its type."""
        ...

    def schema(self) -> Schema:
        """All columns."""
        ...


class Lowering:
    """Lowers the expressions of one level of one SELECT."""

    def __init__(
        self, dialect: Dialect, options: Options, level: Level, below: Lowering | None = None
    ) -> None:
        self.dialect = dialect
        self.options = options
        self.level = level
        self.shown: dict[Expr, str] = {}
        """Windows that may be called by the name of an output."""
        self.numbers: Iterator[int] = count(1) if below is None else below.numbers
        """Numbers for names that an expression binds."""
        self._types: dict[int, tuple[Expr, Type]] = {}

    # -- types

    def type(self, expr: Expr) -> Type:
        """The type of an expression."""
        match expr:
            case Column():
                return self.level.type(expr.name)
            case Literal() | Cast() | Parameter():
                return expr.type
            case WindowCall():
                return self.type(expr.function)
            case Call() | AggregateCall() | Case():
                known = self._types.get(id(expr))
                if known is not None:
                    return known[1]
                made = self._case_type(expr) if isinstance(expr, Case) else self._call_type(expr)
                self._types[id(expr)] = (expr, made)
                return made
        assert_never(expr)

    def _call_type(self, expr: Call | AggregateCall) -> Type:
        if expr.function in _BOOLEAN:
            return BOOLEAN
        function = functions.lookup(expr.function)
        if function is None:
            return UNKNOWN
        bound = function.bind([Typed(arg, self.type(arg), True) for arg in expr.args])
        return bound.result if isinstance(bound, functions.Binding) else UNKNOWN

    def _case_type(self, expr: Case) -> Type:
        for _, value in expr.branches:
            kind = self.type(value)
            if kind not in (NULL, UNKNOWN):
                return kind
        return self.type(expr.default) if expr.default is not None else NULL

    def nullable(self, expr: Expr) -> bool:
        """Whether the value may be NULL."""
        return infer(expr, self.level.schema())[1]

    def native(self, expr: Expr) -> Type:
        """The type that the engine gives to the `loose` node of an expression."""
        return self.dialect.literal(expr)[1] if isinstance(expr, Literal) else self.type(expr)

    # -- nodes

    def loose(self, expr: Expr) -> Node:
        """A node of the right value; a literal is written short."""
        return self.dialect.literal(expr)[0] if isinstance(expr, Literal) else self.firm(expr)

    def firm(self, expr: Expr) -> Node:
        """A node of the right value and type."""
        match expr:
            case Column():
                return self.level.column(expr.name)
            case Literal():
                node, native = self.dialect.literal(expr)
                return node if native == expr.type else self.cast_to(node, expr.type)
            case Call():
                return self._call(expr)
            case Cast():
                return self._placed(self.dialect.cast, expr)
            case Case():
                return self._case(expr)
            case Parameter():
                return self.dialect.parameter(self, expr)
            case AggregateCall():
                return self.aggregate(expr, None)
            case WindowCall():
                name = self.shown.get(expr) if self.shown else None
                return nodes.column(name) if name is not None else self.window(expr)
        assert_never(expr)

    def _call(self, expr: Call) -> Node:
        entry = self.dialect.scalars.get(expr.function)
        if entry is None:
            raise self._missing(expr)
        return self._placed(entry, expr)

    def _missing(self, expr: Call | AggregateCall) -> Unsupported:
        reason = f"{self.dialect.title} has nothing that keeps its meaning"
        return Unsupported(f"`{expr.function}`", reason, expr.span)

    def _placed(self, entry: Callable[[Lowering, E], M], expr: E) -> M:
        """What an entry makes; where it cannot, the place of the innermost expression that has one is noted."""
        try:
            return entry(self, expr)
        except Unsupported as problem:
            problem.span = problem.span or expr.span
            raise

    def condition(self, expr: Expr) -> Node:
        """A node for a condition."""
        return self.firm(expr)

    def cast_to(self, node: Node, kind: Type, *, safe: bool = False) -> Node:
        """A cast; to the type of a bare null it is nothing."""
        return node if kind in (NULL, UNKNOWN) else nodes.cast(node, self.dialect.type(kind), safe=safe)

    def function(self, name: str, *args: Expr) -> Node:
        """A call of the engine's function on firm arguments."""
        return nodes.call(name, *[self.firm(arg) for arg in args])

    def _case(self, expr: Case) -> Node:
        branches = [(self.condition(when), self.firm(then)) for when, then in expr.branches]
        if expr.default is not None:
            return nodes.case(branches, self.firm(expr.default))
        kind = self.type(expr)
        typed = self.dialect.typed_else and isinstance(kind, Decimal)
        return nodes.case(branches, self.cast_to(exp.Null(), kind) if typed else None)

    # -- aggregates and windows

    def aggregate(self, expr: AggregateCall, over: WindowCall | None) -> Node:
        """An aggregate, over a group or a window."""
        takes_filter = self.dialect.filters if over is None else self.dialect.window_filters
        expr = guarded(self, expr) if takes_filter else without_filter(expr)
        if expr.function not in self.dialect.aggregates:
            raise self._missing(expr)
        entry = self.dialect.aggregates[expr.function]
        if over is not None:
            entry = self.dialect.windowed.get(expr.function, entry)
        made = self._placed(entry, expr)
        found: list[Node] = []
        for node in (made.node, *made.more):
            conditions = [] if made.condition is None else [made.condition.copy() if made.more else made.condition]
            if expr.filter is not None:
                conditions.append(self.condition(expr.filter))
            if conditions:
                node = nodes.filtered(node, nodes.connect(exp.And, conditions))
            found.append(node if over is None else self._over(node, over, framed=True))
        return found[0] if made.finish is None else made.finish(*found)

    def window(self, expr: WindowCall) -> Node:
        """A window function with its partition, order and frame."""
        function = expr.function
        if isinstance(function, AggregateCall):
            return self.aggregate(function, expr)
        framed = function.function not in FRAMELESS
        entry = self.dialect.windowed.get(function.function)
        if entry is None:
            return self._over(self.firm(function), expr, framed=framed)
        made = self._placed(entry, function)
        found = [self._over(node, expr, framed=framed) for node in (made.node, *made.more)]
        return found[0] if made.finish is None else made.finish(*found)

    def _over(self, node: Node, expr: WindowCall, *, framed: bool) -> Node:
        return exp.Window(
            this=node,
            partition_by=[
                self.dialect.window_key(self.dialect.partition_key(self.firm(item), self.type(item)))
                for item in expr.partition
            ],
            order=exp.Order(
                expressions=[self.dialect.window_key(key) for key in self.order(expr.order, _place(expr))]
            )
            if expr.order
            else None,
            spec=self._frame(expr) if framed else None,
            over="OVER",
        )

    def order(self, keys: tuple[SortKey, ...], place: str = "aggregate") -> list[Node]:
        """Sort keys, NULL placement printed."""
        return [
            node
            for key in keys
            for node in self.dialect.sort_key(
                self.firm(key.expr), self.type(key.expr), self.nullable(key.expr), key, place
            )
        ]

    def _frame(self, expr: WindowCall) -> Node:
        frame = expr.frame
        if frame is None:
            end = "CURRENT ROW" if expr.order else "UNBOUNDED"
            return exp.WindowSpec(
                kind="RANGE" if expr.order else "ROWS",
                start="UNBOUNDED",
                start_side="PRECEDING",
                end=end,
                end_side=None if expr.order else "FOLLOWING",
            )
        start, start_side = self._bound(frame.start)
        end_node, end_side = self._bound(frame.end)
        return exp.WindowSpec(
            kind=frame.unit.upper(), start=start, start_side=start_side, end=end_node, end_side=end_side
        )

    def _bound(self, bound: Bound) -> tuple[Node | str | None, str | None]:
        text, side = _BOUNDS[bound.kind]
        if text is not None or bound.offset is None:
            return text, side
        return self.loose(bound.offset), side
