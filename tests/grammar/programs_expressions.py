"""Names, literals and expressions as tokens, for the programs of property tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

Tokens = list[str]

# fmt: off
NAMES = [
    "a", "b", "c", "amount", "order_id", "_x", "Total", "date", "timestamp", "day", "key", "owner", "type",
    "value", "status", "name", "user", "rank", "rows", "store", "item", "week", "total", "reason", "mean",
    "days", "id", "up", "left", "right", "count", "sum", "min", "max", "first", "last", "year", "month",
    "hour", "description", "tags", "read", "columns", "check", "test", "run", "start", "every", "values",
    "label", "format", "many", "rollup", "unique", "empty", "by", "interval", "text",
]
# fmt: on
QUOTED = (
    "`order`",
    "`from`",
    "`two words`",
    "`it``s`",
    "`größe`",
    "`case`",
    "`date`",
    "`a`",
    "`-- no comment`",
)
DATASETS = ("a", "mart.orders", "stage.items", "values", "shop.`order`", "key", "`many`", "date.day")
STRINGS = ("'x'", "''", "'it''s'", '"double"', "'-- no comment'", "'größe'", '"it\'s"', "'`'", "'|> }'")
NUMBERS = ("0", "1", "42", "1.50", "0.00", "1e0", "1.5E-3", "007", "123456789012345678901234567890")
SETS = ("union all", "union distinct", "intersect distinct", "except distinct")
RULES = (
    "deny flow pii to mart . * , export unless through sha256 , count",
    "note flow pii including implicit to mart . *",
    "warn missing description , owner , tags on *",
    "DENY nondeterminism on *",
    "deny fanout , cross join on mart . *",
    "deny name unless like '(stage|mart)' on *",
    "gate drop , overwrite in prod approvals 1",
    "gate shrink below 0.9 in prod",
    "deny rows ( a , b ) >= 3 on `order`",
    "note case 1 . 5 - 3",
)
TYPES = (
    ["int"], ["bigint"], ["BOOLEAN"], ["bool"], ["integer"], ["int32"], ["int64"], ["long"], ["double"],
    ["double", "precision"], ["float64"], ["string"], ["text"], ["varchar"], ["varchar", "(", "10", ")"], ["date"],
    ["timestamp"], ["datetime"], ["timestamptz"], ["json"], ["decimal", "(", "12", ",", "2", ")"], ["interval"],
    ["numeric", "(", "5", ")"], ["array", "<", "int", ">"], ["array", "<", "array", "<", "string", ">", ">"],
    ["struct", "<", "a", "int", ",", "`b c`", "decimal", "(", "3", ",", "1", ")", ">"],
)  # fmt: skip


class Expressions:
    """Sizes shrink with depth, so that they end."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def one_of(self, *makers: Callable[[], Tokens]) -> Tokens:
        return self.random.choice(makers)()

    def maybe(self, tokens: Callable[[], Tokens], chance: float = 0.5) -> Tokens:
        return tokens() if self.random.random() < chance else []

    def perhaps(self, token: str, chance: float = 0.5) -> Tokens:
        return [token] if self.random.random() < chance else []

    def listed(self, element: Callable[[], Tokens], least: int = 1, most: int = 3) -> Tokens:
        made: Tokens = []
        for _ in range(self.random.randint(least, most)):
            made += [",", *element()] if made else element()
        return made

    def parens(self, inner: Tokens) -> Tokens:
        return ["(", *inner, ")"]

    # -- names

    def name(self) -> Tokens:
        return [self.random.choice(NAMES if self.random.random() < 0.85 else QUOTED)]

    def names(self) -> Tokens:
        return self.listed(self.name)

    def dataset(self) -> Tokens:
        return [self.random.choice(DATASETS)]

    def path(self) -> Tokens:
        made = self.name()
        while self.random.random() < 0.3:
            made += [".", *self.name()]
        return made

    def string(self) -> Tokens:
        return [self.random.choice(STRINGS)]

    def type(self) -> Tokens:
        return list(self.random.choice(TYPES))

    def literal(self) -> Tokens:
        return self.one_of(
            lambda: [self.random.choice(NUMBERS)],
            self.string,
            lambda: [self.random.choice(("null", "true", "FALSE"))],
            lambda: ["date", "'2026-01-31'"],
            lambda: ["TIMESTAMP", "'2026-01-31 08:00:00'"],
            lambda: ["timestamptz", "'2026-01-31 08:00:00+00:00'"],
            lambda: ["interval", "'3 days'"],
        )

    def signed(self) -> Tokens:
        return self.one_of(self.literal, lambda: [self.random.choice("+-"), self.random.choice(NUMBERS)])

    # -- expressions

    def expr(self, depth: int = 3) -> Tokens:
        if depth <= 0 or self.random.random() < 0.2:
            return self.one_of(self.path, self.literal)
        inner = depth - 1
        return self.one_of(
            lambda: [*self.expr(inner), self.random.choice(("and", "or", "AND")), *self.expr(inner)],
            lambda: self.operand(inner, ("=", "<>", "!=", "<", "<=", ">", ">=")),
            lambda: self.operand(inner, ("+", "-", "*", "/", "//", "%", "||")),
            lambda: ["not", *self.expr(inner)],
            lambda: [self.random.choice("-+"), *self.closed(inner)],
            lambda: [*self.closed(inner), "is", *self.perhaps("not"), "null"],
            lambda: [*self.closed(inner), *self.perhaps("not"), "in", *self.parens(self.exprs(inner))],
            lambda: [*self.closed(inner), *self.perhaps("not"), "between", *self.operand(inner, ("and",))],
            lambda: [*self.closed(inner), *self.perhaps("not"), "like", *self.closed(inner)],
            lambda: self.closed(inner),
            lambda: [*self.closed(inner), "in", *self.subquery(inner)],
            lambda: ["not", "exists", *self.subquery(inner)],
        )  # fmt: skip

    def exprs(self, depth: int) -> Tokens:
        return self.listed(lambda: self.expr(depth))

    def operand(self, depth: int, operators: Sequence[str]) -> Tokens:
        return [*self.closed(depth), self.random.choice(operators), *self.closed(depth)]

    def closed(self, depth: int) -> Tokens:
        """An expression that can stand beside any operator."""
        if depth <= 0:
            return self.one_of(self.path, self.literal)
        inner = depth - 1
        return self.one_of(
            self.path,
            self.literal,
            lambda: self.parens(self.expr(depth)),
            lambda: self.call(inner),
            lambda: self.case(inner),
            lambda: [
                self.random.choice(("cast", "try_cast")),
                "(",
                *self.expr(inner),
                "as",
                *self.type(),
                ")",
            ],
            lambda: [*self.closed(inner), "[", *self.expr(inner), "]"],
            lambda: ["(", *self.expr(inner), ")", ".", *self.name()],
            lambda: [*self.call(inner), ".", *self.name(), ".", *self.name()],
            lambda: [*self.closed(inner), "->", *self.string()],
            lambda: self.subquery(inner),
            lambda: ["exists", *self.subquery(inner)],
        )

    def case(self, depth: int) -> Tokens:
        made = ["case", *self.maybe(lambda: self.expr(depth), 0.3)]
        for _ in range(self.random.randint(1, 3)):
            made += ["when", *self.expr(depth), "then", *self.expr(depth)]
        return [*made, *self.maybe(lambda: ["else", *self.expr(depth)]), "end"]

    def call(self, depth: int) -> Tokens:
        callee = self.random.choice(
            (*(n for n in NAMES if n not in ("rollup", "unique", "empty")), "`rollup`")
        )
        args = self.one_of(
            list,
            lambda: ["*"],
            lambda: [
                *self.perhaps("distinct", 0.2),
                *self.listed(lambda: [*self.expr(depth), *self.maybe(lambda: ["as", *self.name()], 0.1)]),
                *self.maybe(lambda: ["order", "by", *self.order_keys(depth)], 0.2),
            ],
        )
        return [
            callee, *self.parens(args),
            *self.maybe(lambda: ["filter", "(", "where", *self.expr(depth), ")"], 0.2),
            *self.maybe(lambda: ["over", *self.parens(self.window(depth))], 0.3),
        ]  # fmt: skip

    def window(self, depth: int) -> Tokens:
        return [
            *self.maybe(lambda: ["partition", "by", *self.listed(lambda: self.expr(depth))]),
            *self.maybe(lambda: ["order", "by", *self.order_keys(depth)]),
            *self.maybe(
                lambda: [
                    self.random.choice(("rows", "range")),
                    "between",
                    *self.bound(),
                    "and",
                    *self.bound(),
                ]
            ),
        ]

    def bound(self) -> Tokens:
        side = self.random.choice(("preceding", "following"))
        return self.one_of(
            lambda: ["unbounded", side], lambda: ["current", "row"], lambda: [*self.literal(), side]
        )

    def order_keys(self, depth: int) -> Tokens:
        return self.listed(
            lambda: [
                *self.expr(depth),
                *self.maybe(lambda: [self.random.choice(("asc", "DESC"))]),
                *self.maybe(lambda: ["nulls", self.random.choice(("first", "last"))], 0.3),
            ]
        )

    def subquery(self, depth: int) -> Tokens:
        raise NotImplementedError
