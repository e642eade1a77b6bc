"""Going on behind an error: a repair where what was meant is plain, else the rest of the step is passed over.

What is given up is the smallest part that a query or a block can do without: a pipe operator (BadOperator),
a statement (LOST in its block's list, which makes `Block.broken`), a declaration.
"""

from __future__ import annotations

from lockgate.diagnostics import Diagnostic, SuspiciousCharacter, TooComplex
from lockgate.grammar import syntax
from lockgate.grammar.actions import LOST
from lockgate.grammar.actions.declarations import file
from lockgate.grammar.complaint import complaint
from lockgate.grammar.foreign import Foreign
from lockgate.grammar.foreign_table import find
from lockgate.grammar.lexer import MAX_PROBLEMS
from lockgate.grammar.lost import declared
from lockgate.grammar.machine import END, KIND, MAX_DEPTH, Machine
from lockgate.grammar.repairs import DECLARATIONS, Repairs
from lockgate.grammar.resume import PUSHED, QUERY, Context, Place, Search, contexts, is_body
from lockgate.grammar.rewrites import rewritten
from lockgate.grammar.slips import slip
from lockgate.grammar.sql import end_of_sql
from lockgate.source import Span

HOLDS_QUERY = frozenset(KIND[name] for name in ("AS", "FROM", "JOIN", "MANY", "EMPTY", "ALL", "DISTINCT"))
"""Words before a parenthesis in which a query stands that can be done without."""
ENDS = DECLARATIONS | {END}
INNER, OUTER = 20, 3
"""How many contexts are looked at, from within and from without: the step, the block, the file."""


class Recovery:
    """One parse with its errors."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.builder = machine.builder
        self.quiet = False
        self.resumed_at = -1
        self.sql_end = -1
        """Where the declaration ends of which the last message about SQL was."""
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
            or (b.kinds[at] == KIND["COMMA"] and self._in_sql(at))
            or any(before <= problem.span.start < b.starts[at] for problem in b.problems)
        )
        if machine.too_deep:
            machine.too_deep = False
            self._say(self._too_deep(at))
            return self._pass_over(at, list(contexts(machine, at))[-OUTER:])
        repaired = rewritten(self.repairs, at)
        if repaired is not None:
            return repaired
        foreign = find(machine, at)
        if foreign is not None:
            return self._abroad(foreign, at)
        repaired = self.repairs.attempt(at)
        if repaired is not None:
            return repaired
        if not self.quiet:
            self._say(
                self.repairs.unclosed
                or slip(machine, self.repairs, at)
                or complaint(machine, self.repairs, at)
            )
        return self._lose(at, at)

    def _abroad(self, foreign: Foreign, at: int) -> int:
        """Behind what another language writes."""
        b, machine = self.builder, self.machine
        if foreign.skip != "sql":
            self._say(foreign.diagnostic(b, at))
        elif not self._in_sql(at):
            self._say(foreign.diagnostic(b, at))
            self.sql_end = self._next_declaration(at)
        if foreign.drops:
            self.repairs.drop(at, at + len(foreign.items) - foreign.error)
            return at
        if foreign.skip != "sql":
            return self._lose(at, at)
        until = end_of_sql(b, at)
        start, end = b.starts[at], b.starts[until]
        b.problems[:] = [
            problem
            for problem in b.problems
            if not start < problem.span.start < end or isinstance(problem, SuspiciousCharacter)
        ]
        opened = b.kinds[at - 1] if at else None
        named = at > 1 and b.kinds[at - 2] in HOLDS_QUERY
        if opened == KIND["LPAR"] and named and machine.accepts((b.kinds[until],), pushed=QUERY):
            place = Span(b.path, start, max(start, b.ends[until - 1]))
            machine.push(QUERY, syntax.Query(syntax.BadSource(span=place), (), span=place), at)
            self.resumed_at = until
            return until
        return self._lose(at, until)

    def _in_sql(self, at: int) -> bool:
        """Whether the same declaration has been said to be written in SQL."""
        return self.builder.starts[at] < self.sql_end

    def _next_declaration(self, at: int) -> int:
        """Where the next declaration may begin."""
        b = self.builder
        token = next(token for token in range(at, len(b.kinds)) if b.kinds[token] in ENDS)
        return b.starts[token]

    def _lose(self, at: int, until: int) -> int:
        found = list(contexts(self.machine, at))
        return self._pass_over(at, [*found[:INNER], *found[INNER:][-OUTER:]], until)

    def _too_deep(self, at: int) -> TooComplex:
        b = self.builder
        first = self.machine.firsts[-1]
        return TooComplex(
            span=Span(b.path, b.starts[first], b.ends[max(at - 1, first)]),
            message=f"this nests deeper than {MAX_DEPTH} levels",
            help="give parts of it a name with `extend`, or a binding of their own",
        )

    def _pass_over(self, at: int, found: list[Context], until: int = -1) -> int:
        """Forget the smallest part that can be done without; what stands before `until` is no place to go on."""
        place = Search(self.machine, self.repairs, found).place(max(at, until), self.resumed_at)
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
            machine.push(PUSHED["FROM"], syntax.BadSource(span=span), at)
        elif context.name == "first_column":
            machine.push(PUSHED["first_column"], [LOST], at)
        elif context.name == "pipeline":
            machine.values[-1].append(syntax.BadOperator(span=span))
        else:
            b.lost.update(declared(b, context.start, place.token))
            machine.values[-1].append(LOST)
        if context.of_columns:
            body = max(height for height in range(1, context.height) if is_body(machine, height))
            machine.values[body - 1].append(LOST)
