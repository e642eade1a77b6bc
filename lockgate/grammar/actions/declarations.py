"""Files, declarations, and the statements of their blocks."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from lockgate.grammar import syntax as s
from lockgate.grammar.actions.builder import LOST, Builder, Lost, Token
from lockgate.grammar.actions.expressions import whole
from lockgate.grammar.tables import WORDS
from lockgate.source import Span

_KEYWORDS = frozenset(WORDS.values())
Body = list[s.Statement | Lost]


def file(b: Builder, declarations: list[s.Declaration | Lost]) -> s.File:
    kept = tuple(item for item in declarations if not isinstance(item, Lost))
    return s.File(b.path, kept, span=Span(b.path, 0, len(b.text)))


def param(b: Builder, name: s.Name, kind: s.TypeName, default: s.Expr) -> s.Param:
    return s.Param(name, kind, default, span=b.span())


def function(
    b: Builder, name: s.Name, parameters: list[tuple[s.Name, s.TypeName]], kind: s.TypeName, body: s.Expr
) -> s.Function:
    return s.Function(name, tuple(parameters), kind, body, span=b.span())


def block(b: Builder, kind: Token, name: s.DatasetName, body: Body) -> s.Block:
    kept = tuple(item for item in body if not isinstance(item, Lost))
    return s.Block(b.word(kind), name, kept, broken=len(kept) < len(body), span=b.span())


def export(b: Builder, model: s.DatasetName, to: s.Read) -> s.Export:
    return s.Export(model, to, span=b.span())


def waive(b: Builder, policy: s.Name, target: str, until: s.Text, by: s.Text, reason: s.Text) -> s.Waive:
    return s.Waive(policy, target, until, by, reason, span=b.span())


def target(b: Builder, head: s.DatasetName | s.Name | Token, *rest: Token) -> str:
    """What a waiver is about: `mart.orders`, `mart.*` or `*`."""
    if isinstance(head, int):
        return "*"
    return f"{head.text}.*" if rest else head.text


# -- statements that several blocks have


def statement_of(b: Builder, item: s.Read | s.Materialize) -> s.Read | s.Materialize:
    """The keyword belongs to the statement's place."""
    return evolve(item, span=b.span())


def description(b: Builder, text: s.Text) -> s.Description:
    return s.Description(text, span=b.span())


def owner(b: Builder, text: s.Text) -> s.Owner:
    return s.Owner(text, span=b.span())


def tags(b: Builder, names: list[s.Name]) -> s.Tags:
    return s.Tags(tuple(names), span=b.span())


def key(b: Builder, names: list[s.Name]) -> s.Key:
    return s.Key(tuple(names), span=b.span())


def location(b: Builder, form: s.Name, place: s.Text, options: list[s.Option] | None) -> s.Read:
    return s.Read(form, place, tuple(options or ()), span=b.span())


def option(b: Builder, name: s.Name, value: s.Literal) -> s.Option:
    return s.Option(name, value, span=b.span())


# -- columns


def columns(b: Builder, specs: list[s.ColumnSpec | Lost]) -> s.Columns:
    return s.Columns(tuple(item for item in specs if not isinstance(item, Lost)), span=b.span())


def column_spec(b: Builder, name: s.Name, kind: s.TypeName, modifiers: list[tuple[str, Any]]) -> s.ColumnSpec:
    given: dict[str, Any] = dict(modifiers)
    labels = tuple(value for word, value in modifiers if word == "labels")
    return s.ColumnSpec(name, kind, **{**given, "labels": labels}, span=b.span())


def is_not_null(b: Builder) -> tuple[str, Any]:
    return "not_null", True


def is_unique(b: Builder) -> tuple[str, Any]:
    return "unique", True


def in_domain(b: Builder, items: list[s.Expr]) -> tuple[str, Any]:
    return "domain", tuple(items)


def in_range(b: Builder, low: s.Expr, high: s.Expr) -> tuple[str, Any]:
    return "between", (low, high)


def referring(b: Builder, dataset: s.DatasetName, column: s.Name) -> tuple[str, Any]:
    return "references", (dataset, column)


def labelled(b: Builder, parts: list[s.Name]) -> tuple[str, Any]:
    text = ".".join(part.text for part in parts)
    return "labels", s.Label(text, span=parts[0].span.to(parts[-1].span))


def described(b: Builder, text: s.Text) -> tuple[str, Any]:
    return "description", text


def references(b: Builder, names: list[s.Name], dataset: s.DatasetName, others: list[s.Name]) -> s.References:
    return s.References(tuple(names), dataset, tuple(others), span=b.span())


# -- what models and sources say


def fresh(b: Builder, column: s.Name, within: s.Text) -> s.Fresh:
    return s.Fresh(column, within, span=b.span())


def with_query(b: Builder, name: s.Name, query: s.Query) -> s.With:
    return s.With(name, query, span=b.span())


def plain_kind(b: Builder, word: Token) -> s.Materialize:
    return s.Materialize(b.word(word), span=b.span())


def incremental(b: Builder, options: list[tuple[Token, Any]]) -> s.Materialize:
    given = {b.word(word): value for word, value in options}
    keys = given.get("merge")
    return s.Materialize(
        "incremental",
        given.get("cursor"),
        given.get("lookback"),
        tuple(keys or ()),
        None if keys is None else "merge",
        span=b.span(),
    )


def snapshot(b: Builder, names: list[s.Name]) -> s.Materialize:
    return s.Materialize("snapshot", keys=tuple(names), span=b.span())


def check(b: Builder, name: s.Name, body: dict[str, Any], severity: Token | None) -> s.Check:
    return s.Check(name, severity="error" if severity is None else b.word(severity), span=b.span(), **body)


def check_expr(b: Builder, expr: s.Expr) -> dict[str, Any]:
    return {"expr": expr}


def check_unique(b: Builder, names: list[s.Name]) -> dict[str, Any]:
    return {"unique": tuple(names)}


def check_empty(b: Builder, query: s.Query) -> dict[str, Any]:
    return {"empty": query}


def test(b: Builder, name: s.Name, body: list[s.Given | Lost]) -> s.Test | Lost:
    if any(item is LOST for item in body):
        return LOST
    given = tuple(item for item in body if isinstance(item, s.Given))
    return s.Test(
        name,
        tuple(item for item in given if item.dataset is not None),
        tuple(item for item in given if item.dataset is None),
        span=b.span(),
    )


def given(
    b: Builder, dataset: s.DatasetName | None, names: list[s.Name], rows: list[tuple[s.Expr, ...]]
) -> s.Given:
    return s.Given(dataset, tuple(names), tuple(rows), span=b.span())


def expect(b: Builder, names: list[s.Name], rows: list[tuple[s.Expr, ...]]) -> s.Given:
    return given(b, None, names, rows)


# -- jobs, schedules and policies


def setting(b: Builder, word: Token, value: s.Literal) -> s.Setting:
    return s.Setting(b.word(word), (value,), span=b.span())


def settings(b: Builder, word: Token, values: list[s.Expr | s.DatasetName]) -> s.Setting:
    return s.Setting(b.word(word), tuple(values), span=b.span())


def command(b: Builder, words: list[s.Expr]) -> s.Command:
    return s.Command(tuple(words), span=b.span())


def environment(b: Builder, word: Token, items: list[s.Option]) -> s.Environment:
    return s.Environment(b.word(word), tuple(items), span=b.span())


def retries(b: Builder, count: Token, every: s.Text | None) -> s.Retries:
    return s.Retries(whole(b, count), every, span=b.span())


def cron(b: Builder, text: s.Text, timezone: s.Text | None) -> s.Cron:
    return s.Cron(text, timezone, span=b.span())


def rule_words(b: Builder, *tokens: Token) -> list[tuple[tuple[str, str], Span]]:
    # A token that recovery put in has no text.
    return [(_rule_word(b, token), b.place(token)) for token in tokens if b.of(token)]


def _rule_word(b: Builder, token: Token) -> tuple[str, str]:
    written = b.of(token)
    if written[0] in "'\"":
        return "string", b.string(token)
    if written[0].isdigit():
        return "number", written
    if written[0].isalpha() or written[0] in "_`":
        return "word", written.lower() if b.kinds[token] in _KEYWORDS else written
    return "sign", written


def rule(b: Builder, words: list[tuple[tuple[str, str], Span]]) -> s.Rule:
    return s.Rule(tuple(word for word, _ in words), tuple(place for _, place in words), span=b.span())
