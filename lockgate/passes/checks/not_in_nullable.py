"""`not in` with something among what is excluded that may be NULL, and then no row is known to differ from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockgate.analysis.domains import Env, domains
from lockgate.analysis.domains.conditions import TRUE, assume, conjuncts
from lockgate.analysis.domains.values import value
from lockgate.diagnostics import Diagnostic, Edit, Fix, NotInNullable
from lockgate.ir.expr import Call, Cast, Expr, Literal
from lockgate.ir.program import Program
from lockgate.ir.rel import Filter, Join, Rel
from lockgate.ir.traverse import walk_expr
from lockgate.passes.checks import places
from lockgate.passes.checks.value_words import named
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.source import Span


@compiler_pass("not-in-nullable", kind="check")
def not_in_nullable(program: Program) -> Sequence[Diagnostic]:
    """Report exclusions by lists that hold NULL, or that may."""
    known = domains(program)
    params = frozenset(program.params)
    found: dict[Span, Diagnostic] = {}
    for rel in [*places.relations(program), *(rel for _, _, rel, _ in places.checks(program))]:
        for expr in places.computed(rel):
            for call, part in _exclusions(expr):
                nulls = [item for item in call.args[1:] if _is_null(item) and item.span not in params]
                if nulls and call.span is not None:
                    found.setdefault(call.span, _never(call, call.span, nulls[0]))
                elif call.span is not None:
                    env = _where(rel, part, known.inside(rel))
                    doubtful = [item for item in call.args[1:] if not _is_null(item) and value(item, env).nullable]
                    if doubtful:
                        found.setdefault(call.span, _doubtful(call.span, doubtful[0]))
    return list(found.values())


def _exclusions(expr: Expr) -> Iterator[tuple[Call, Expr]]:
    """Each `in` that is negated, and the part of the condition in which it stands."""
    for part in conjuncts(expr):
        for item in walk_expr(part):
            if isinstance(item, Call) and item.function == "not":
                inner = item.args[0]
                if isinstance(inner, Call) and inner.function == "in":
                    yield inner, part


def _where(rel: Rel, part: Expr, env: Env) -> Env:
    """What the other parts of the condition tell."""
    if not isinstance(rel, (Filter, Join)) or rel.predicate is None:
        return env
    for other in conjuncts(rel.predicate):
        if other is not part:
            env = assume(other, TRUE, env) or env
    return env.fresh()


def _is_null(expr: Expr) -> bool:
    while isinstance(expr, Cast):
        expr = expr.operand
    return isinstance(expr, Literal) and expr.value is None


def _never(call: Call, place: Span, null: Expr) -> Diagnostic:
    return NotInNullable(
        span=place,
        message="`not in` a list with NULL is never true: no value is known to differ from NULL",
        help="leave NULL out of the list; rows that are NULL themselves do not pass `not in` anyway",
        fixes=_without(call, null),
        level="error",
    )


def _without(call: Call, null: Expr) -> tuple[Fix, ...]:
    """Take the NULL out of the list, with a comma."""
    items = call.args[1:]
    spans = [item.span for item in items]
    at = next(index for index, item in enumerate(items) if item is null)
    if len(items) < 2 or null.span is None or any(span is None for span in spans):
        return ()
    neighbour = spans[at - 1] if at else spans[1]
    assert neighbour is not None
    place = (
        Span(null.span.file, neighbour.end, null.span.end)
        if at
        else Span(null.span.file, null.span.start, neighbour.start)
    )
    return (Fix("leave NULL out", (Edit(place, ""),)),)


def _doubtful(place: Span, item: Expr) -> Diagnostic:
    what = named(item)
    return NotInNullable(
        span=place,
        message=f"`not in` a list with {what if what != 'it' else 'a value'} that may be NULL: "
        "where it is, the row does not pass, whatever the others are",
        help="say what is meant where it is NULL: `(y is null or x <> y)` beside the list, or `coalesce(y, …)` in it",
    )
