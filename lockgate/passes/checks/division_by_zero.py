"""A division by what is zero in every row: a constant that was computed, or a column that can be nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockgate.analysis.domains import domains
from lockgate.analysis.domains import parts as sets
from lockgate.analysis.domains.values import value
from lockgate.diagnostics import Diagnostic, DivisionByLiteralZero
from lockgate.ir.expr import Call, Case, Expr
from lockgate.ir.program import Program
from lockgate.ir.traverse import columns_of, expr_children
from lockgate.passes.checks import places
from lockgate.passes.checks.value_words import named
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.source import Span

DIVIDING = frozenset(("/", "//", "%", "mod"))


@compiler_pass("division-by-zero", kind="check")
def division_by_zero(program: Program) -> Sequence[Diagnostic]:
    """Report divisions that fail for every row."""
    known = domains(program)
    found: dict[Span, Diagnostic] = {}
    for rel in [*places.relations(program), *(rel for _, _, rel, _ in places.checks(program))]:
        for expr in places.computed(rel):
            for call, guarded in _divisions(expr):
                divisor = call.args[1]
                place = divisor.span or call.span
                if place is None or (guarded and columns_of(divisor)):
                    continue
                if sets.listed(value(divisor, known.inside(rel)).parts) == (0,):
                    found.setdefault(place, _report(call, place))
    return list(found.values())


def _divisions(expr: Expr) -> Iterator[tuple[Call, bool]]:
    """Each division, and whether a condition decides if it is done at all."""
    todo: list[tuple[Expr, bool]] = [(expr, False)]
    seen: set[tuple[int, bool]] = set()
    while todo:
        item, guarded = todo.pop()
        if (id(item), guarded) in seen:
            continue
        seen.add((id(item), guarded))
        if isinstance(item, Call) and item.function in DIVIDING and len(item.args) == 2:
            yield item, guarded
        inside = guarded or isinstance(item, Case) or (isinstance(item, Call) and item.function in ("if", "coalesce"))
        todo.extend((child, inside) for child in expr_children(item))


def _report(call: Call, place: Span) -> Diagnostic:
    what = named(call.args[1])
    by = f"{what}, which is always zero," if what != "it" and columns_of(call.args[1]) else "zero"
    return DivisionByLiteralZero(
        span=place,
        message=f"`{call.function}` by {by} is an error on every row",
        help="divide by something else, or use `safe_divide`, which gives NULL",
    )
