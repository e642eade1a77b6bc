"""Where to go on behind an error: the next token that can stand once a part of the stacks is forgotten.

That is the next `|>`, the next statement at the beginning of a line, a closing bracket, a comma between
columns, or the next declaration. Brackets that open on the way are passed over with what is in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import frozen

from lockgate.grammar.machine import END, FIRST_SOFT, KIND, Machine
from lockgate.grammar.repairs import CLOSERS, DECLARATIONS, PIPE, Repairs, indent
from lockgate.grammar.tables import LISTS, NONTERMINALS

_NAMES = {state: name for name, states in LISTS.items() for state in states}
PUSHED = {"FROM": NONTERMINALS.index("from_item"), "first_column": NONTERMINALS.index("column_specs")}
"""What to put in place of the part that is forgotten; a list does without."""
QUERY = NONTERMINALS.index("query")
_FROM, _COMMA, _LBRACE, _RBRACE = (KIND[name] for name in ("FROM", "COMMA", "LBRACE", "RBRACE"))
BODIES = frozenset(LISTS) - {"pipeline", "FROM", "first_column", "column_specs"}


@frozen(slots=True)
class Context:
    """A place on the stacks where reading can go on once what is above it is forgotten."""

    name: str
    """The list that a part is missing from then: `model_body`, `pipeline`. Before its first part there is no list:
    `FROM` where a query's table is missing, `first_column` where the first column is."""
    height: int
    open: int
    """Parentheses and square brackets open above it."""
    braces: int
    start: int
    """The token at which the part to forget begins."""

    @property
    def pushed(self) -> int | None:
        return PUSHED.get(self.name)

    @property
    def of_columns(self) -> bool:
        return self.name in ("first_column", "column_specs")


@frozen(slots=True)
class Place:
    """Where to go on: a token, what to forget, and brackets to close before."""

    token: int
    context: Context
    closing: tuple[int, ...] = ()


def contexts(machine: Machine, at: int) -> Iterator[Context]:
    """Innermost first; the last is the file's list of declarations."""
    kinds = machine.builder.kinds
    opened = braces = 0
    top = len(machine.values)
    for height in range(top, 0, -1):
        if height < top:
            value = machine.values[height]
            if value.__class__ is int and kinds[value] in CLOSERS:
                if kinds[value] == _LBRACE:
                    braces += 1
                else:
                    opened += 1
        name = _NAMES.get(machine.states[height])
        if name is not None:
            yield Context(name, height, opened, braces, machine.firsts[height] if height < top else at)


class Search:
    """One walk from an error to the place where to go on."""

    def __init__(self, machine: Machine, repairs: Repairs, found: list[Context]) -> None:
        self.machine = machine
        self.kinds = machine.builder.kinds
        self.repairs = repairs
        self.contexts = found
        self.skipped: list[tuple[int, bool]] = []
        """Brackets opened on the way, and whether a query begins in them."""
        self.closed = 0
        """Brackets of the stacks closed on the way."""
        self.queries = [
            self.kinds[value + 1] == _FROM
            for value in reversed(machine.values)
            if value.__class__ is int and self.kinds[value] in CLOSERS and self.kinds[value] != _LBRACE
        ]
        """For each bracket open on the stacks, innermost first, whether a query begins in it."""

    def place(self, at: int, resumed_at: int) -> Place:
        """The nearest place from token `at` on; `resumed_at` is where the last search led to."""
        # A keyword at the beginning of a line may have been taken for the name that was missing before it.
        if at - 1 > resumed_at and self.kinds[at - 1] >= FIRST_SOFT and self.repairs.first_of_line(at - 1):
            eaten = self._eaten(at - 1)
            if eaten is not None:
                return eaten
        for token in range(at, len(self.kinds)):
            kind = self.kinds[token]
            if kind == END or (kind in DECLARATIONS and self._begins_line(token, 0)):
                return self._closing(self.contexts, token)
            context = self._at(token, kind)
            if context is not None:
                return Place(token, context)
        raise AssertionError("the file's list of declarations takes its end")

    def _at(self, token: int, kind: int) -> Context | None:
        """The context in which the token can stand, if it is one to go on with."""
        if kind in CLOSERS:
            self.skipped.append((kind, self.kinds[token + 1] == _FROM))
            return None
        if kind == _RBRACE:
            return None if self._leaves_brace() else self._first(kind, lambda c: c.braces == 0)
        if kind in CLOSERS.values():
            if self.skipped:
                if self.skipped[-1][0] != _LBRACE:
                    self.skipped.pop()
                return None
            self.closed += 1
            return self._first(kind, lambda c: c.open < self.closed)
        if kind == PIPE:
            if any(query for _, query in self.skipped):
                return None
            return self._first(kind, lambda c: not any(self.queries[self.closed : c.open]))
        if kind == _COMMA:
            if self.skipped:
                return None
            return self._first(kind, lambda c: c.of_columns and c.open == self.closed)
        if self.repairs.first_of_line(token):
            return self._first(
                kind,
                lambda c: (
                    (not self.skipped and c.open <= self.closed)
                    or self._begins_line(token, self._indent(c.start))
                ),
            )
        return None

    def _leaves_brace(self) -> bool:
        """Whether a `}` closes a brace that was opened on the way; what is open in it is closed too."""
        while self.skipped:
            if self.skipped.pop()[0] == _LBRACE:
                return True
        return False

    def _eaten(self, token: int) -> Place | None:
        kind = self.kinds[token]
        outer = [context for context in self.contexts if context.start < token]
        if kind in DECLARATIONS and outer and self._begins_line(token, 0):
            return self._closing(outer, token)
        context = self._first(
            kind, lambda c: c.start < token and self._begins_line(token, self._indent(c.start))
        )
        return None if context is None else Place(token, context)

    def _first(self, kind: int, fits: Callable[[Context], bool]) -> Context | None:
        """The innermost context that fits and in which the token can stand."""
        for context in self.contexts:
            if fits(context) and self.machine.accepts((kind,), context.height, context.pushed):
                return context
        return None

    def _closing(self, among: list[Context], token: int) -> Place:
        """Go on with a declaration or the end, after closing what is open around the innermost context that can be."""
        values, kinds = self.machine.values, self.kinds
        for context in among:
            around = [
                v for v in reversed(values[: context.height]) if v.__class__ is int and kinds[v] in CLOSERS
            ]
            closing = tuple(CLOSERS[kinds[opened]] for opened in around)
            if self.machine.accepts((*closing, kinds[token]), context.height, context.pushed):
                return Place(token, context, closing)
        return Place(token, among[-1])

    def _indent(self, token: int) -> int:
        return indent(self.machine.builder, token)

    def _begins_line(self, token: int, most: int) -> bool:
        """Whether the token is the first of its line and not further in than that."""
        return self.repairs.first_of_line(token) and self._indent(token) <= most


def is_body(machine: Machine, height: int) -> bool:
    """Whether a block's list of statements lies at this height."""
    return _NAMES.get(machine.states[height]) in BODIES
