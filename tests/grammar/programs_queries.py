"""Queries as tokens, for the programs of property tests."""

from __future__ import annotations

from tests.grammar.programs_expressions import SETS, Expressions, Tokens


class Queries(Expressions):
    """Queries and their operators."""

    def subquery(self, depth: int) -> Tokens:
        return self.parens(self.query(min(depth, 1)))

    def query(self, depth: int = 2) -> Tokens:
        made = ["from", *self.source(depth)]
        for _ in range(self.random.randint(0, 4 if depth > 1 else 2)):
            made += ["|>", *self.operator(depth)]
        return made

    def source(self, depth: int) -> Tokens:
        alias = self.maybe(lambda: ["as", *self.name()])
        if depth <= 0:
            return [*self.dataset(), *alias]
        return self.one_of(
            lambda: [*self.dataset(), *alias],
            lambda: [*self.subquery(depth - 1), *alias],
            lambda: ["values", *self.rows(), *self.maybe(self.columns_alias)],
        )  # fmt: skip

    def columns_alias(self) -> Tokens:
        return ["as", *self.name(), *self.maybe(lambda: self.parens(self.names()))]

    def rows(self) -> Tokens:
        width = self.random.randint(1, 3)
        return self.listed(lambda: self.parens(self.listed(lambda: self.expr(1), width, width)))

    def item(self, depth: int) -> Tokens:
        return [*self.expr(depth), *self.maybe(lambda: ["as", *self.name()], 0.7)]

    def items(self, depth: int) -> Tokens:
        return self.listed(lambda: self.item(depth), 1, 4)

    def operator(self, depth: int) -> Tokens:
        return self.one_of(
            lambda: ["where", *self.expr(depth)],
            lambda: ["SELECT", *self.listed(lambda: self.select_item(depth), 1, 5)],
            lambda: ["extend", *self.items(depth)],
            lambda: ["set", *self.listed(lambda: [*self.path(), "=", *self.expr(depth)])],
            lambda: ["drop", *self.listed(self.path)],
            lambda: ["rename", *self.listed(lambda: [*self.path(), "as", *self.name()])],
            lambda: ["as", *self.name()],
            lambda: self.join(depth),
            lambda: ["cross", "join", *self.perhaps("many"), *self.source(depth - 1)],
            lambda: ["aggregate", *self.items(depth), *self.maybe(lambda: self.groups(depth))],
            lambda: ["aggregate", *self.groups(depth)],
            lambda: ["distinct"],
            lambda: ["distinct", "on", *self.parens(self.exprs(1)), "order", "by", *self.order_keys(1)],
            lambda: ["order", "by", *self.order_keys(depth)],
            lambda: ["limit", "10", *self.maybe(lambda: ["offset", "5"])],
            lambda: [
                *self.random.choice(SETS).split(),
                *self.listed(lambda: self.subquery(depth - 1), 1, 2),
            ],
            lambda: [
                "pivot", "(", *self.items(1), "for", *self.path(), "in", "(", *self.items(0), ")", ")"
            ],
            lambda: ["unpivot", "(", *self.name(), "for", *self.name(), "in", "(", *self.listed(self.path), ")", ")"],
            lambda: ["unnest", *self.item(depth)],
        )  # fmt: skip

    def select_item(self, depth: int) -> Tokens:
        return self.one_of(
            lambda: ["*"], lambda: [*self.name(), ".", "*"], self.path, lambda: self.item(depth)
        )

    def join(self, depth: int) -> Tokens:
        kind = self.random.choice(([], ["inner"], ["LEFT"], ["right"], ["full"], ["semi"], ["anti"]))
        condition = self.one_of(
            lambda: ["on", *self.expr(depth)], lambda: ["using", *self.parens(self.names())]
        )
        return [*kind, "join", *self.perhaps("many", 0.2), *self.source(depth - 1), *condition]

    def groups(self, depth: int) -> Tokens:
        def grouping_set() -> Tokens:
            return self.one_of(lambda: self.item(0), lambda: ["(", ")"], lambda: self.parens(self.items(0)))

        return ["group", "by", *self.listed(
            lambda: self.one_of(
                lambda: self.item(depth),
                lambda: [self.random.choice(("rollup", "cube")), *self.parens(self.listed(grouping_set))],
                lambda: ["grouping", "sets", *self.parens(self.listed(grouping_set))],
            )
        )]  # fmt: skip
