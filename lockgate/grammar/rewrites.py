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
STRING, WITH, ARROW = KIND["STRING"], KIND["WITH"], KIND["ARROW"]
SETTINGS = frozenset(
    KIND[name]
    for name in (
        "DESCRIPTION", "OWNER", "TAGS", "KEY", "MATERIALIZE", "IMAGE", "CPU", "MEMORY", "TIMEOUT", "COMMAND",
        "CRON", "TIMEZONE", "START", "CATCHUP", "CONCURRENCY", "RETRIES", "SEVERITY", "CURSOR", "LOOKBACK",
    )
)  # fmt: skip
"""Words behind which a value stands."""
_ESCAPED = re.compile(r"'(?:[^'\\\n]|''|\\[^\n])*'|\"(?:[^\"\\\n]|\"\"|\\[^\n])*\"")
_INSIDE = re.compile(r"'([^'\\\n]*\w)'(\w[^'\\\n]*)'(?=[ \t,;)]*(?:--[^\n]*)?(?:\r?\n|\Z))")
_BACKSLASHED = re.compile(r"\\(['\"])")


def rewritten(repairs: Repairs, at: int) -> int | None:
    """The token where reading goes on, where token `at` stands for another."""
    for rewrite in (
        _backslash,
        _apostrophe,
        _slashes,
        _stray_equal,
        _stray_sign,
        _comma_for_with,
        _equal_for_as,
    ):
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
    text = _escaped(match[0])
    what = "a backslash does not keep a quote from closing the string"
    return _respelled(repairs, at, match.end(), text, what, "\\" not in text)


def _apostrophe(repairs: Repairs, at: int) -> int | None:
    """`'Orders that don't count'`: three quotes on a line, of which the middle one stands inside a word."""
    b = repairs.builder
    if at == 0 or b.kinds[at - 1] != STRING or b.ends[at - 1] != b.starts[at]:
        return None
    match = _INSIDE.match(b.text, b.starts[at - 1])
    if match is None or match.end(1) + 1 != b.ends[at - 1] or repairs.respelled >= MAX_RESPELLED:
        return None
    text = f"'{match[1]}''{match[2]}'"
    what = "the quote inside this string closes it"
    return _respelled(repairs, at, match.end(2) + 1, text, what, safe=False)


def _respelled(repairs: Repairs, at: int, stop: int, text: str, what: str, safe: bool) -> int:
    """Go on as if token `at - 1` reached to `stop` and were written as `text`; the rest of the line is read anew."""
    b = repairs.builder
    repairs.respelled += 1
    start = b.starts[at - 1]
    end = b.text.find("\n", start)
    end = len(b.text) if end < 0 else end
    b.problems[:] = [problem for problem in b.problems if not start <= problem.span.start < end]
    repairs.problem(
        Span(b.path, start, stop),
        what,
        f"a quote inside a string stands twice: `{text}`",
        f"write `{text}`",
        (Edit(Span(b.path, start, stop), text),),
        applicability="safe" if safe else "unsafe",
    )
    rest = Builder(b.path, b.text[:end], [], [], [], problems=b.problems, open_strings=b.open_strings)
    rest.respelled = b.respelled
    b.open_strings.discard(start)
    b.respelled[start] = text
    b.ends[at - 1] = stop
    tokens(rest, stop)
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


def _stray_sign(repairs: Repairs, at: int) -> int | None:
    """`param rate: double`, `function f(x double) -> double`: a type stands behind its name, without a sign."""
    b, machine = repairs.builder, repairs.machine
    if b.kinds[at] not in (COLON, ARROW) or at == 0 or not machine.accepts((b.kinds[at + 1],)):
        return None
    if not machine.accepts((KIND["DECIMAL"],)) or machine.accepts((KIND["QUOTED_NAME"],)):
        return None
    what = f"a type stands behind the name without `{b.of(at)}`"
    repairs.problem(b.place(at), what, "", "remove it", (Edit(_between(b, at), " "),))
    repairs.drop(at, at + 1)
    return at


def _between(b: Builder, at: int) -> Span:
    """A token with the spaces around it, which are of one line."""
    start, end = b.starts[at], b.ends[at]
    gap = b.text[b.ends[at - 1] : start]
    start = b.ends[at - 1] if gap.isspace() and "\n" not in gap else start
    gap = b.text[end : b.starts[at + 1]]
    return Span(b.path, start, b.starts[at + 1] if gap.isspace() and "\n" not in gap else end)


def _equal_for_as(repairs: Repairs, at: int) -> int | None:
    """`with a = (from …)`."""
    b = repairs.builder
    if b.kinds[at] != EQUAL or at < 2 or b.kinds[at - 2] != WITH:
        return None
    if not repairs.machine.accepts((AS, b.kinds[at + 1])):
        return None
    place = b.place(at)
    repairs.problem(place, "`as` stands here, not `=`", "a binding is `with NAME as (from …)`", "write `as`",
                    (Edit(place, "as"),), "as")  # fmt: skip
    b.kinds[at] = AS
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
