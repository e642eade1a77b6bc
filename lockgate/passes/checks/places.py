"""The conditions that an author wrote, each with where it stands; what came out of functions is told apart."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from lockgate.ir.expr import AggregateCall, Call, Case, Column, Expr, Literal
from lockgate.ir.program import Check, Model, Program, Source
from lockgate.ir.rel import Filter, Join, Rel
from lockgate.ir.traverse import expressions, walk, walk_expr
from lockgate.passes.relations import written
from lockgate.source import Span


@frozen(eq=False)
class Texts:
    """Which places are the author's own at the spot, and which may be another thing in the next run or call."""

    params: frozenset[Span]
    functions: tuple[Span, ...]

    def inlined(self, span: Span | None) -> bool:
        """The place is in the body of a function."""
        return span is not None and any(
            item.file == span.file and item.start <= span.start and span.end <= item.end for item in self.functions
        )

    def own(self, expr: Expr) -> bool:
        """All of the expression stands where it is used, and no param is in it."""
        return expr.span is not None and not any(
            item.span is not None and (item.span in self.params or self.inlined(item.span))
            for item in walk_expr(expr)
        )


def texts(program: Program) -> Texts:
    """The places of a program."""
    return Texts(frozenset(program.params), program.functions)


def relations(program: Program, *, empty: bool = True) -> Iterator[Rel]:
    """The relations of what an author wrote, each once, inputs first; without those of `check … empty` unless asked."""
    seen: set[int] = set()
    for owner, root in written(program):
        kinds = {id(check.violations): check.kind for check in owner.checks}
        if not empty and kinds.get(id(root)) == "empty":
            continue
        for rel in walk(root):
            if id(rel) not in seen:
                seen.add(id(rel))
                yield rel


def computed(rel: Rel) -> Iterator[Expr]:
    """The expressions of a relation that are more than a column or a constant."""
    return (expr for expr in expressions(rel) if not isinstance(expr, (Column, Literal)))


def filters(program: Program) -> Iterator[tuple[Filter | Join, Expr]]:
    """The conditions of `where` and `on`; a check whose query must be empty may well have one that is never true."""
    for rel in relations(program, empty=False):
        if isinstance(rel, (Filter, Join)) and rel.predicate is not None and rel.span is not None:
            yield rel, rel.predicate


def checks(program: Program) -> Iterator[tuple[Source | Model, Check, Filter, Expr]]:
    """The author's checks of rows and tables: the relation that their condition is about, and what must hold."""
    owners: list[Source | Model] = [*program.sources, *(model for model in program.models if not model.broken)]
    for owner in owners:
        for check in owner.checks:
            rel = check.violations
            if check.kind in ("row", "table") and isinstance(rel, Filter):
                yield owner, check, rel, held(rel.predicate)


def held(violation: Expr) -> Expr:
    """What a check asks for, from the condition of the rows that break it."""
    if isinstance(violation, Call) and violation.function == "not":
        inner = violation.args[0]
        if isinstance(inner, Call) and inner.function == "coalesce" and isinstance(inner.args[-1], Literal):
            return inner.args[0]
        return inner
    return violation


def choices(rel: Rel) -> Iterator[Case]:
    """The `case`s in the expressions of a relation, each once."""
    seen: set[int] = set()
    for expr in expressions(rel):
        for item in walk_expr(expr):
            if isinstance(item, Case) and id(item) not in seen:
                seen.add(id(item))
                yield item


def counted(rel: Rel) -> Iterator[Expr]:
    """The conditions of `filter (where …)`, `count_if` and `sum_if`."""
    for expr in expressions(rel):
        for item in walk_expr(expr):
            if isinstance(item, AggregateCall):
                if item.filter is not None:
                    yield item.filter
                if item.function in ("count_if", "sum_if"):
                    yield item.args[-1]
