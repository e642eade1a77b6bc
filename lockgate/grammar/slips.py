"""Slips that are found from what could stand there: a clause or a pair of parentheses that is missing."""

from __future__ import annotations

from lockgate.diagnostics import Diagnostic, Edit, Fix, SyntaxProblem
from lockgate.grammar.foreign import is_name, shortened
from lockgate.grammar.machine import END, KIND, Machine
from lockgate.grammar.repairs import PIPE, Repairs
from lockgate.source import Span

LPAR, COMMA, DOT, EQUAL, STRING = (KIND[name] for name in ("LPAR", "COMMA", "DOT", "EQUAL", "STRING"))
IN, JOIN, ON, USING, CASE, END_WORD, SET = (
    KIND[name] for name in ("IN", "JOIN", "ON", "USING", "CASE", "END", "SET")
)
LITERALS = frozenset(KIND[name] for name in ("NUMBER", "STRING", "TRUE", "FALSE", "NULL"))
LISTED = frozenset(KIND[name] for name in ("KEY", "TAGS", "USING", "ON", "IN"))
"""Words behind which a list stands in parentheses."""
SURE = LISTED - {IN, ON}
QUOTED = frozenset(
    KIND[name] for name in ("OWNER", "DESCRIPTION", "TIMEZONE", "WITHIN", "EVERY", "BY", "REASON")
)


def slip(machine: Machine, repairs: Repairs, at: int) -> Diagnostic | None:
    """What is missing before token `at`, if that is plain."""
    return (
        _join_without_on(machine, at)
        or _case_without_end(machine, at)
        or _set_without_equal(machine, at)
        or _bare_list(machine, repairs, at)
        or _bare_text(machine, repairs, at)
    )


def _join_without_on(machine: Machine, at: int) -> Diagnostic | None:
    b = machine.builder
    if not machine.accepts((ON,)) or not machine.accepts((USING,)) or machine.accepts((PIPE,)):
        return None
    join = _last(machine, JOIN, at)
    if join is None or is_name(b, at):
        return None
    return SyntaxProblem(
        span=b.place(join).to(b.place(at - 1)),
        message="this join says neither `on` nor `using`",
        help="add `on a.x = b.x` or `using (x)`; all pairs are a `cross join`",
        expected=("on", "using"),
    )


def _case_without_end(machine: Machine, at: int) -> Diagnostic | None:
    b = machine.builder
    if not machine.accepts((END_WORD,)):
        return None
    case = _last(machine, CASE, at)
    if case is None or not machine.accepts((END_WORD, b.kinds[at])):
        return None
    behind = Span(b.path, b.ends[at - 1], b.ends[at - 1])
    return SyntaxProblem(
        span=b.place(case),
        message="this `case` has no `end`",
        help="write `case when … then … else … end`",
        expected=("end",),
        fixes=(Fix("add `end`", (Edit(behind, " end"),)),),
    )


def _set_without_equal(machine: Machine, at: int) -> Diagnostic | None:
    b = machine.builder
    if not machine.accepts((EQUAL, LPAR)) or not machine.accepts((DOT,)) or machine.accepts((PIPE,)):
        return None
    start = _last(machine, SET, at)
    if start is None:
        return None
    name = b.of(start + 1)
    return SyntaxProblem(
        span=b.place(start).to(b.place(at)),
        message="`set` names the column first",
        help=f"write `set {name} = …`",
        expected=("=",),
    )


def _last(machine: Machine, kind: int, at: int) -> int | None:
    """The innermost token of that kind on the stacks."""
    kinds = machine.builder.kinds
    for value in reversed(machine.values):
        if value.__class__ is int and kinds[value] == kind and value < at:
            found: int = value
            return found
    return None


def _bare_list(machine: Machine, repairs: Repairs, at: int) -> Diagnostic | None:
    """`key a, b` for `key (a, b)`."""
    b = machine.builder
    word = b.kinds[at - 1] if at else END
    if word not in LISTED or not machine.accepts((LPAR,)):
        return None
    end = at
    while _element(machine, end, word) and (end == at or b.kinds[end - 1] == COMMA):
        end += 1
        if b.kinds[end] != COMMA or not _element(machine, end + 1, word):
            break
        end += 1
    if end == at:
        return None
    place = b.place(at).to(b.place(end - 1))
    text = f"({b.text[place.start : place.end]})"
    closed = repairs.first_of_line(end) or b.kinds[end] in (END, PIPE, KIND["RBRACE"])
    sure = closed and (word == USING or (word in SURE and repairs.first_of_line(at - 1)))
    return SyntaxProblem(
        span=place,
        message=f"the list behind `{b.of(at - 1)}` stands in parentheses",
        help=f"write `{b.of(at - 1)} {shortened(text)}`",
        expected=("(",),
        fixes=(Fix("add the parentheses", (Edit(place, text),), "safe" if sure else "unsafe"),),
    )


def _element(machine: Machine, token: int, word: int) -> bool:
    b = machine.builder
    return token < len(b.kinds) and (is_name(b, token) or (word == IN and b.kinds[token] in LITERALS))


def _bare_text(machine: Machine, repairs: Repairs, at: int) -> Diagnostic | None:
    """`owner finance` for `owner 'finance'`."""
    b = machine.builder
    if at == 0 or b.kinds[at - 1] not in QUOTED or not is_name(b, at) or repairs.first_of_line(at):
        return None
    if machine.expected() != [STRING]:
        return None
    text = f"'{b.of(at)}'"
    return SyntaxProblem(
        span=b.place(at),
        message=f"`{b.of(at - 1)}` takes a text in quotes",
        help=f"write `{b.of(at - 1)} {text}`",
        expected=("a string",),
        fixes=(Fix("add the quotes", (Edit(b.place(at), text),)),),
    )
