"""A condition after an outer join that is true only where the other side has a row, so that the join is a plain one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from lockgate.analysis.domains import Domain, Domains, Env, domains
from lockgate.analysis.domains import parts as sets
from lockgate.analysis.domains.conditions import TRUE, assume, conjuncts
from lockgate.analysis.domains.values import value
from lockgate.analysis.memo import memoised
from lockgate.diagnostics import Diagnostic, Edit, Fix, LeftJoinUndone, Related
from lockgate.ir import rel as relations
from lockgate.ir.expr import Call, Case, Column, Expr, WindowCall
from lockgate.ir.nonnull import required
from lockgate.ir.program import Program
from lockgate.ir.rel import Filter, Join, Project, Rel
from lockgate.ir.traverse import children, columns_of, walk, walk_expr
from lockgate.passes.checks.fanout_join import is_using
from lockgate.passes.checks.words import called
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.passes.relations import written
from lockgate.source import Span

PADDED = {"left": ("right",), "right": ("left",), "full": ("left", "right"), "inner": ("right",)}
"""The sides that are missing in some rows; of an inner join, those that would be if it were a left one."""


@frozen(eq=False)
class Padding:
    """Rows that a join keeps though they have no match."""

    join: Join
    side: str
    """The side that is missing."""
    columns: frozenset[str]
    """Columns that are NULL in such rows."""
    safe: bool = True
    """Nothing since has looked at other rows, so that a plain join gives the same."""


Paddings = tuple[Padding, ...]


@compiler_pass("left-join-undone", kind="check")
def left_join_undone(program: Program) -> Sequence[Diagnostic]:
    """Report conditions that leave out all rows for which an outer join is one."""
    return searched(program).found


@memoised
def searched(program: Program) -> Search:
    """What became of the rows without a match."""
    search = Search(domains(program))
    for owner, root in written(program):
        if any(check.violations is root and check.kind == "empty" for check in owner.checks):
            continue
        search.through(root)
    return search


class Search:
    """Follows padded rows from their joins up to what reads them."""

    def __init__(self, known: Domains) -> None:
        self.known = known
        self.found: list[Diagnostic] = []
        self.filtered: set[int] = set()
        """The inner joins that a left join could not replace: a condition leaves the same rows out."""

    def through(self, root: Rel) -> None:
        """Look at a relation and all below it."""
        order = list(walk(root))
        uses = Counter(id(child) for rel in order for child in children(rel))
        state: dict[int, Paddings] = {}
        for rel in order:
            made = self._rule(rel, state)
            # What is read twice may be read for the rows without a match elsewhere.
            state[id(rel)] = made if uses[id(rel)] < 2 else ()

    def _rule(self, rel: Rel, below: Mapping[int, Paddings]) -> Paddings:
        match rel:
            case Filter():
                return self._kept(rel, below[id(rel.input)])
            case Join():
                return self._joined(rel, below[id(rel.left)], below[id(rel.right)])
            case Project():
                moved = self._moved(rel, rel.columns, below[id(rel.input)])
                windowed = any(isinstance(item, WindowCall) for _, expr in rel.columns for item in walk_expr(expr))
                return tuple(evolve(item, safe=False) for item in moved) if windowed else moved
            case relations.Aggregate():
                return self._moved(rel, rel.groups, below[id(rel.input)]) if rel.sets is None else ()
            case relations.Bind() | relations.Sort() | relations.Distinct():
                return below[id(rel.input)]
            case _:
                return ()

    def _joined(self, rel: Join, left: Paddings, right: Paddings) -> Paddings:
        if rel.kind == "anti":
            return left
        if rel.kind in ("inner", "semi"):
            left = self._kept(rel, left)
        if rel.kind == "inner":
            right = self._kept(rel, right)
        new = tuple(
            Padding(rel, side, frozenset((rel.left if side == "left" else rel.right).schema.names))
            for side in PADDED.get(rel.kind, ())
            if rel.span is not None
        )
        return (*left, *(() if rel.kind == "semi" else right), *new)

    def _kept(self, rel: Filter | Join, paddings: Paddings) -> Paddings:
        """The paddings whose rows a condition can keep; the others are reported, the latest join first."""
        if rel.predicate is None or rel.span is None or not paddings:
            return paddings
        here = self.known.inside(rel)
        named, needed = frozenset(columns_of(rel.predicate)), required(rel.predicate)
        lost = [item for item in paddings if _drops(rel.predicate, item, named, needed, here)]
        if not lost or assume(rel.predicate, TRUE, here) is None:
            return paddings  # or it keeps nothing at all
        self.filtered.update(id(item.join) for item in lost if item.join.kind == "inner")
        self.found += self._reports(rel, rel.predicate, [item for item in lost if item.join.kind != "inner"], here)
        return tuple(item for item in paddings if item not in lost)

    def _moved(self, rel: Rel, named: Sequence[relations.Named], below: Paddings) -> Paddings:
        if not below:
            return ()
        here = self.known.inside(rel)
        made = []
        for item in below:
            env = forced(item, here)
            names = [name for name, expr in named if _is_null(expr, item, env)]
            if names:
                made.append(evolve(item, columns=frozenset(names)))
        return tuple(made)

    def _reports(self, rel: Filter | Join, predicate: Expr, lost: list[Padding], here: Env) -> list[Diagnostic]:
        made: dict[Span, Diagnostic] = {}
        for item in reversed(lost):
            parts = [part for part in conjuncts(predicate) if assume(part, TRUE, forced(item, here)) is None]
            cause = parts[0] if parts else predicate
            place = cause.span if cause.span is not None else rel.span
            assert place is not None
            if _excludes(cause, item, here):
                continue
            made.setdefault(place, _report(rel, cause, place, item))
        return list(made.values())


def _drops(predicate: Expr, item: Padding, named: frozenset[str], needed: frozenset[str], here: Env) -> bool:
    """Whether a condition is never true for the padded rows; `needed` are the columns that must have a value."""
    touched = item.columns & named
    if any(name.casefold() in needed for name in touched):
        return True
    if not touched or _says_what_of_null(predicate, touched):
        return False
    return assume(predicate, TRUE, forced(item, here)) is None


def _says_what_of_null(predicate: Expr, touched: frozenset[str]) -> bool:
    """`coalesce(p.x, 0) > 0`, `case when p.x is null …`: the author has thought of rows without a match."""
    for part in walk_expr(predicate):
        chosen = isinstance(part, Case) or (isinstance(part, Call) and part.function in ("coalesce", "if"))
        if chosen and touched.intersection(columns_of(part)):
            tests = isinstance(part, Call) and part.function == "coalesce"
            if tests or any(isinstance(item, Call) and item.function == "is_null" for item in walk_expr(part)):
                return True
    return False


def forced(item: Padding, here: Env) -> Env:
    """What is known in the padded rows."""
    env = here.fresh()
    for name in sorted(item.columns):
        if name in env.columns:
            env = env.knowing(name, Domain(env.columns[name].type, sets.NONE, True))
    return env


def _excludes(cause: Expr, item: Padding, here: Env) -> bool:
    """`x not in (…)` where only what is excluded is NULL has a diagnostic of its own."""
    inner = cause.args[0] if isinstance(cause, Call) and cause.function == "not" else None
    if not isinstance(inner, Call) or inner.function != "in":
        return False
    return not value(inner.args[0], forced(item, here)).always_null


def _is_null(expr: Expr, item: Padding, env: Env) -> bool:
    """Whether an expression of the missing side is NULL in the padded rows."""
    if isinstance(expr, Column):
        return expr.name in item.columns
    if not item.columns.intersection(columns_of(expr)):
        return False
    if any(isinstance(part, WindowCall) for part in walk_expr(expr)):
        return False
    return value(expr, env.fresh()).always_null


def _report(rel: Filter | Join, cause: Expr, place: Span, item: Padding) -> Diagnostic:
    join = item.join
    side = join.left if item.side == "left" else join.right
    what = "`where`" if isinstance(rel, Filter) else "`on`"
    if join.kind == "full":
        effect = f"a {'right' if item.side == 'right' else 'left'} join"
    else:
        effect = "a plain join"
    assert join.span is not None
    return LeftJoinUndone(
        span=place,
        message=f"this {what} is never true for rows without a match in {called(side)}: "
        f"it makes the {join.kind} join {effect}",
        help="to keep those rows, put the condition into the join's `on`, or allow NULL with `or … is null`; "
        "to leave them out, say so with the kind of join",
        related=(Related(f"the {join.kind} join is here", join.span),),
        fixes=(*_other_kind(item), *_into_on(rel, cause, item)),
    )


def _other_kind(item: Padding) -> tuple[Fix, ...]:
    join = item.join
    if join.span is None or join.right_span is None:
        return ()
    kind = "join" if join.kind != "full" else ("right join" if item.side == "right" else "left join")
    place = Span(join.span.file, join.span.start, join.right_span.start)
    text = f"{kind} many " if join.many else f"{kind} "
    return (Fix(f"make it a `{kind}`", (Edit(place, text),), "safe" if item.safe else "unsafe"),)


def _into_on(rel: Filter | Join, cause: Expr, item: Padding) -> tuple[Fix, ...]:
    """Move the whole of a `where` that follows the join into its `on`."""
    join = item.join
    if not isinstance(rel, Filter) or rel.input is not join or cause is not rel.predicate or join.kind == "full":
        return ()
    if join.span is None or join.predicate is None or cause.span is None or rel.span is None:
        return ()
    if rel.span.end != cause.span.end or rel.span.file != join.span.file or is_using(join):
        return ()
    if any(isinstance(expr, Call) and expr.function == "or" for expr in (cause, join.predicate)):
        return ()
    place = Span(join.span.file, join.span.end, cause.span.start)
    return (Fix("put the condition into `on`", (Edit(place, " and "),)),)
