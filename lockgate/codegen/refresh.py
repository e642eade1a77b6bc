"""What a run of an incremental model computes, as relations: what has changed, whose rows that touches, and these rows.

`from shop.orders |> aggregate sum(amount) as total group by customer_id`, where an order can pass to another customer,
becomes: the orders whose cursor is within the look-back (`changed`, by their key, and `fresh`, with the customer of
each); the customers of these orders as they are and as they were (`keys`, the latter from the table `seen`, which
says what each order was last counted for); and the query over all orders of these customers (`rows`).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal

from attrs import evolve, frozen

from lockgate.analysis.incremental import Driving, Part, Strategy
from lockgate.ir.expr import AggregateCall, Call, Case, Cast, Column, Expr, Interval, Literal, Parameter
from lockgate.ir.rel import Aggregate, Distinct, Join, Project, Rel, Scan, SetOperation
from lockgate.ir.traverse import derive, map_children, walk
from lockgate.ir.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    INTERVAL,
    STRING,
    TIMESTAMP,
    TIMESTAMPTZ,
    Field,
    Primitive,
    Schema,
    Type,
)

Placed = Callable[[str], str]
"""Where a table that the run keeps beside the model lies, by what it is."""


@frozen(eq=False)
class Seen:
    """What each row of a source was last counted for: its key, and the values of the strategy's columns."""

    name: str
    columns: tuple[str, ...]
    """The key's columns in the table."""
    whole: Rel
    changed: Rel
    """Keys of the rows within the look-back."""
    fresh: Rel
    """What these are counted for now."""


@frozen(eq=False)
class Refresh:
    """The relations of one model's runs."""

    newest: tuple[Rel, ...]
    """One value for each driving source: the newest cursor, no later than the run's start."""
    since: tuple[tuple[str, Type], ...]
    """The columns of the table that holds what the last run found newest."""
    keys: Rel
    key_columns: tuple[str, ...]
    """Beside the strategy's columns, in the same order."""
    rows: Rel
    seen: tuple[Seen, ...]


def refresh(strategy: Strategy, placed: Placed) -> Refresh:
    """The relations for a strategy."""
    return _Maker(strategy, placed).made()


class _Maker:
    def __init__(self, strategy: Strategy, placed: Placed) -> None:
        self.strategy = strategy
        self.placed = placed
        self.driving = strategy.driving
        self.taken = {name.casefold() for item in walk(strategy.query) for name in item.schema.names}
        for driving in self.driving:
            self.taken |= {name.casefold() for name in driving.source.schema.names}
        self.since = [self._name(f"since_{at}") for at, _ in enumerate(self.driving)]
        self.keys = [self._name(f"key_{at}") for at, _ in enumerate(strategy.columns)]
        self.kinds = [strategy.query.schema[name].type for name in strategy.columns]

    def _name(self, wanted: str) -> str:
        """A column name that is nowhere in the query."""
        while wanted.casefold() in self.taken:
            wanted += "_"
        self.taken.add(wanted.casefold())
        return wanted

    def made(self) -> Refresh:
        touched: list[Rel] = []
        seen: list[Seen] = []
        for at, part in enumerate(self.strategy.parts):
            if part.settled is not None:
                touched.append(Project(self.changed(part.driving), self._named(part.settled)))
                continue
            kept = self.seen(at, part)
            seen.append(kept)
            touched += self.counted(at, part, kept)
        union: Rel = touched[0] if len(touched) == 1 else SetOperation("union_all", tuple(touched))
        made = Refresh(
            tuple(newest(item) for item in self.driving),
            tuple(
                (name, item.source.schema[item.cursor].type)
                for name, item in zip(self.since, self.driving, strict=True)
            ),
            Distinct(union),
            tuple(self.keys),
            self.rows(),
            tuple(seen),
        )
        for rel in (
            made.keys,
            made.rows,
            *(rel for item in seen for rel in (item.whole, item.changed, item.fresh)),
        ):
            derive(rel)
        return made

    def _named(self, values: Sequence[Expr]) -> tuple[tuple[str, Expr], ...]:
        return tuple(zip(self.keys, values, strict=True))

    # -- what has changed

    def changed(self, driving: Driving) -> Rel:
        """The rows of a source whose cursor is within the look-back from the newest one of the last run."""
        since = self.since[[item.source.name for item in self.driving].index(driving.source.name)]
        kind = driving.source.schema[driving.cursor].type
        scan = Scan(self.placed("since"), Schema((Field(since, kind, nullable=False),)))
        cursor, last = _time(Column(driving.cursor), kind), _time(Column(since), kind)
        back = Literal(Interval(self.strategy.seconds, "second"), INTERVAL)
        within = Call(">=", (cursor, Call("-", (last, back))))
        return Join("semi", Scan(driving.source.name, driving.source.schema), scan, within, many=True)

    # -- what the rows were counted for

    def seen(self, at: int, part: Part) -> Seen:
        hidden = [(self._name(f"row_{at}_{place}"), name) for place, name in enumerate(part.driving.key)]
        every = Scan(part.driving.source.name, part.driving.source.schema)

        def counted(rows: Rel) -> Rel:
            through = _threaded(part, rows, hidden)
            columns: list[tuple[str, Expr]] = [(name, Column(name)) for name, _ in hidden]
            return Project(through, (*columns, *self._named(part.values)))

        changed = self.changed(part.driving)
        keys: list[tuple[str, Expr]] = [(name, Column(column)) for name, column in hidden]
        return Seen(
            f"seen_{at}",
            tuple(name for name, _ in hidden),
            counted(every),
            Project(changed, tuple(keys)),
            counted(changed),
        )

    def counted(self, at: int, part: Part, seen: Seen) -> list[Rel]:
        """The values that the changed rows have, and those that they had."""
        kinds = [part.driving.source.schema[name].type for name in part.driving.key]
        rows = [Field(name, kind, nullable=False) for name, kind in zip(seen.columns, kinds, strict=True)]
        values = [Field(name, kind) for name, kind in zip(self.keys, self.kinds, strict=True)]
        fresh = Scan(self.placed(f"fresh_{at}"), Schema((*rows, *values)))
        before = Scan(self.placed(seen.name), Schema((*rows, *values)))
        other = [self._name(f"changed_{at}_{place}") for place, _ in enumerate(rows)]
        changed = Project(
            Scan(self.placed(f"changed_{at}"), Schema(tuple(rows))),
            tuple((name, Column(field.name)) for name, field in zip(other, rows, strict=True)),
        )
        same = _all([Call("=", (Column(a.name), Column(b))) for a, b in zip(rows, other, strict=True)])
        columns = self._named([Column(name) for name in self.keys])
        return [Project(fresh, columns), Project(Join("semi", before, changed, same, many=True), columns)]

    # -- the rows anew

    def touched(self, rows: Rel, values: Sequence[Expr]) -> Rel:
        """Those rows whose values are among the touched ones."""
        fields = [Field(name, kind) for name, kind in zip(self.keys, self.kinds, strict=True)]
        scan = Scan(self.placed("keys"), Schema(tuple(fields)))
        shown = Project(rows, tuple((str(at), value) for at, value in enumerate(values)))
        nullable = [field.nullable for field in shown.schema]
        same: list[Expr] = []
        for value, key, kind, may in zip(values, self.keys, self.kinds, nullable, strict=True):
            same += _same(value, Column(key), kind) if may else [Call("=", (value, Column(key)))]
        return Join("semi", rows, scan, _all(same), many=True)

    def rows(self) -> Rel:
        """The query over the touched rows of its branches, and of its own rows the touched ones."""
        query = self.strategy.query
        roots: dict[int, Rel] = {}
        inside: set[int] = set()
        for part in self.strategy.parts:
            branch = part.branch
            if part.settled is not None:
                scan = self.touched(branch.scan, part.settled)
                roots[id(branch.rel)] = _threaded(part, scan, ())
            else:
                roots[id(branch.rel)] = self.touched(branch.rel, part.values)
            inside |= {id(item) for item in walk(branch.rel)}
        made: dict[int, Rel] = {}
        for item in walk(query):
            if id(item) not in inside:
                made[id(item)] = map_children(
                    item, lambda side: roots.get(id(side)) or made.get(id(side), side)
                )
        whole = roots.get(id(query)) or made[id(query)]
        if len(self.strategy.parts) == 1 and id(query) in roots:
            return whole
        return self.touched(whole, [Column(name) for name in self.strategy.columns])


def _threaded(part: Part, rows: Rel, hidden: Sequence[tuple[str, str]]) -> Rel:
    """The branch over other rows of its source, whose key columns go through to its end under hidden names."""
    scan = part.branch.scan
    columns: list[tuple[str, Expr]] = [(name, Column(name)) for name in scan.schema.names]
    columns += [(name, Column(column)) for name, column in hidden]
    made: dict[int, Rel] = {
        id(scan): Project(rows, tuple(columns), hint=scan.hint or scan.dataset.rpartition(".")[2])
    }
    for item in walk(part.branch.rel):
        if item is scan:
            continue
        rebuilt = map_children(item, lambda side: made.get(id(side), side))
        if rebuilt is item:
            continue
        if isinstance(rebuilt, Project):
            through: list[tuple[str, Expr]] = [(name, Column(name)) for name, _ in hidden]
            rebuilt = evolve(rebuilt, columns=(*rebuilt.columns, *through))
        _ = rebuilt.schema
        made[id(item)] = rebuilt
    return made[id(part.branch.rel)]


def newest(driving: Driving) -> Rel:
    """The newest cursor of a source; what lies in the future of the run counts as its start.

    A row dated wrongly into the future must not hide the changes of all the time until then.
    """
    kind = driving.source.schema[driving.cursor].type
    scan = Scan(driving.source.name, driving.source.schema)
    latest = Aggregate(scan, (), (("newest", AggregateCall("max", (Column(driving.cursor),))),))
    start: Expr = Parameter("run_started_at", TIMESTAMPTZ)
    if kind != TIMESTAMPTZ:
        start = Call("at_zone", (start, Literal("UTC", STRING)))
    if kind == DATE:
        start = Cast(start, DATE)
    late = Call(">", (Column("newest"), start))
    return Project(latest, (("newest", Case(((late, start),), Column("newest"))),))


def _same(value: Expr, key: Expr, kind: Type) -> list[Expr]:
    """Equal, or both NULL, as equalities: these an engine can hash, and `is not distinct from` not every one."""
    some = _SOME[kind] if isinstance(kind, Primitive) else Literal(Decimal(0), kind)
    null = [Call("is_null", (item,)) for item in (value, key)]
    filled = [Call("coalesce", (item, some)) for item in (value, key)]
    return [Call("=", (filled[0], filled[1])), Call("=", (null[0], null[1]))]


_EPOCH = datetime.datetime(2000, 1, 1)
_SOME: dict[Type, Literal] = {
    BOOLEAN: Literal(False, BOOLEAN),
    INT: Literal(0, INT),
    BIGINT: Literal(0, BIGINT),
    DOUBLE: Literal(0.0, DOUBLE),
    STRING: Literal("", STRING),
    DATE: Literal(_EPOCH.date(), DATE),
    TIMESTAMP: Literal(_EPOCH, TIMESTAMP),
    TIMESTAMPTZ: Literal(_EPOCH.replace(tzinfo=datetime.UTC), TIMESTAMPTZ),
}
"""A value of each type, to stand where NULL does."""


def _time(expr: Expr, kind: Type) -> Expr:
    return Cast(expr, TIMESTAMP, implicit=True) if kind == DATE else expr


def _all(conditions: Sequence[Expr]) -> Expr:
    made = conditions[0]
    for item in conditions[1:]:
        made = Call("and", (made, item))
    return made
