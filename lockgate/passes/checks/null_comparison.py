"""Comparisons with NULL that are not written as `= null`: in a list, as a `when`, as a bound, or a column of NULLs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockgate.analysis.domains import Env, domains
from lockgate.analysis.domains.values import value
from lockgate.diagnostics import Diagnostic, NullComparison
from lockgate.ir.expr import Call, Cast, Column, Expr, Literal
from lockgate.ir.program import Program
from lockgate.ir.traverse import walk_expr
from lockgate.passes.checks import places
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.source import Span

COMPARING = frozenset(("=", "<>", "<", "<=", ">", ">=", "between", "in", "like"))


@compiler_pass("null-comparison", kind="check")
def null_comparison(program: Program) -> Sequence[Diagnostic]:
    """Report comparisons that are never true because one side is NULL."""
    known = domains(program)
    params = frozenset(program.params)
    found: dict[Span, Diagnostic] = {}
    for rel in [*places.relations(program), *(rel for _, _, rel, _ in places.checks(program))]:
        env = known.inside(rel)
        for expr in places.computed(rel):
            for item in _reports(expr, env, params):
                found.setdefault(item.span, item)
    return list(found.values())


def _reports(expr: Expr, env: Env, params: frozenset[Span]) -> Iterator[Diagnostic]:
    negated = {
        id(item.args[0]) for item in walk_expr(expr) if isinstance(item, Call) and item.function == "not" and item.args
    }
    for item in walk_expr(expr):
        if not isinstance(item, Call) or item.function not in COMPARING:
            continue
        nulls = [arg for arg in item.args if _is_null(arg) and arg.span is not None and arg.span not in params]
        if nulls and not (item.function == "in" and id(item) in negated):
            alone = item.function != "in" or len(item.args) == 2 or nulls[0] is item.args[0]
            place = nulls[0].span
            assert place is not None
            yield NullComparison(
                span=place,
                message="this comparison with NULL is never true: NULL equals nothing, not even NULL",
                help="write `is null`" if alone else "leave NULL out of the list, or add `or … is null`",
                level=None if alone else "warning",
            )
        elif not nulls:
            yield from _by_column(item, env)


def _by_column(call: Call, env: Env) -> Iterator[Diagnostic]:
    for arg in always_null(call, env):
        if call.span is not None:
            yield NullComparison(
                span=call.span,
                message=f"`{arg.name}` is always NULL here, so this comparison is never true",
                help="write `is null`, or compare what has values",
                level="warning",
            )
            return


def always_null(call: Call, env: Env) -> list[Column]:
    """The columns that a comparison compares and that are NULL in every row."""
    if call.function not in COMPARING:
        return []
    bare = [_bare(arg) for arg in call.args[: 1 if call.function == "in" else None]]
    return [arg for arg in bare if isinstance(arg, Column) and value(arg, env).always_null]


def _bare(expr: Expr) -> Expr:
    while isinstance(expr, Cast) and expr.implicit:
        expr = expr.operand
    return expr


def _is_null(expr: Expr) -> bool:
    bare = _bare(expr)
    return isinstance(bare, Literal) and bare.value is None
