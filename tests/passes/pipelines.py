"""Random relations over two tables: every node of the IR, shared bindings included, deterministic as a bag of rows."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from lockgate.ir.expr import AggregateCall, Bound, Call, Column, Expr, Frame, SortKey, WindowCall
from lockgate.ir.rel import (
    Aggregate,
    Bind,
    Distinct,
    DistinctOn,
    Filter,
    Join,
    Limit,
    Project,
    Rel,
    Scan,
    SetOperation,
    Sort,
    Unnest,
    Unpivot,
)
from lockgate.ir.types import BIGINT, BOOLEAN, DATE, DOUBLE, STRING, Field, Schema
from tests.passes.expressions import MONEY, TYPES, expression

TABLE = Schema.of(
    (
        Field("id", BIGINT, False),
        Field("a", BIGINT),
        Field("b", BIGINT),
        Field("s", STRING),
        Field("d", DATE),
        Field("x", DOUBLE),
        Field("m", MONEY),
        Field("ok", BOOLEAN),
    )
)
TABLES = {"t": TABLE, "u": TABLE}


class _Maker:
    """Draws one relation; names are numbered, so that the sides of a join share none."""

    def __init__(self, draw: DrawFn) -> None:
        self.draw = draw
        self.count = 0
        self.bound: list[Bind] = []

    def name(self) -> str:
        self.count += 1
        return f"c{self.count}"

    def pick(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def source(self) -> Rel:
        scan = Scan(self.draw(st.sampled_from(sorted(TABLES))), TABLE)
        rel: Rel = self.draw(st.sampled_from(self.bound)) if self.bound and self.pick(0, 1) else scan
        return Project(rel, tuple((self.name(), Column(name)) for name in rel.schema.names))

    def some(self, rel: Rel, least: int = 1) -> list[str]:
        names = list(rel.schema.names)
        return sorted(self.draw(st.sets(st.sampled_from(names), min_size=least, max_size=3)))

    def condition(self, schema: Schema) -> Expr:
        return expression(self.draw, schema, BOOLEAN, 2)

    def relation(self, steps: int) -> Rel:
        rel = self.source()
        for _ in range(self.pick(1, steps)):
            rel = self.step(rel, steps - 1)
            if self.pick(0, 7) == 0:
                bind = Bind(f"w{len(self.bound)}", rel)
                self.bound.append(bind)
                rel = bind
        return rel

    def step(self, rel: Rel, depth: int) -> Rel:
        schema = rel.schema
        match self.pick(0, 15):
            case 0 | 1 | 2 | 3:
                return Filter(rel, self.condition(schema))
            case 4 | 5:
                return self.project(rel)
            case 6 | 7:
                return self.join(rel, depth)
            case 8 | 9:
                return self.aggregate(rel)
            case 10:
                return Distinct(rel)
            case 11:
                return DistinctOn(Distinct(rel), tuple(self.some(rel)), _total(rel))
            case 12:
                ordered = Sort(rel, _total(rel))
                return Limit(ordered, self.pick(0, 4), self.pick(0, 2)) if self.pick(0, 1) else ordered
            case 13:
                return self.set_operation(rel)
            case 14:
                return self.window(rel)
            case _:
                return self.reshape(rel)

    def project(self, rel: Rel) -> Rel:
        columns: list[tuple[str, Expr]] = [(self.name(), Column(name)) for name in self.some(rel)]
        for _ in range(self.pick(0, 2)):
            kind = self.draw(st.sampled_from(TYPES))
            columns.append((self.name(), expression(self.draw, rel.schema, kind, 2)))
        return Project(rel, tuple(columns))

    def join(self, rel: Rel, depth: int) -> Rel:
        other = self.relation(depth) if depth > 1 else self.source()
        if {name.casefold() for name in other.schema.names} & {name.casefold() for name in rel.schema.names}:
            other = Project(other, tuple((self.name(), Column(name)) for name in other.schema.names))
        kind = self.draw(st.sampled_from(("inner", "left", "right", "full", "semi", "anti", "cross")))
        if kind == "cross":
            return Join(kind, Limit(Sort(rel, _total(rel)), 5), other, None, many=True)
        both = Schema(rel.schema.fields + other.schema.fields)
        left = [item.name for item in rel.schema if item.type == BIGINT]
        right = [item.name for item in other.schema if item.type == BIGINT]
        if not (left and right):
            return rel
        predicate: Expr = Call(
            "=", (Column(self.draw(st.sampled_from(left))), Column(self.draw(st.sampled_from(right))))
        )
        if kind in ("inner", "left") and self.pick(0, 2) == 0:
            predicate = Call("and", (predicate, self.condition(both)))
        return Join(kind, rel, other, predicate, many=True)

    def aggregate(self, rel: Rel) -> Rel:
        groups = tuple((self.name(), Column(name)) for name in self.some(rel, 0))
        calls: list[tuple[str, Expr]] = [(self.name(), AggregateCall("count", ()))]
        for item in rel.schema:
            if item.type in (BIGINT, STRING, DATE) and self.pick(0, 2) == 0:
                condition = self.condition(rel.schema) if self.pick(0, 3) == 0 else None
                call = AggregateCall(
                    self.draw(st.sampled_from(("min", "max", "count"))),
                    (Column(item.name),),
                    filter=condition,
                )
                calls.append((self.name(), call))
        sets = ((), tuple(range(len(groups)))) if groups and self.pick(0, 4) == 0 else None
        return Aggregate(rel, groups, tuple(calls), sets)

    def set_operation(self, rel: Rel) -> Rel:
        other: Rel = Scan("t", TABLE)
        shared: list[tuple[str, str]] = []
        for item in rel.schema:
            match = next((f.name for f in TABLE if f.type == item.type), None)
            if match is not None:
                shared.append((item.name, match))
        if not shared:
            return rel
        left = Project(rel, tuple((self.name(), Column(name)) for name, _ in shared))
        right = Project(
            other,
            tuple((new, Column(name)) for (new, _), (_, name) in zip(left.columns, shared, strict=True)),
        )
        return SetOperation(
            self.draw(st.sampled_from(("union_all", "union", "intersect", "except"))), (left, right)
        )

    def window(self, rel: Rel) -> Rel:
        partition = tuple(Column(name) for name in self.some(rel, 0))
        number = WindowCall(Call("row_number", ()), partition, _total(rel))
        frame = Frame("rows", Bound("unbounded_preceding"), Bound("current_row"))
        count = WindowCall(AggregateCall("count", ()), partition, _total(rel), frame)
        kept: list[tuple[str, Expr]] = [(self.name(), Column(name)) for name in rel.schema.names]
        return Project(Distinct(rel), (*kept, (self.name(), number), (self.name(), count)))

    def reshape(self, rel: Rel) -> Rel:
        numbers = [item.name for item in rel.schema if item.type == BIGINT]
        if len(numbers) >= 2 and self.pick(0, 1):
            return Unpivot(rel, self.name(), self.name(), tuple(numbers[:2]))
        if numbers:
            return Unnest(rel, Call("array", tuple(Column(name) for name in numbers[:2])), self.name())
        return rel


def _total(rel: Rel) -> tuple[SortKey, ...]:
    """An order that tells all rows apart that differ."""
    return tuple(SortKey(Column(name)) for name in rel.schema.names)


@st.composite
def relations(draw: DrawFn, steps: int = 6) -> Rel:
    """A relation of a few steps."""
    return _Maker(draw).relation(steps)
