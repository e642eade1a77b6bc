"""A constant that what it is compared with can never be.

`status in ('placed', 'shipped')` is promised by a source; renames, joins, unions, models and `case`s carry it on;
then `status = 'Shipped'` can never be true.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from attrs import frozen

from lockgate.analysis.domains import Domain, Env, domains, promises
from lockgate.analysis.domains import parts as sets
from lockgate.analysis.domains.values import value
from lockgate.diagnostics import Diagnostic, Edit, Fix, Related, ValueNotInDomain
from lockgate.diagnostics.suggest import nearest
from lockgate.ir.expr import Call, Expr, Literal
from lockgate.ir.program import Model, Program, Rows
from lockgate.ir.traverse import columns_of, walk_expr
from lockgate.ir.types import BOOLEAN
from lockgate.passes.checks import places
from lockgate.passes.checks.value_words import MOST, described, named, shown
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.source import Span

SUGGESTED = 50
"""How many values are compared with all that would be right, which takes time."""
MOST_COMPARED = 500
COMPARING = frozenset(("=", "<>", "in", "is_not_distinct", "nullif"))


@frozen(slots=True)
class Misfit:
    """A constant, and what it is compared with, which can be other values only."""

    value: Any
    span: Span
    subject: Expr
    domain: Domain


@compiler_pass("value-not-in-domain", kind="check")
def value_not_in_domain(program: Program) -> Sequence[Diagnostic]:
    """Report constants that can never occur where they are compared or given."""
    known = promises(program)
    text = places.texts(program)
    found: dict[Span, tuple[Misfit, str]] = {}
    for rel in places.relations(program):
        env = known.inside(rel)
        for expr in places.computed(rel):
            for call in comparisons(expr):
                for item in misfits(call, env):
                    if not (text.inlined(item.span) and call.function == "in"):
                        found.setdefault(item.span, (item, named(item.subject)))
    for _, _, rel, _ in places.checks(program):
        for call in comparisons(rel.predicate):
            for item in misfits(call, known.inside(rel)):
                found.setdefault(item.span, (item, named(item.subject)))
    for model in program.models:
        for item, name in _in_tests(model, program):
            found.setdefault(item.span, (item, name))
    return [_report(item, name, index < SUGGESTED) for index, (item, name) in enumerate(found.values())]


def comparisons(expr: Expr) -> Iterator[Call]:
    """The comparisons in an expression that ask for equality."""
    for item in walk_expr(expr):
        if isinstance(item, Call) and item.function in COMPARING:
            yield item


def misfits(call: Call, env: Env) -> Iterator[Misfit]:
    """The constants of a comparison that its other side can never be."""
    others = [arg for arg in call.args if not isinstance(arg, Literal)]
    subject = call.args[0] if call.function in ("in", "nullif") else (others[0] if len(others) == 1 else None)
    if subject is None or not columns_of(subject):
        return
    domain = value(subject, env)
    if not is_told(domain):
        return
    for item, span in (found for found in (_constant(arg, env) for arg in call.args) if found is not None):
        if is_outside(item, domain):
            yield Misfit(item, span, subject, domain)


def is_told(domain: Domain) -> bool:
    """Somebody has said which values there are: a promise, or constants."""
    if domain.type == BOOLEAN or not domain.parts:
        return False
    return domain.place is not None or sets.listed(domain.parts) is not None


def is_outside(item: Any, domain: Domain) -> bool:
    """Whether a constant is none of the values."""
    return sets.comparable(domain.parts, sets.point(item)) and not sets.holds(domain.parts, item)


def _constant(expr: Expr, env: Env) -> tuple[Any, Span] | None:
    span = expr.span
    if span is None or span in env.params:
        return None
    if isinstance(expr, Literal):
        return (expr.value, span) if sets.family(expr.value) else None
    if isinstance(expr, Call) and expr.function == "neg" and isinstance(expr.args[0], Literal):
        found = sets.listed(value(expr, env).parts)
        return (found[0], span) if found else None
    return None


def _in_tests(model: Model, program: Program) -> Iterator[tuple[Misfit, str]]:
    """Values that tests give to inputs which promise others, or expect of a model that cannot give them."""
    given, expected = promises(program).interfaces, domains(program).interfaces
    for test in model.tests:
        for rows in test.given:
            yield from _in_rows(rows, given.get(rows.dataset, {}))
        if not model.broken:
            yield from _in_rows(test.expect, expected.get(model.name, {}))


def _in_rows(rows: Rows, columns: Any) -> Iterator[tuple[Misfit, str]]:
    env = Env({})
    for row in rows.rows:
        for name, expr in zip(rows.columns, row, strict=True):
            found, domain = _constant(expr, env), columns.get(name)
            if found is None or domain is None or not is_told(domain):
                continue
            if is_outside(found[0], domain):
                yield Misfit(found[0], found[1], expr, domain), f"`{name}`"


def _report(item: Misfit, name: str, suggest: bool) -> Diagnostic:
    values = sets.listed(item.domain.parts)
    if values is None:
        help = f"it {described(item.domain)}"
        values = ()
    else:
        listing = ", ".join(shown(known) for known in values[:MOST]) + (", …" if len(values) > MOST else "")
        help = f"it holds {listing}"
    texts = [known for known in values if isinstance(known, str)]
    close = nearest(item.value, texts[:MOST_COMPARED]) if suggest and isinstance(item.value, str) else ()
    fixes: tuple[Fix, ...] = ()
    if close:
        help = f"did you mean {shown(close[0])}? {help}"
        fixes = (Fix(f"use {shown(close[0])}", (Edit(item.span, shown(close[0])),)),)
    place = item.domain.place
    return ValueNotInDomain(
        span=item.span,
        message=f"{name} can never be {shown(item.value)}",
        help=help,
        expected=(*close, *(text for text in texts if text not in close))[:20],
        related=(Related("the values are declared here", place),) if place is not None else (),
        fixes=fixes,
    )
