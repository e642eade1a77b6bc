"""Models by chance: pipes of filters, joins, windows, groups and unions over sources that change."""

from __future__ import annotations

import random

from tests.incremental.specs import SOURCES

Columns = dict[str, str]
ORDERS: Columns = {
    "order_id": "bigint",
    "customer_id": "bigint",
    "status": "string",
    "region": "string",
    "amount": "decimal",
    "ordered_at": "timestamp",
    "updated_at": "timestamp",
}
LINES: Columns = {"order_id": "bigint", "line": "int", "quantity": "bigint", "updated_at": "timestamp"}
CUSTOMERS: Columns = {"customer_id": "bigint", "country": "string"}
STARTS = {"stage.orders": ORDERS, "stage.paid": ORDERS, "stage.lines": LINES, "raw.customers": CUSTOMERS}
CONDITIONS = {
    "bigint": ("{0} % 2 = 0", "{0} <> 3", "{0} is not null"),
    "int": ("{0} < 3",),
    "string": ("{0} is not null", "{0} <> 'DE'", "coalesce({0}, 'north') = 'north'"),
    "decimal": ("{0} > 1", "{0} is not null"),
    "timestamp": ("{0} >= timestamp '2026-01-04 00:00:00'",),
}


class Pipe:
    """A query that grows, with the columns that it has."""

    def __init__(self, pick: random.Random, start: str | None = None, depth: int = 0) -> None:
        self.pick = pick
        self.depth = depth
        self.numbers = 0
        name = start or pick.choice(["stage.orders", "stage.orders", "stage.paid", "stage.lines"])
        self.columns = dict(STARTS[name])
        self.parts = [f"from {name}", f"select {', '.join(self.columns)}"]

    def some(self, *kinds: str) -> str | None:
        names = [name for name, kind in self.columns.items() if not kinds or kind in kinds]
        return self.pick.choice(names) if names else None

    def several(self, most: int) -> list[str]:
        names = [name for name, kind in self.columns.items() if kind != "decimal"]
        return self.pick.sample(names, min(len(names), self.pick.randint(1, most))) if names else []

    def fresh(self) -> str:
        self.numbers += 1
        return f"c{self.depth}_{self.numbers}"

    def grow(self) -> None:
        """One more operator."""
        chosen = self.pick.choice(
            [
                "where",
                "extend",
                "join",
                "join",
                "self",
                "window",
                "aggregate",
                "distinct",
                "first",
                "union",
                "drop",
            ]
        )
        getattr(self, f"_{chosen}")()

    def _where(self) -> None:
        name = self.some()
        if name is not None:
            self.parts.append(f"where {self.pick.choice(CONDITIONS[self.columns[name]]).format(name)}")

    def _extend(self) -> None:
        name, made = self.some("timestamp", "bigint"), self.fresh()
        if name is None:
            return
        if self.columns[name] == "timestamp":
            self.parts.append(f"extend date_trunc('day', {name}) as {made}")
        else:
            self.parts.append(f"extend {name} % 3 as {made}")
        self.columns[made] = self.columns[name]

    def _join(self) -> None:
        self._joined(
            Pipe(
                self.pick, self.pick.choice(["raw.customers", "stage.lines", "stage.orders"]), self.depth + 1
            )
        )

    def _self(self) -> None:
        if self.depth < 2:
            other = Pipe(self.pick, depth=self.depth + 1)
            for _ in range(self.pick.randint(1, 2)):
                other.grow()
            self._joined(other)

    def _joined(self, other: Pipe) -> None:
        pairs = [
            (a, b)
            for a, kind in self.columns.items()
            for b, same in other.columns.items()
            if kind == same and kind in ("bigint", "string") and (a == b or self.pick.random() < 0.2)
        ]
        if not pairs:
            return
        on = " and ".join(
            f"a.{a} = b.{b}" for a, b in self.pick.sample(pairs, min(len(pairs), self.pick.randint(1, 2)))
        )
        kind = self.pick.choice(["join", "left join", "right join", "full join", "semi join", "anti join"])
        only_left = kind in ("semi join", "anti join")
        many = "" if only_left else "many "
        self.parts += ["as a", f"{kind} {many}({other.text}) as b on {on}"]
        shown = [f"a.{name} as {name}" for name in self.columns]
        if not only_left:
            for name, same in other.columns.items():
                made = self.fresh()
                shown.append(f"b.{name} as {made}")
                self.columns[made] = same
        self.parts.append(f"select {', '.join(shown)}")

    def _window(self) -> None:
        by, order, made = self.several(2), self.some("bigint", "timestamp"), self.fresh()
        if not by or order is None:
            return
        whole = self.pick.choice(["count(*)", f"max({order})", f"rank() order by {order}"])
        function, _, ordered = whole.partition(" order by ")
        over = f"partition by {', '.join(by)}" + (f" order by {ordered}" if ordered else "")
        self.parts.append(f"extend {function} over ({over}) as {made}")
        self.columns[made] = self.columns[order] if function.startswith("max") else "bigint"

    def _aggregate(self) -> None:
        by, name = self.several(3), self.some("bigint", "timestamp", "decimal")
        if not by or name is None:
            return
        one, other = self.fresh(), self.fresh()
        self.parts.append(f"aggregate count(*) as {one}, max({name}) as {other} group by {', '.join(by)}")
        self.columns = {**{item: self.columns[item] for item in by}, one: "bigint", other: self.columns[name]}

    def _distinct(self) -> None:
        kept = self.several(3)
        if kept:
            self.parts += [f"select {', '.join(kept)}", "distinct"]
            self.columns = {name: self.columns[name] for name in kept}

    def _first(self) -> None:
        by = self.several(2)
        if by:
            order = ", ".join([*by, *(name for name in self.columns if name not in by)])
            self.parts.append(f"distinct on ({', '.join(by)}) order by {order}")

    def _union(self) -> None:
        if self.depth > 1:
            return
        other = Pipe(self.pick, depth=self.depth + 1)
        if self.pick.random() < 0.5:
            other.grow()
        pairs = [
            (name, match)
            for name, kind in self.columns.items()
            if (
                match := other.some(kind)
                if name not in other.columns or other.columns[name] != kind
                else name
            )
        ]
        if not pairs:
            return
        kind = self.pick.choice(
            ["union all", "union all", "union distinct", "except distinct", "intersect distinct"]
        )
        self.columns = {name: self.columns[name] for name, _ in pairs}
        theirs = ", ".join(f"{match} as {name}" for name, match in pairs)
        self.parts += [f"select {', '.join(self.columns)}", f"{kind} ({other.text} |> select {theirs})"]

    def _drop(self) -> None:
        name = self.some()
        if name is not None and len(self.columns) > 2:
            self.parts.append(f"drop {name}")
            del self.columns[name]

    @property
    def text(self) -> str:
        return " |> ".join(self.parts)


def spec(seed: int) -> str:
    """A project with one model, which merges on all columns: that they are unique is not what is tried here."""
    pick = random.Random(seed)
    pipe = Pipe(pick)
    for _ in range(pick.randint(1, 4)):
        pipe.grow()
    how = f"incremental cursor updated_at lookback '3 hours' merge on ({', '.join(pipe.columns)})"
    return SOURCES + f"\nmodel mart.made {{\n  materialize {how}\n  {pipe.text}\n}}\n"
