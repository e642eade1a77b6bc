"""Declarations and their statements as documents, statements in one order."""

from __future__ import annotations

import re
from functools import partial
from typing import assert_never

from lockgate.grammar import syntax as s
from lockgate.grammar.keywords import quote_name
from lockgate.grammar.layout import names
from lockgate.grammar.layout.comments import Comment, Comments
from lockgate.grammar.layout.doc import (
    HARD,
    LINE,
    Doc,
    Fill,
    align,
    begins,
    commas,
    concat,
    group,
    join,
    nest,
)
from lockgate.grammar.layout.queries import Queries
from lockgate.grammar.layout.rules import rule_words
from lockgate.grammar.layout.tables import column_table, row_table

_ORDER: tuple[type | str, ...] = (
    s.Description, s.Owner, s.Tags, s.Read, s.Materialize, "image", s.Command, "cpu", "memory", "env", "secrets",
    s.Cron, "on", "start", "run", "catchup", "concurrency", "after", s.Retries, "timeout", "notify",
    s.Columns, s.With, s.Query, s.Key, s.References, s.Fresh, s.Check, s.Rule, s.Test,
)  # fmt: skip
_RANK = {what: rank for rank, what in enumerate(_ORDER)}
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")


def rank(statement: s.Statement) -> int:
    """Where the statement stands in its block."""
    if isinstance(statement, s.Setting | s.Environment):
        return _RANK[statement.keyword]
    return _RANK[type(statement)]


class Declarations:
    """A whole file."""

    def __init__(self, text: str, comments: Comments) -> None:
        self.text = text
        self.comments = comments
        self.queries = Queries(comments)
        self.expr = self.queries.expr

    def file(self, node: s.File) -> Doc:
        parts: list[Doc] = []
        before: s.Declaration | None = None
        for declaration in node.declarations:
            first = self.comments.left[-1].start if self.comments.left else len(self.text)
            if before is not None:
                parts.append(HARD)
                if self._apart(before, declaration, min(first, declaration.span.start)):
                    parts.append(HARD)
            parts.append(self.queries.leaf(declaration.span, partial(self.declaration, declaration)))
            before = declaration
        rest = self.comments.before(len(self.text) + 1)
        if rest:
            parts += [HARD, HARD] if parts else []
            parts.append(_last(rest))
        return concat(*parts)

    def _apart(self, before: s.Declaration, after: s.Declaration, start: int) -> bool:
        """Whether an empty line stands between: but for lines of one kind that were written together."""
        together = type(before) is type(after) and not isinstance(after, s.Block)
        return not together or _EMPTY_LINE.search(self.text[before.span.end : start]) is not None

    def declaration(self, node: s.Declaration) -> Doc:
        match node:
            case s.Param():
                head = f"param {names.name(node.name)} {names.type_name(node.type)} = "
                return concat(head, self.expr(node.default))
            case s.Function():
                parameters: list[Doc] = [
                    f"{names.name(name)} {names.type_name(kind)}" for name, kind in node.parameters
                ]
                opening = concat(
                    f"function {names.name(node.name)}(", align(Fill(tuple(commas(parameters)))), ")"
                )
                return concat(
                    opening, f" {names.type_name(node.type)} =", group(nest(2, LINE, self.expr(node.body)))
                )
            case s.Block():
                return self.block(node)
            case s.Export():
                return concat(f"export {names.dataset(node.model)} to ", self.location(node.to))
            case s.Waive():
                until, by, reason = map(names.string, (node.until.text, node.by.text, node.reason.text))
                head = f"waive {names.name(node.policy)} on {target(node.target)}"
                return f"{head} until date {until} by {by} reason {reason}"
            case _:
                assert_never(node)

    def block(self, node: s.Block) -> Doc:
        made: list[tuple[int, Doc, bool]] = []
        for statement in node.statements:
            doc = self.queries.leaf(statement.span, partial(self.statement, statement))
            made.append((rank(statement), doc, begins(doc).startswith("--") or isinstance(statement, s.Test)))
        made.sort(key=lambda item: item[0])
        rest = self.comments.before(node.span.end)
        parts: list[Doc] = []
        for index, (_, doc, apart) in enumerate(made):
            parts += [HARD, HARD] if apart and index else [HARD]
            parts.append(doc)
        if rest:
            parts += [HARD, _last(rest)]
        return concat(f"{node.kind} {names.dataset(node.name)} {{", nest(2, *parts), HARD, "}")

    def statement(self, node: s.Statement) -> Doc:
        match node:
            case s.Description():
                return f"description {names.string(node.text.text)}"
            case s.Owner():
                return f"owner {names.string(node.text.text)}"
            case s.Tags():
                return concat("tags (", self.queries.names(node.names), ")")
            case s.Read():
                return concat("read ", self.location(node))
            case s.Columns():
                return column_table(self.queries, node)
            case s.Key():
                return concat("key (", self.queries.names(node.columns), ")")
            case s.References():
                own, other = self.queries.names(node.columns), self.queries.names(node.target_columns)
                return concat("references (", own, f") {names.dataset(node.dataset)} (", other, ")")
            case s.Fresh():
                return f"fresh {names.name(node.column)} within {names.string(node.within.text)}"
            case s.Check():
                return self.check(node)
            case s.Materialize():
                return self.materialize(node)
            case s.With():
                query = self.queries.whole(node.query)
                return concat(f"with {names.name(node.name)} as (", nest(2, HARD, query), HARD, ")")
            case s.Query():
                return self.queries.whole(node)
            case s.Test():
                return self.test(node)
            case s.Retries():
                every = "" if node.every is None else f" every {names.string(node.every.text)}"
                return f"retries {node.count}{every}"
            case s.Setting():
                values: list[Doc] = [
                    names.dataset(value) if isinstance(value, s.DatasetName) else self.expr(value)
                    for value in node.values
                ]
                return concat(f"{node.keyword} ", align(Fill(tuple(commas(values)))))
            case s.Cron():
                zone = "" if node.timezone is None else f" timezone {names.string(node.timezone.text)}"
                return f"cron {names.string(node.text.text)}{zone}"
            case s.Command():
                return concat(
                    "command (", align(Fill(tuple(commas([self.expr(word) for word in node.words])))), ")"
                )
            case s.Environment():
                return concat(f"{node.keyword} ", self.options(node.items))
            case s.Rule():
                return nest(2, Fill(tuple(rule_words(node))))
            case _:
                assert_never(node)

    def location(self, node: s.Read) -> Doc:
        head = f"{names.name(node.format)} {names.string(node.location.text)}"
        return concat(head, " ", self.options(node.options)) if node.options else head

    def options(self, items: tuple[s.Option, ...]) -> Doc:
        made: list[Doc] = [f"{names.name(item.name)} = {names.literal(item.value)}" for item in items]
        return concat("(", align(Fill(tuple(commas(made)))), ")")

    def check(self, node: s.Check) -> Doc:
        body: Doc
        if node.expr is not None:
            body = nest(2, self.expr(node.expr))
        elif node.empty is not None:
            body = concat("empty ", self.queries.parenthesised(node.empty))
        else:
            body = concat("unique (", self.queries.names(node.unique), ")")
        severity = "" if node.severity == "error" else f" severity {node.severity}"
        return concat(f"check {names.name(node.name)}: ", body, severity)

    def materialize(self, node: s.Materialize) -> Doc:
        parts = [f"materialize {node.kind}"]
        if node.cursor is not None:
            parts.append(f"cursor {names.name(node.cursor)}")
        if node.lookback is not None:
            parts.append(f"lookback {names.string(node.lookback.text)}")
        keys = ", ".join(names.names(node.keys))
        if keys:
            parts.append(f"key ({keys})" if node.kind == "snapshot" else f"merge on ({keys})")
        return " ".join(parts)

    def test(self, node: s.Test) -> Doc:
        made: list[tuple[bool, Doc]] = []
        for given in sorted((*node.given, *node.expect), key=lambda item: item.span.start):
            doc = self.queries.leaf(given.span, partial(self.given, given))
            made.append((given.dataset is None, doc))
        made.sort(key=lambda item: item[0])
        parts: list[Doc] = [part for _, doc in made for part in (HARD, doc)]
        rest = self.comments.before(node.span.end)
        if rest:
            parts += [HARD, _last(rest)]
        return concat(f"test {names.name(node.name)} {{", nest(2, *parts), HARD, "}")

    def given(self, node: s.Given) -> Doc:
        word = "expect" if node.dataset is None else f"given {names.dataset(node.dataset)}"
        columns = self.queries.names(node.columns)
        return concat(f"{word} (", columns, ") values", nest(2, HARD, row_table(self.queries, node.rows)))


def target(text: str) -> str:
    """What a waiver is about, its names as they must be written."""
    return ".".join(part if part == "*" else quote_name(part) for part in text.split("."))


def _last(comments: list[Comment]) -> Doc:
    return join([HARD], [comment.text for comment in comments])
