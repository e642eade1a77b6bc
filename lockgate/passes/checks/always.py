"""Conditions that the values of their columns settle beforehand: never true, or always."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockgate.analysis.domains import Domains, Env, domains, promises
from lockgate.analysis.domains import parts as sets
from lockgate.analysis.domains.conditions import NOT_TRUE, TRUE, assume, conjuncts, operands
from lockgate.analysis.domains.domain import anything
from lockgate.diagnostics import AlwaysFalse, AlwaysTrue, Diagnostic, Related
from lockgate.ir.expr import Call, Case, Column, Expr, Literal
from lockgate.ir.program import Program
from lockgate.ir.rel import Filter, Join, Rel
from lockgate.ir.traverse import columns_of, walk_expr
from lockgate.passes.checks import places
from lockgate.passes.checks.null_comparison import always_null
from lockgate.passes.checks.places import Texts
from lockgate.passes.checks.value_not_in_domain import comparisons, misfits
from lockgate.passes.checks.value_words import facts_of
from lockgate.passes.compiler_pass import compiler_pass


@compiler_pass("always", kind="check")
def always(program: Program) -> Sequence[Diagnostic]:
    """Report conditions that no row can meet, and those that every row meets."""
    judge = Judge(program)
    found: list[Diagnostic] = []
    for filtering, predicate in places.filters(program):
        found += judge.condition(filtering, predicate)
    for rel in places.relations(program, empty=False):
        for case in places.choices(rel):
            found += judge.case(rel, case)
        for condition in places.counted(rel):
            found += judge.never(condition, rel, "a condition that no row meets counts nothing")
    for _, check, violations, condition in places.checks(program):
        found += judge.never(condition, violations, f"the check `{check.name}` fails for every row")
    return list({(item.span, item.name): item for item in found}.values())


class Judge:
    """What is known of a program's columns."""

    def __init__(self, program: Program) -> None:
        self.known: Domains = domains(program)
        self.promised: Domains = promises(program)
        self.text: Texts = places.texts(program)

    def condition(self, rel: Filter | Join, predicate: Expr) -> Iterator[Diagnostic]:
        """The parts of a `where` or `on`, each by itself and then together."""
        parts = [item for item in conjuncts(predicate) if item.span is not None]
        what = "`where`" if isinstance(rel, Filter) else "`on`"
        reported = False
        env = self.known.inside(rel)
        for item in parts:
            if _is_open(item, env):
                continue
            for diagnostic in self.never(item, rel, f"no row passes this {what}"):
                reported = True
                yield diagnostic
            if not reported:
                yield from self._always(item, rel)
        if not reported and len(parts) > 1:
            yield from self._together(parts, rel)

    def never(self, item: Expr, rel: Rel, effect: str) -> Iterator[Diagnostic]:
        """A condition that is never true; of an `or`, an operand that never is."""
        if not self._is_judged(item, rel):
            return
        env = self.known.inside(rel)
        if assume(item, TRUE, env) is None:
            if item.span is not None:
                yield self._false(item, rel, effect)
        elif isinstance(item, Call) and item.function == "or":
            for operand in operands(item):
                if not _tests_null(operand) and self._is_judged(operand, rel) and operand.span is not None:
                    if assume(operand, TRUE, env.fresh()) is None:
                        yield self._false(operand, rel, "this side of the `or` adds no row")

    def _false(self, item: Expr, rel: Rel, effect: str) -> Diagnostic:
        assert item.span is not None
        fact = facts_of(item, self.known.inside(rel)) if columns_of(item) else ""
        return AlwaysFalse(
            span=item.span,
            message="this is never true" + (f": {fact}" if fact else ""),
            help=effect,
            related=_places(item, self.known.inside(rel)),
        )

    def _always(self, item: Expr, rel: Rel) -> Iterator[Diagnostic]:
        if not self._is_judged(item, rel) or item.span is None:
            return
        if isinstance(rel, Join) and not columns_of(item):
            return  # all pairs, on purpose
        env = self.promised.inside(rel)
        if isinstance(rel, Join):  # what a source promises may well be said again of the rows to join
            columns = {name: anything(known.type, known.nullable) for name, known in env.columns.items()}
            env = Env(columns, env.params)
        if assume(item, NOT_TRUE, env) is None:
            fact = facts_of(item, self.promised.inside(rel)) if columns_of(item) else ""
            yield AlwaysTrue(
                span=item.span,
                message="this is true for every row" + (f": {fact}" if fact else ""),
                help="leave it out, or correct it if it should select rows",
                related=_places(item, self.promised.inside(rel)),
                level="note" if _tests_null(item) else None,
            )

    def _together(self, parts: list[Expr], rel: Rel) -> Iterator[Diagnostic]:
        """Conditions that contradict each other, reported at the later one."""
        env: Env | None = self.known.inside(rel)
        for index, item in enumerate(parts):
            assert env is not None
            then = assume(item, TRUE, env)
            if then is None and item.span is not None:
                if not self.text.own(item) or self._has_misfit(item, rel):
                    return
                earlier = next((other for other in parts[:index] if self._exclude(other, item, rel)), None)
                related = (Related("with this", earlier.span),) if earlier is not None and earlier.span else ()
                yield AlwaysFalse(
                    span=item.span,
                    message="this is never true where the conditions before it are",
                    help="no row meets both: correct one of them, or write `or` if either is enough",
                    related=related,
                )
                return
            env = then

    def _exclude(self, one: Expr, other: Expr, rel: Rel) -> bool:
        known = assume(one, TRUE, self.known.inside(rel))
        return known is not None and assume(other, TRUE, known) is None

    def case(self, rel: Rel, case: Case) -> Iterator[Diagnostic]:
        """Branches that are never taken, and those behind which nothing comes."""
        rest: Env | None = self.known.inside(rel)
        for index, (when, _) in enumerate(case.branches):
            here = self.known.inside(rel)
            judged = self._is_judged(when, rel) and not _tests_null(when) and when.span is not None
            if judged and assume(when, TRUE, here) is None:
                yield self._false(when, rel, "this branch is never taken")
            elif judged and (rest is None or assume(when, TRUE, rest.fresh()) is None):
                assert when.span is not None
                yield AlwaysFalse(
                    span=when.span,
                    message="this branch is never taken: the branches before it take all such rows",
                    help="put the narrower condition first",
                )
            elif judged and (index + 1 < len(case.branches) or _has_value(case.default)):
                yield from self._always(when, rel)
            rest = None if rest is None else assume(when, NOT_TRUE, rest.fresh())

    def _is_judged(self, item: Expr, rel: Rel) -> bool:
        """Not a bare constant, nothing from elsewhere in it, and nothing that has a diagnostic of its own."""
        return not isinstance(item, Literal) and self.text.own(item) and not self._has_misfit(item, rel)

    def _has_misfit(self, item: Expr, rel: Rel) -> bool:
        env, here = self.promised.inside(rel), self.known.inside(rel)
        for part in walk_expr(item):
            if isinstance(part, Literal) and part.value is None:
                return True  # a comparison with NULL
            if isinstance(part, Call) and always_null(part, here):
                return True
        return any(next(misfits(call, env), None) is not None for call in comparisons(item))


def _is_open(item: Expr, env: Env) -> bool:
    """A comparison of a column that can be anything with a constant or another column: quickly told, and common."""
    if not isinstance(item, Call) or item.function not in ("=", "<>", "<", "<=", ">", ">=") or len(item.args) != 2:
        return False
    a, b = item.args
    if isinstance(a, Column) and isinstance(b, Column):
        return a.name != b.name and sets.ALL in (env.column(a.name).parts, env.column(b.name).parts)
    if isinstance(b, Column):
        a, b = b, a
    return (
        isinstance(a, Column)
        and isinstance(b, Literal)
        and b.value is not None
        and env.column(a.name).parts is sets.ALL
    )


def _has_value(default: Expr | None) -> bool:
    return default is not None and not (isinstance(default, Literal) and default.value is None)


def _tests_null(item: Expr) -> bool:
    """`is null`, `is not null`: often there to be safe."""
    while isinstance(item, Call) and item.function == "not":
        item = item.args[0]
    return isinstance(item, Call) and item.function == "is_null"


def _places(item: Expr, env: Env) -> tuple[Related, ...]:
    """Where the values of its columns are declared."""
    for name in columns_of(item):
        place = env.column(name).place
        if place is not None and item.span is not None:
            inside = item.span.file == place.file and item.span.start <= place.start < item.span.end
            if not inside:
                return (Related(f"what `{name}` can be is said here", place),)
    return ()


