"""Syntactically valid programs of every construct, for property tests: `programs()` is a hypothesis strategy.

`Program(random).tokens()` gives a program as its tokens; `text` puts spaces, line ends and comments between
them. Names, types and functions are arbitrary: the programs parse, and mean nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from hypothesis import strategies as st

from tests.grammar.programs_expressions import RULES, Tokens
from tests.grammar.programs_queries import Queries


class Program(Queries):
    """One program."""

    def tokens(self) -> Tokens:
        made: Tokens = []
        for _ in range(self.random.randint(1, 4)):
            made += self.declaration()
        return made

    def declaration(self) -> Tokens:
        return self.one_of(
            lambda: ["param", *self.name(), *self.type(), "=", *self.signed()],
            lambda: [
                "function", *self.name(), *self.parens(self.listed(lambda: [*self.name(), *self.type()], 0)),
                *self.type(), "=", *self.expr(),
            ],
            lambda: self.block("source", self.source_statement),
            lambda: self.block("model", self.model_statement),
            lambda: self.block("MODEL", self.model_statement),
            lambda: self.block("job", self.job_statement),
            lambda: self.block("schedule", self.schedule_statement),
            lambda: self.block("policy", self.policy_statement),
            lambda: ["export", *self.dataset(), "to", *self.location()],
            lambda: [
                "waive", *self.name(), "on", *self.random.choice((["*"], ["mart", ".", "*"], ["mart.orders"])),
                "until", "date", "'2027-01-31'", "by", *self.string(), "reason", *self.string(),
            ],
        )  # fmt: skip

    def block(self, kind: str, statement: Callable[[], Tokens]) -> Tokens:
        made = [kind, *self.dataset(), "{"]
        for _ in range(self.random.randint(0, 6)):
            made += statement()
        return [*made, "}"]

    def common(self) -> Tokens:
        return self.one_of(
            lambda: ["description", *self.string()],
            lambda: ["owner", *self.string()],
            lambda: ["tags", *self.parens(self.names())],
        )

    def options(self) -> Tokens:
        return self.parens(self.listed(lambda: [*self.name(), "=", *self.literal()]))

    def location(self) -> Tokens:
        return [*self.name(), *self.string(), *self.maybe(self.options)]

    def columns(self) -> Tokens:
        return ["columns", *self.parens(self.listed(self.column, 1, 5))]

    def column(self) -> Tokens:
        modifiers = [
            ["not", "null"], ["unique"], ["in", *self.parens(self.listed(self.signed))],
            ["between", *self.signed(), "and", *self.signed()], ["references", *self.dataset(), "(", *self.name(), ")"],
            ["label", *self.name(), *self.maybe(lambda: [".", *self.name()])], ["description", *self.string()],
        ]  # fmt: skip
        self.random.shuffle(modifiers)
        chosen = modifiers[: self.random.randint(0, 4)]
        return [*self.name(), *self.type(), *(token for modifier in chosen for token in modifier)]

    def check(self) -> Tokens:
        body = self.one_of(
            self.expr,
            lambda: ["unique", *self.parens(self.names())],
            lambda: ["empty", *self.subquery(2)],
        )
        severity = self.maybe(lambda: ["severity", self.random.choice(("warn", "error"))], 0.3)
        return ["check", *self.name(), ":", *body, *severity]

    def key(self) -> Tokens:
        return ["key", *self.parens(self.names())]

    def source_statement(self) -> Tokens:
        return self.one_of(
            self.common,
            lambda: ["read", *self.location()],
            self.columns,
            self.key,
            lambda: ["references", *self.parens(self.names()), *self.dataset(), *self.parens(self.names())],
            lambda: ["fresh", *self.name(), "within", "'24 hours'"],
            self.check,
        )

    def model_statement(self) -> Tokens:
        return self.one_of(
            self.common,
            lambda: ["materialize", *self.materialization()],
            self.columns,
            self.key,
            lambda: ["with", *self.name(), "as", *self.subquery(2)],
            self.query,
            self.query,
            self.query,
            self.check,
            self.test,
        )

    def materialization(self) -> Tokens:
        incremental = [
            ["cursor", *self.name()],
            ["lookback", "'3 days'"],
            ["merge", "on", *self.parens(self.names())],
        ]
        self.random.shuffle(incremental)
        return self.one_of(
            lambda: ["view"],
            lambda: ["table"],
            lambda: ["snapshot", *self.key()],
            lambda: ["incremental", *(token for option in incremental[:2] for token in option)],
        )

    def test(self) -> Tokens:
        made = ["test", *self.name(), "{"]
        for _ in range(self.random.randint(0, 3)):
            head = self.one_of(lambda: ["given", *self.dataset()], lambda: ["expect"])
            made += [*head, *self.parens(self.names()), "values", *self.rows()]
        return [*made, "}"]

    def job_statement(self) -> Tokens:
        return self.one_of(
            self.common,
            lambda: [self.random.choice(("image", "cpu", "memory", "timeout")), *self.literal()],
            lambda: ["command", *self.parens(self.listed(lambda: self.one_of(self.string, self.path)))],
            lambda: [self.random.choice(("env", "secrets")), *self.options()],
            lambda: ["after", *self.listed(self.dataset)],
            self.retries,
        )

    def schedule_statement(self) -> Tokens:
        return self.one_of(
            self.common,
            lambda: ["cron", *self.string(), *self.maybe(lambda: ["timezone", *self.string()])],
            lambda: [self.random.choice(("start", "catchup", "concurrency", "timeout")), *self.literal()],
            lambda: [self.random.choice(("on", "run")), *self.listed(self.dataset)],
            lambda: ["notify", *self.listed(self.string)],
            self.retries,
        )

    def retries(self) -> Tokens:
        return ["retries", "3", *self.maybe(lambda: ["every", "'5 minutes'"])]

    def policy_statement(self) -> Tokens:
        return self.one_of(self.common, lambda: self.random.choice(RULES).split())


def text(tokens: Tokens, random: Random, comments: bool = True) -> str:
    """The tokens with white space, and comments, between them."""
    spaces = [" ", " ", " ", " ", "\n", "\n  ", "\t", "\r\n", "  \n\n"]
    if comments:
        spaces += ["\n-- a comment\n", "  -- behind\n", " --\n\n", "\n-- one\n-- two\n\n"]
    weights = [8, 8, 8, 8, 2, 2, 1, 1, 1, *([0.3] * (len(spaces) - 9))]
    gaps = random.choices(spaces, weights, k=len(tokens) + 1)
    return "".join(part for pair in zip(gaps, [*tokens, ""], strict=True) for part in pair)


def program(random: Random, comments: bool = True) -> str:
    """One program as text."""
    return text(Program(random).tokens(), random, comments)


def programs(comments: bool = True) -> st.SearchStrategy[str]:
    """Programs as text."""
    return st.randoms(use_true_random=False).map(lambda random: program(random, comments))
