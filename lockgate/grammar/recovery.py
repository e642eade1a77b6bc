"""Going on behind an error: a repair where what was meant is plain, else the rest of the step is passed over.

What is given up is the smallest part that a query or a block can do without: a pipe operator (BadOperator),
a statement (LOST in its block's list, which makes `Block.broken`), a declaration. Reading goes on at the
next `|>`, the next statement at the beginning of a line, the closing bracket, or the next declaration.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from lockgate.diagnostics import Diagnostic, TooComplex
from lockgate.grammar import syntax
from lockgate.grammar.actions import LOST
from lockgate.grammar.actions.declarations import file
from lockgate.grammar.complaint import complaint
from lockgate.grammar.lexer import MAX_PROBLEMS
from lockgate.grammar.machine import END, FIRST_SOFT, KIND, MAX_DEPTH, Machine
from lockgate.grammar.repairs import CLOSERS, DECLARATIONS, PIPE, Repairs
from lockgate.grammar.tables import LISTS, NONTERMINALS
from lockgate.source import Span

_CONTEXTS = {state: name for name, states in LISTS.items() for state in states}
_FROM_ITEM = NONTERMINALS.index("from_item")
_FROM, _COMMA = KIND["FROM"], KIND["COMMA"]
_LPAR, _LBRACE, _RBRACE = KIND["LPAR"], KIND["LBRACE"], KIND["RBRACE"]
_INNER, _OUTER = 20, 3
"""How many places to go on are looked at, from within and from without: the step, the block, the file."""
_BODIES = frozenset(LISTS) - {"pipeline", "FROM", "column_specs"}


@frozen(slots=True)
class Context:
    """A place on the stacks where reading can go on once what is above it is forgotten."""

    kind: str
    height: int
    open: int
    """Parentheses and square brackets open above it."""
    braces: int
    start: int
    """The token at which the part to forget begins."""

    @property
    def pushed(self) -> int | None:
        return _FROM_ITEM if self.kind == "FROM" else None


class Recovery:
    """One parse with its errors."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.builder = machine.builder
        self.quiet = False
        self.resumed_at = -1
        self.repairs = Repairs(machine, self._say)

    def _say(self, problem: Diagnostic) -> None:
        if not self.quiet:
            self.builder.problems.append(problem)

    def parse(self) -> syntax.File:
        machine, b = self.machine, self.builder
        at = 0
        while (at := machine.run(at)) >= 0 and len(b.problems) < MAX_PROBLEMS:
            at = self._mend(at)
        if at < 0:
            whole: syntax.File = machine.values[0]
            return whole
        return file(b, machine.values[0] if machine.values and isinstance(machine.values[0], list) else [])

    def _mend(self, at: int) -> int:
        b, machine = self.builder, self.machine
        # No second word about one cause: where nothing was read since the last error, or a string ran away.
        behind_open_string = at > 0 and b.starts[at - 1] in b.open_strings
        self.quiet = at == self.resumed_at or behind_open_string
        if machine.too_deep:
            machine.too_deep = False
            self._say(
                TooComplex(
                    span=Span(b.path, b.starts[machine.firsts[-1]], b.ends[max(at - 1, machine.firsts[-1])]),
                    message=f"this nests deeper than {MAX_DEPTH} levels",
                    help="give parts of it a name with `extend`, or a binding of their own",
                )
            )
            return self._pass_over(at, self._contexts(at)[-_OUTER:])
        repaired = self.repairs.attempt(at)
        if repaired is not None:
            return repaired
        if not self.quiet:
            self._say(complaint(machine, self.repairs, at))
        contexts = self._contexts(at)
        return self._pass_over(at, [*contexts[:_INNER], *contexts[_INNER:][-_OUTER:]])

    # -- passing over

    def _pass_over(self, at: int, contexts: list[Context]) -> int:
        """Forget the smallest part that can be done without, and find where to go on."""
        found, context, closing = self._resume(contexts, at)
        self._give_up(context, at, found)
        for closer in reversed(closing):
            self.repairs._insert(found, closer)
        self.resumed_at = found
        return found

    def _contexts(self, at: int) -> list[Context]:
        """Innermost first; the last is the file's list of declarations."""
        machine, kinds = self.machine, self.builder.kinds
        found: list[Context] = []
        opened = braces = 0
        for height in range(len(machine.values), 0, -1):
            if height < len(machine.values):
                value = machine.values[height]
                if value.__class__ is int and kinds[value] in CLOSERS:
                    if kinds[value] == _LBRACE:
                        braces += 1
                    else:
                        opened += 1
            name = _CONTEXTS.get(machine.states[height])
            if name is not None:
                start = machine.firsts[height] if height < len(machine.values) else at
                found.append(Context(name, height, opened, braces, start))
        return found

    def _resume(self, contexts: list[Context], at: int) -> tuple[int, Context, list[int]]:
        """Where to go on, at which place of the stacks, and closing brackets to put in before."""
        b = self.builder
        kinds = b.kinds
        skipped: list[tuple[int, bool]] = []  # brackets opened on the way; whether a query begins in them
        closed = 0
        # A keyword at the beginning of a line may have been taken for the name that was missing before it.
        eaten = at - 1 > self.resumed_at and kinds[at - 1] >= FIRST_SOFT and self.repairs.first_of_line(at - 1)
        if eaten and (found := self._eaten(contexts, at - 1)):
            return found
        for token in range(at, len(kinds)):
            kind = kinds[token]
            context: Context | None = None
            if kind in CLOSERS:
                skipped.append((kind, kinds[token + 1] == _FROM))
            elif kind == _RBRACE:
                matched = False
                while skipped and not matched:
                    matched = skipped.pop()[0] == _LBRACE
                if not matched:
                    context = self._first(contexts, kind, lambda c: c.braces == 0)
            elif kind in CLOSERS.values():
                if skipped:
                    if skipped[-1][0] != _LBRACE:
                        skipped.pop()
                else:
                    closed += 1
                    context = self._first(contexts, kind, lambda c: c.open < closed)
            elif kind == PIPE:
                if not any(query for _, query in skipped):
                    context = self._first(contexts, kind, lambda c: True)
            elif kind == _COMMA:
                if not skipped:
                    context = self._first(
                        contexts, kind, lambda c: c.kind == "column_specs" and c.open == closed
                    )
            elif kind == END or (kind in DECLARATIONS and self._begins_line(token, 0)):
                return self._close(contexts, token)
            elif self.repairs.first_of_line(token):
                context = self._first(
                    contexts,
                    kind,
                    lambda c: (not skipped and c.open <= closed)
                    or self._begins_line(token, self._indent(c.start)),
                )
            if context is not None:
                return token, context, []
        raise AssertionError("the file's list of declarations takes its end")

    def _eaten(self, contexts: list[Context], token: int) -> tuple[int, Context, list[int]] | None:
        kind = self.builder.kinds[token]
        outer = [context for context in contexts if context.start < token]
        if kind in DECLARATIONS and outer and self._begins_line(token, 0):
            return self._close(outer, token)
        found = self._first(outer, kind, lambda context: self._begins_line(token, self._indent(context.start)))
        return None if found is None else (token, found, [])

    def _first(
        self, contexts: list[Context], kind: int, fits: Callable[[Context], bool]
    ) -> Context | None:
        for context in contexts:
            if fits(context) and self.machine.accepts((kind,), context.height, context.pushed):
                return context
        return None

    def _close(self, contexts: list[Context], token: int) -> tuple[int, Context, list[int]]:
        """Go on with a new declaration or the end, closing what is open around the innermost place that can be."""
        kinds = self.builder.kinds
        for context in contexts:
            closing = [CLOSERS[kinds[opened]] for opened in self._around(context)]
            if self.machine.accepts((*closing, kinds[token]), context.height, context.pushed):
                return token, context, closing
        return token, contexts[-1], []

    def _around(self, context: Context) -> list[int]:
        machine, kinds = self.machine, self.builder.kinds
        return [
            value
            for value in reversed(machine.values[: context.height])
            if value.__class__ is int and kinds[value] in CLOSERS
        ]

    def _indent(self, token: int) -> int:
        start = self.builder.starts[token]
        return start - (self.builder.text.rfind("\n", 0, start) + 1)

    def _begins_line(self, token: int, most: int) -> bool:
        """Whether the token is the first of its line and not further in than that."""
        return self.repairs.first_of_line(token) and self._indent(token) <= most

    def _give_up(self, context: Context, at: int, found: int) -> None:
        machine, b = self.machine, self.builder
        last = max(found - 1, context.start) if found > at else at - 1 if at > context.start else context.start
        span = Span(b.path, b.starts[context.start], max(b.ends[last], b.starts[context.start]))
        machine.lossy = True
        machine.cut(context.height)
        if context.kind == "FROM":
            machine.push(_FROM_ITEM, LOST, at)
        elif context.kind == "pipeline":
            machine.values[-1].append(syntax.BadOperator(span=span))
        else:
            machine.values[-1].append(LOST)
        if context.kind == "column_specs":
            body = max(h for h in range(1, context.height) if _CONTEXTS.get(machine.states[h]) in _BODIES)
            machine.values[body - 1].append(LOST)
