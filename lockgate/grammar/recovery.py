"""Going on behind an error: a repair where what was meant is plain, else the rest of the step is passed over.

What is given up is the smallest part that a query or a block can do without: a pipe operator (BadOperator),
a statement (LOST in its block's list, which makes `Block.broken`), a declaration.
"""

from __future__ import annotations

from lockgate.diagnostics import Diagnostic, TooComplex
from lockgate.grammar import syntax
from lockgate.grammar.actions import LOST
from lockgate.grammar.actions.declarations import file
from lockgate.grammar.complaint import complaint
from lockgate.grammar.lexer import MAX_PROBLEMS
from lockgate.grammar.machine import MAX_DEPTH, Machine
from lockgate.grammar.repairs import Repairs
from lockgate.grammar.resume import PUSHED, Context, Place, Search, contexts, is_body
from lockgate.source import Span

INNER, OUTER = 20, 3
"""How many contexts are looked at, from within and from without: the step, the block, the file."""


class Recovery:
    """One parse with its errors."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.builder = machine.builder
        self.quiet = False
        self.resumed_at = -1
        self.repairs = Repairs(machine, self._say)

    def parse(self) -> syntax.File:
        """The file, without what did not parse; the builder has the problems."""
        machine, b = self.machine, self.builder
        at = 0
        while (at := machine.run(at)) >= 0 and len(b.problems) < MAX_PROBLEMS:
            at = self._mend(at)
        if at < 0:
            whole: syntax.File = machine.values[0]
            return whole
        so_far = machine.values[0] if machine.values else []
        return file(b, so_far if isinstance(so_far, list) else [])

    def _say(self, problem: Diagnostic) -> None:
        if not self.quiet:
            self.builder.problems.append(problem)

    def _mend(self, at: int) -> int:
        """The token where reading goes on behind the error at `at`."""
        b, machine = self.builder, self.machine
        # No second word about one cause: where nothing was read since the last error, where a string ran away,
        # and where the lexer has passed over something.
        before = b.ends[at - 1] if at else 0
        self.quiet = (
            at == self.resumed_at
            or (at > 0 and b.starts[at - 1] in b.open_strings)
            or any(before <= problem.span.start < b.starts[at] for problem in b.problems)
        )
        if machine.too_deep:
            machine.too_deep = False
            self._say(self._too_deep(at))
            return self._pass_over(at, list(contexts(machine, at))[-OUTER:])
        repaired = self.repairs.attempt(at)
        if repaired is not None:
            return repaired
        if not self.quiet:
            self._say(complaint(machine, self.repairs, at))
        found = list(contexts(machine, at))
        return self._pass_over(at, [*found[:INNER], *found[INNER:][-OUTER:]])

    def _too_deep(self, at: int) -> TooComplex:
        b = self.builder
        first = self.machine.firsts[-1]
        return TooComplex(
            span=Span(b.path, b.starts[first], b.ends[max(at - 1, first)]),
            message=f"this nests deeper than {MAX_DEPTH} levels",
            help="give parts of it a name with `extend`, or a binding of their own",
        )

    def _pass_over(self, at: int, found: list[Context]) -> int:
        """Forget the smallest part that can be done without."""
        place = Search(self.machine, self.repairs, found).place(at, self.resumed_at)
        self._give_up(place, at)
        for closer in reversed(place.closing):
            self.repairs.insert(place.token, closer)
        self.resumed_at = place.token
        return place.token

    def _give_up(self, place: Place, at: int) -> None:
        machine, b, context = self.machine, self.builder, place.context
        last = max(context.start, place.token - 1 if place.token > at else at - 1)
        span = Span(b.path, b.starts[context.start], max(b.ends[last], b.starts[context.start]))
        machine.lossy = True
        machine.cut(context.height)
        if context.name == "FROM":
            machine.push(PUSHED["FROM"], LOST, at)
        elif context.name == "first_column":
            machine.push(PUSHED["first_column"], [LOST], at)
        elif context.name == "pipeline":
            machine.values[-1].append(syntax.BadOperator(span=span))
        else:
            machine.values[-1].append(LOST)
        if context.of_columns:
            body = max(height for height in range(1, context.height) if is_body(machine, height))
            machine.values[body - 1].append(LOST)
