"""Tokens that other languages write for ours: what is read then is ours, and nothing else is lost."""

from __future__ import annotations

import re

from lockgate.diagnostics import Edit
from lockgate.grammar.actions.builder import Builder
from lockgate.grammar.lexer import tokens
from lockgate.grammar.machine import END, KIND
from lockgate.grammar.repairs import AS, COLON, COMMA, EQUAL, Repairs
from lockgate.source import Span

MAX_RESPELLED = 50
STRING, WITH = KIND["STRING"], KIND["WITH"]
SETTINGS = frozenset(
    KIND[name]
    for name in (
        "DESCRIPTION", "OWNER", "TAGS", "KEY", "MATERIALIZE", "IMAGE", "CPU", "MEMORY", "TIMEOUT", "COMMAND",
        "CRON", "TIMEZONE", "START", "CATCHUP", "CONCURRENCY", "RETRIES", "SEVERITY", "CURSOR", "LOOKBACK",
    )
)  # fmt: skip
"""Words behind which a value stands."""
_ESCAPED = re.compile(r"'(?:[^'\\\n]|''|\\[^\n])*'|\"(?:[^\"\\\n]|\"\"|\\[^\n])*\"")
_BACKSLASHED = re.compile(r"\\(['\"])")


def rewritten(repairs: Repairs, at: int) -> int | None:
    """The token where reading goes on, where token `at` stands for another."""
    for rewrite in (_backslash, _slashes, _stray_equal, _comma_for_with):
        resumed = rewrite(repairs, at)
        if resumed is not None:
            return resumed
    return None


def _backslash(repairs: Repairs, at: int) -> int | None:
    """`'O\\'Brien'`: the string ends elsewhere, so the rest of its line is other tokens than it seemed."""
    b = repairs.builder
    if at == 0 or b.kinds[at - 1] != STRING or b.ends[at - 1] != b.starts[at]:
        return None
    start = b.starts[at - 1]
    match = _ESCAPED.match(b.text, start)
    if match is None or match.end() <= b.ends[at - 1] or repairs.respelled >= MAX_RESPELLED:
        return None
    repairs.respelled += 1
    end = b.text.find("\n", start)
    end = len(b.text) if end < 0 else end
    text = _escaped(match[0])
    b.problems[:] = [problem for problem in b.problems if not start <= problem.span.start < end]
    repairs.problem(
        Span(b.path, start, match.end()),
        "a backslash does not keep a quote from closing the string",
        f"a quote inside a string stands twice: `{text}`",
        f"write `{text}`",
        (Edit(Span(b.path, start, match.end()), text),),
        applicability="unsafe" if "\\" in text else "safe",
    )
    rest = Builder(b.path, b.text[:end], [], [], [], problems=b.problems, open_strings=b.open_strings)
    rest.respelled = b.respelled
    b.open_strings.discard(start)
    b.respelled[start] = text
    b.ends[at - 1] = match.end()
    tokens(rest, match.end())
    until = next(
        token for token in range(at, len(b.kinds)) if b.kinds[token] == END or b.starts[token] >= end
    )
    b.kinds[at:until], b.starts[at:until], b.ends[at:until] = (
        rest.kinds[:-1],
        rest.starts[:-1],
        rest.ends[:-1],
    )
    return at


def _slashes(repairs: Repairs, at: int) -> int | None:
    """`// a comment`."""
    b = repairs.builder
    if b.kinds[at] != KIND["DOUBLE_SLASH"]:
        return None
    marks, end = [at], at + 1
    while b.kinds[end] != END and (not repairs.first_of_line(end) or b.kinds[end] == b.kinds[at]):
        if repairs.first_of_line(end):
            marks.append(end)
        end += 1
    if not repairs.machine.accepts((b.kinds[end],)):
        return None
    span = b.place(at)
    repairs.problem(
        span,
        "`//` begins no comment",
        "a comment begins with `--`",
        "write `--`",
        tuple(Edit(b.place(mark), "--") for mark in marks),
    )
    start, stop = span.start, b.starts[end]
    b.problems[:] = [problem for problem in b.problems if not start < problem.span.start < stop]
    repairs.drop(at, end)
    return at


def _stray_equal(repairs: Repairs, at: int) -> int | None:
    """`materialize = table`, `owner: 'finance'`."""
    b = repairs.builder
    if b.kinds[at] not in (EQUAL, COLON) or at == 0 or b.kinds[at - 1] not in SETTINGS:
        return None
    if not repairs.machine.accepts((b.kinds[at + 1],)):
        return None
    span = b.place(at)
    what = f"`{b.of(at - 1)}` takes its value without `{b.of(at)}`"
    gone = Span(b.path, b.ends[at - 1], max(b.ends[at - 1], b.ends[at]))
    repairs.problem(span, what, "", "remove it", (Edit(gone, " " if b.ends[at] == b.starts[at + 1] else ""),))
    repairs.drop(at, at + 1)
    return at


def _comma_for_with(repairs: Repairs, at: int) -> int | None:
    """`with a as (…), b as (…)`."""
    b = repairs.builder
    if b.kinds[at] != COMMA or not repairs.machine.accepts((WITH, b.kinds[at + 1])) or b.kinds[at + 2] != AS:
        return None
    start = b.ends[at - 1]
    repairs.problem(
        b.place(at), "each binding begins with a `with` of its own", "", "write `with`",
        (Edit(Span(b.path, start, b.starts[at + 1]), "\n  with "),), "with",
    )  # fmt: skip
    b.kinds[at] = WITH
    return at


def _escaped(written: str) -> str:
    """A string with backslashes before quotes, as it is written here."""
    quote = written[0]
    plain = _BACKSLASHED.sub(lambda match: match[1], written[1:-1].replace(quote * 2, quote))
    return "'" + plain.replace("'", "''") + "'"
