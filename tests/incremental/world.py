"""Sources with a history: rows come, come late, change, move and are flagged as deleted, as the look-back allows."""

from __future__ import annotations

import datetime
import decimal
import random
from typing import Any

BACK = datetime.timedelta(hours=3)
START = datetime.datetime(2026, 1, 5, 12)
CREATE = (
    "CREATE SCHEMA raw",
    "CREATE TABLE raw.t_orders (order_id bigint, customer_id bigint, status text, region text, amount decimal(12, 2),"
    " ordered_at timestamp, updated_at timestamp, deleted boolean)",
    "CREATE TABLE raw.t_lines (order_id bigint, line int, quantity bigint, updated_at timestamp, deleted boolean)",
    "CREATE TABLE raw.t_customers (customer_id bigint, country text)",
)
Statement = tuple[str, list[Any]]


class World:
    """The tables as they are now, in plain Python, and the statements that bring a database to it."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.now = START
        self.orders: dict[int, list[Any]] = {}
        self.lines: dict[tuple[int, int], list[Any]] = {}
        self.customers: dict[int, str | None] = {item: self.country() for item in range(1, 5)}
        self.seen = {"orders": START - BACK, "lines": START - BACK}
        """The newest cursor that any run has seen: a model may have been left out of the last ones."""
        for _ in range(self.random.randint(0, 8)):
            self.order()
        for _ in range(self.random.randint(0, 6)):
            self.line()

    def country(self) -> str | None:
        return self.random.choice(["DE", "FR", None])

    def cursor(self, table: str) -> datetime.datetime:
        """A time that the look-back still reaches, now and then the earliest or the latest such."""
        first = self.seen[table] - BACK
        span = int((self.now - first).total_seconds())
        return first + datetime.timedelta(seconds=self.random.choice([0, span, self.random.randint(0, span)]))

    def values(self) -> list[Any]:
        pick = self.random
        return [
            pick.randint(1, 5),
            pick.choice(["placed", "paid", "paid"]),
            pick.choice(["north", "south", None]),
            decimal.Decimal(pick.randint(0, 500)) / 100,
            START - datetime.timedelta(hours=pick.randint(0, 60)),
            self.cursor("orders"),
            pick.random() < 0.15,
        ]

    def order(self) -> None:
        """A new order, or another version of one that is there, in some of its columns."""
        known = sorted(self.orders)
        if known and self.random.random() < 0.6:
            number = self.random.choice(known)
            row, fresh = self.orders[number], self.values()
            for at in self.random.sample(range(len(fresh)), self.random.randint(1, len(fresh))):
                row[at] = fresh[at]
            row[5] = fresh[5]
        else:
            self.orders[self.random.randint(1, 40)] = self.values()

    def line(self) -> None:
        key = (self.random.randint(1, 8), self.random.randint(1, 3))
        self.lines[key] = [self.random.randint(1, 9), self.cursor("lines"), self.random.random() < 0.2]

    def step(self) -> None:
        """What happens between two runs: sometimes nothing."""
        self.now += datetime.timedelta(minutes=self.random.choice([1, 30, 90, 240, 2000]))
        kind = self.random.random()
        if kind < 0.1:
            return
        for _ in range(self.random.randint(1, 5)):
            (self.order if self.random.random() < 0.7 else self.line)()
        if kind > 0.85:
            self.customers[self.random.randint(1, 6)] = self.country()

    def ran(self) -> None:
        """A run has seen everything as it is."""
        if self.orders:
            self.seen["orders"] = max(self.seen["orders"], *(row[5] for row in self.orders.values()))
        if self.lines:
            self.seen["lines"] = max(self.seen["lines"], *(row[1] for row in self.lines.values()))

    def statements(self) -> list[Statement]:
        """The tables anew."""
        made: list[Statement] = []
        tables: dict[str, list[list[Any]]] = {
            "t_orders": [[key, *row] for key, row in sorted(self.orders.items())],
            "t_lines": [[*key, *row] for key, row in sorted(self.lines.items())],
            "t_customers": [[key, value] for key, value in sorted(self.customers.items())],
        }
        for table, rows in tables.items():
            made.append((f"DELETE FROM raw.{table}", []))
            for row in rows:
                made.append((f"INSERT INTO raw.{table} VALUES ({', '.join('?' * len(row))})", row))
        return made
