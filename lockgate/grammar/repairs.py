"""Small repairs, each for one slip: what is read then is what was meant, so nothing else is lost.

A repair returns the token where reading goes on, or None where it does not fit. Each takes at least one
token further, so that they come to an end.
"""

from __future__ import annotations

from collections.abc import Callable

from lockgate.diagnostics import Diagnostic, Edit, Fix, Related, ReservedName, SyntaxProblem
from lockgate.grammar.actions.builder import Builder
from lockgate.grammar.brackets import STRAY
from lockgate.grammar.guesses import missing_open, misspelt_word
from lockgate.grammar.machine import END, FIRST_SOFT, KIND, NAME, TERMINALS, Machine
from lockgate.source import Span

FIRST_WORD = min(KIND[name] for name in TERMINALS if name == "AND")
QUOTED_NAME, COMMA, AS, PIPE, EQUAL, COLON, GROUP = (
    KIND[name] for name in ("QUOTED_NAME", "COMMA", "AS", "PIPE", "EQUAL", "COLON", "GROUP")
)
CLOSERS = {KIND["LPAR"]: KIND["RPAR"], KIND["LSQB"]: KIND["RSQB"], KIND["LBRACE"]: KIND["RBRACE"]}
RBRACE = KIND["RBRACE"]
SIGN = {KIND["LPAR"]: "(", KIND["LSQB"]: "[", KIND["LBRACE"]: "{"}
LITERALS = frozenset(KIND[name] for name in ("NUMBER", "STRING"))
MAX_CLOSERS = 20
MAX_ITEMS = 1000
"""Tokens behind a bracket that are looked at."""
DECLARATIONS = frozenset(
    KIND[name]
    for name in ("PARAM", "FUNCTION", "SOURCE", "MODEL", "JOB", "SCHEDULE", "POLICY", "EXPORT", "WAIVE")
)


def first_of_line(b: Builder, at: int) -> bool:
    return at == 0 or "\n" in b.text[b.ends[at - 1] : b.starts[at]]


def indent(b: Builder, at: int) -> int:
    start = b.starts[at]
    return start - (b.text.rfind("\n", 0, start) + 1)


class Repairs:
    """The repairs of one parse; `say` takes their diagnostics."""

    def __init__(self, machine: Machine, say: Callable[[Diagnostic], None]) -> None:
        self.machine = machine
        self.builder = machine.builder
        self.say = say
        self.respelled = 0
        """How many lines were read anew."""
        self.remarked = 0
        """How often brackets were matched anew."""
        self.unclosed: Diagnostic | None = None
        """Said of the last token that none mended: a bracket is open, and it is not clear where it should close."""

    def attempt(self, at: int) -> int | None:
        """The first repair that fits."""
        self.unclosed = None
        for repair in (
            self.reserved_here, self.reserved_before, self.doubled_equal, self.equal_or_colon,
            lambda at: missing_open(self, at), self.trailing_comma, lambda at: misspelt_word(self, at),
            self.missing_pipe, self.missing_brace, self.not_closed, self.missing_comma, self.missing_as,
            self.one_too_many,
        ):  # fmt: skip
            resumed = repair(at)
            if resumed is not None:
                return resumed
        return None

    # -- reserved words as names

    def reserved_here(self, at: int) -> int | None:
        kinds = self.builder.kinds
        if not self._is_reserved(at) or not self.machine.accepts((QUOTED_NAME, kinds[at + 1])):
            return None
        return self._backticks(at)

    def reserved_before(self, at: int) -> int | None:
        """`select case as x`: the word was taken for the keyword, and what follows does not fit that."""
        machine = self.machine
        height = len(machine.values) - 1
        # The word is all that the topmost symbol is made of, as a keyword or as `null`, `true`, `false`.
        if height < 0 or machine.firsts[-1] != at - 1 or not self._is_reserved(at - 1):
            return None
        if not machine.accepts((QUOTED_NAME, self.builder.kinds[at]), height):
            return None
        machine.cut(height)
        return self._backticks(at - 1)

    def _is_reserved(self, at: int) -> bool:
        return FIRST_WORD <= self.builder.kinds[at] < FIRST_SOFT

    def _backticks(self, at: int) -> int:
        b = self.builder
        word = b.of(at)
        self.say(
            ReservedName(
                span=b.place(at),
                message=f"`{word}` is a reserved word and no name as it stands",
                help="put it in backticks to use it as a name",
                fixes=(Fix("add backticks", (Edit(b.place(at), f"`{word}`"),), "safe"),),
            )
        )
        b.kinds[at] = NAME
        return at

    # -- one sign for another

    def doubled_equal(self, at: int) -> int | None:
        b = self.builder
        if b.kinds[at] != EQUAL or b.kinds[at - 1] != EQUAL or b.ends[at - 1] != b.starts[at]:
            return None
        span = Span(b.path, b.starts[at - 1], b.ends[at])
        self.problem(
            span, "`==` is no operator here", "equality is `=`", "write `=`", (Edit(span, "="),), "="
        )
        self.drop(at, at + 1)
        return at

    def equal_or_colon(self, at: int) -> int | None:
        b = self.builder
        for found, wanted, sign in ((EQUAL, COLON, ":"), (COLON, EQUAL, "=")):
            if b.kinds[at] == found and self.machine.accepts((wanted, b.kinds[at + 1])):
                what = f"`{sign}` stands here, not `{b.of(at)}`"
                self.problem(
                    b.place(at), what, "", f"write `{sign}`", (Edit(b.place(at), sign),), sign,
                    applicability="safe" if wanted == EQUAL else "unsafe",
                )  # fmt: skip
                b.kinds[at] = wanted
                return at
        return None

    # -- one sign too many

    def trailing_comma(self, at: int) -> int | None:
        machine, b = self.machine, self.builder
        height = len(machine.values) - 1
        if height < 0 or b.kinds[at - 1] != COMMA or machine.firsts[-1] != at - 1:
            return None
        kind = b.kinds[at]
        if not machine.accepts((kind,), height) or (kind == KIND["FROM"] and not self.first_of_line(at)):
            return None
        span = b.place(at - 1)
        self.problem(
            span, "nothing follows this comma", "the last of a list has none", "remove it", (Edit(span, ""),)
        )
        machine.cut(height)
        return at

    def one_too_many(self, at: int) -> int | None:
        b = self.builder
        kind = b.kinds[at]
        doubled = kind in (COMMA, PIPE) and b.kinds[at - 1] == kind
        if kind != STRAY and not doubled and not self._closes_nothing(kind):
            return None
        end = at + 1
        while doubled and b.kinds[end] == kind:
            end += 1
        if not self.machine.accepts((b.kinds[end],)):
            return None
        what = f"`{b.of(at)}` stands here twice" if doubled else f"this `{b.of(at)}` closes nothing"
        span = b.place(at).to(b.place(end - 1))
        self.problem(span, what, "", "remove it", (Edit(span, ""),), applicability="unsafe")
        self.drop(at, end)
        return at

    def _closes_nothing(self, kind: int) -> bool:
        """Whether a closing bracket had its opening one, which a repair has closed before it."""
        kinds = self.builder.kinds
        return kind in CLOSERS.values() and not any(
            CLOSERS[kinds[token]] == kind for token in self.open_brackets(0)
        )

    # -- one sign too few

    def missing_pipe(self, at: int) -> int | None:
        b = self.builder
        kind = b.kinds[at]
        if kind in (NAME, QUOTED_NAME, AS, END) or not self.machine.accepts((PIPE, kind)):
            return None
        word = b.of(at)
        self.problem(
            b.place(at),
            f"`|>` is missing before `{word}`",
            "each step of a query begins with `|>`",
            "add `|>`",
            (Edit(self.before(at), "|> "),),
            "|>",
        )
        self.insert(at, PIPE)
        return at

    def missing_brace(self, at: int) -> int | None:
        b = self.builder
        if b.kinds[at] == END or not self.machine.accepts((KIND["LBRACE"], b.kinds[at])):
            return None
        self.problem(
            b.place(at),
            f"`{{` is missing before `{b.of(at)}`",
            "the statements of a block stand in braces",
            "add `{`",
            (Edit(self._behind(at - 1), " {"),),
            "{",
        )
        self._close_at_stray(at)
        self.insert(at, KIND["LBRACE"])
        return at

    def _close_at_stray(self, at: int) -> None:
        """The brace that seemed to close nothing closes what is opened now."""
        b = self.builder
        for token in range(at, len(b.kinds)):
            if b.kinds[token] in DECLARATIONS and self.first_of_line(token) and indent(b, token) == 0:
                return
            if b.kinds[token] == STRAY and b.of(token) == "}":
                b.kinds[token] = RBRACE
                return

    def not_closed(self, at: int) -> int | None:
        """A bracket still open where a pipe, a brace, a declaration or the end shows that it should not be."""
        b = self.builder
        kind = b.kinds[at]
        ending = kind in (PIPE, END, KIND["RBRACE"], GROUP) or self.first_of_line(at)
        if not ending:
            return None
        opened = self.open_brackets(0)
        closing: list[int] = []
        for token in opened[:MAX_CLOSERS]:
            if b.kinds[token] == KIND["LBRACE"] and kind != END and kind not in DECLARATIONS:
                return None
            closing.append(CLOSERS[b.kinds[token]])
            if self.machine.accepts((*closing, kind)):
                break
        else:
            return None
        first = opened[0]
        sign = SIGN[b.kinds[first]]
        end = {"(": ")", "[": "]", "{": "}"}[sign]
        here = "the file ends" if kind == END else f"`{b.of(at)}` stands"
        problem = SyntaxProblem(
            span=b.place(first),
            message=f"this `{sign}` is not closed",
            help=f"add `{end}`",
            related=(Related(f"{here} here, where a `{end}` is still missing", b.place(at)),),
            expected=(end,),
        )
        if any(self._holds_items(token, at) for token in opened[: len(closing)]):
            self.unclosed = problem
            return None
        if b.starts[first] < b.ends[first]:  # else a repair has put it there, and said so
            self.say(problem)
        for closer in reversed(closing):
            self.insert(at, closer)
        return at

    def _holds_items(self, opened: int, at: int) -> bool:
        """Whether a call has `as` in it: items, most likely, before which it should have been closed."""
        b = self.builder
        called = opened > 0 and b.kinds[opened - 1] == NAME and b.of(opened - 1).lower() != "struct"
        if not called or b.kinds[at] == END:
            return False
        depth = 0
        for token in range(opened + 1, min(at, opened + MAX_ITEMS)):
            depth += (b.kinds[token] in CLOSERS) - (b.kinds[token] in CLOSERS.values())
            if depth == 0 and b.kinds[token] == AS:
                return True
        return False

    def missing_comma(self, at: int) -> int | None:
        """Between elements that can only be two, or that stand on two lines."""
        b, machine = self.builder, self.machine
        kind = b.kinds[at]
        if kind == END or not machine.accepts((COMMA, kind, b.kinds[at + 1])):
            return None
        if machine.accepts((AS, kind)) and not self.first_of_line(at):
            return None
        sure = self.first_of_line(at) or kind in LITERALS
        self.problem(
            b.place(at),
            f"a comma is missing before `{b.of(at)}`",
            "",
            "add the comma",
            (Edit(self._behind(at - 1), ","),),
            ",",
            applicability="safe" if sure else "unsafe",
        )
        self.insert(at, COMMA)
        return at

    def missing_as(self, at: int) -> int | None:
        b, machine = self.builder, self.machine
        kind = b.kinds[at]
        if not (kind in (NAME, QUOTED_NAME) or kind >= FIRST_SOFT) or machine.accepts((COMMA, kind)):
            return None
        if b.kinds[at - 1] == PIPE or not machine.accepts((AS, NAME, b.kinds[at + 1])):
            return None
        name = b.of(at)
        self.problem(
            b.place(at),
            f"`as` is missing before the alias `{name}`",
            "an alias always has its `as`",
            "add `as`",
            (Edit(self.before(at), "as "),),
            "as",
            applicability="unsafe" if self.first_of_line(at) else "safe",
        )
        self.insert(at, AS)
        return at

    # -- tokens

    def open_brackets(self, height: int) -> list[int]:
        """The tokens of brackets that are open above so many symbols, innermost first."""
        b, machine = self.builder, self.machine
        return [
            value
            for value in reversed(machine.values[height:])
            if value.__class__ is int and b.kinds[value] in CLOSERS
        ]

    def first_of_line(self, at: int) -> bool:
        return first_of_line(self.builder, at)

    def before(self, at: int) -> Span:
        start = self.builder.starts[at]
        return Span(self.builder.path, start, start)

    def _behind(self, at: int) -> Span:
        end = self.builder.ends[at]
        return Span(self.builder.path, end, end)

    def insert(self, at: int, kind: int) -> None:
        """A token of no text before token `at`."""
        b = self.builder
        place = b.ends[at - 1] if at else 0
        b.kinds.insert(at, kind)
        b.starts.insert(at, place)
        b.ends.insert(at, place)

    def drop(self, at: int, end: int) -> None:
        b = self.builder
        del b.kinds[at:end], b.starts[at:end], b.ends[at:end]

    def problem(
        self,
        span: Span,
        message: str,
        help: str,
        title: str,
        edits: tuple[Edit, ...],
        *expected: str,
        applicability: str = "safe",
    ) -> None:
        self.say(
            SyntaxProblem(
                span=span,
                message=message,
                help=help,
                expected=expected,
                fixes=(Fix(title, edits, "safe" if applicability == "safe" else "unsafe"),),
            )
        )
