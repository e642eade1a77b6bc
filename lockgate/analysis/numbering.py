"""Row numbers of a program, followed to where something is chosen by them.

`row_number() over (partition by a order by b)` counts rows that tie in an order of chance. Nothing of that shows
while the number only counts; compared with a constant, or as an order by which rows are kept, it chooses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import field, frozen

from lockgate.analysis.demand import demanded
from lockgate.analysis.graph import build_order
from lockgate.ir import rel as relations
from lockgate.ir.expr import AggregateCall, Call, Cast, Column, Expr, WindowCall
from lockgate.ir.program import Program
from lockgate.ir.rel import Project, Rel
from lockgate.ir.traverse import children, expressions, walk, walk_expr
from lockgate.source import Span

COMPARISONS = frozenset(
    {"=", "<>", "!=", "<", "<=", ">", ">=", "between", "in", "is_not_distinct", "is_distinct"}
)
NUMBERING = frozenset({"row_number", "ntile"})


@frozen(eq=False)
class Numbering:
    """One window that numbers rows, by the projection and column in which it stands."""

    project: Project
    column: str
    window: WindowCall
    demanded: frozenset[str]
    """Columns of the projection on which the output of its query depends."""


@frozen(eq=False)
class Chosen:
    """A numbering, and where something is first chosen by it."""

    numbering: Numbering
    place: Span | None


Numbers = Mapping[str, tuple[Numbering, ...]]
"""By column, what its values were counted by."""


@frozen(eq=False)
class _Walk:
    outputs: dict[str, Numbers] = field(factory=dict)
    chosen: dict[int, Chosen] = field(factory=dict)

    def query(self, root: Rel) -> Numbers:
        known: dict[int, Numbers] = {}
        needs: Mapping[int, frozenset[str]] | None = None
        for rel in walk(root):
            below = {name: found for item in children(rel) for name, found in known[id(item)].items()}
            made: dict[int, Numbering] = {}
            if isinstance(rel, Project):
                for name, expr in rel.columns:
                    for window in _windows(expr):
                        needs = needs if needs is not None else demanded(root)
                        made[id(window)] = Numbering(rel, name, window, needs[id(rel)])
            if below or made:
                for expr in expressions(rel):
                    self._compared(expr, below, made)
                if isinstance(rel, relations.DistinctOn):
                    for key in rel.order:
                        self._choose(_carried(key.expr, below, made), rel.span)
            known[id(rel)] = self._columns(rel, below, made)
        return known[id(root)]

    def _columns(self, rel: Rel, below: Numbers, made: Mapping[int, Numbering]) -> Numbers:
        match rel:
            case relations.Scan():
                return self.outputs.get(rel.dataset, {})
            case relations.Project():
                found = (
                    {name: _carried(expr, below, made) for name, expr in rel.columns} if below or made else {}
                )
            case relations.Aggregate():
                found = {name: _carried(expr, below, made) for name, expr in rel.groups} if below else {}
            case _:
                return below
        return {name: numbers for name, numbers in found.items() if numbers}

    def _compared(self, root: Expr, below: Numbers, made: Mapping[int, Numbering]) -> None:
        if isinstance(root, Column):
            return
        for item in walk_expr(root):
            if isinstance(item, Call) and item.function in COMPARISONS:
                numbers = [_carried(arg, below, made) for arg in item.args]
                constant = [not _has_columns(arg) for arg in item.args]
                if any(constant) and all(
                    found or fixed for found, fixed in zip(numbers, constant, strict=True)
                ):
                    self._choose((found for items in numbers for found in items), item.span)

    def _choose(self, numbers: Iterable[Numbering], place: Span | None) -> None:
        for item in numbers:
            self.chosen.setdefault(id(item), Chosen(item, place))


def _windows(expr: Expr) -> Iterator[WindowCall]:
    if isinstance(expr, Column):
        return
    for item in walk_expr(expr):
        if isinstance(item, WindowCall) and item.function.function in NUMBERING and item.order:
            yield item


def _carried(root: Expr, below: Numbers, made: Mapping[int, Numbering]) -> tuple[Numbering, ...]:
    """The numberings that an expression's value is computed from by arithmetic and casts."""
    found: dict[int, Numbering] = {}
    todo = [root]
    while todo:
        expr = todo.pop()
        match expr:
            case Column():
                found.update((id(item), item) for item in below.get(expr.name, ()))
            case WindowCall() if id(expr) in made:
                found[id(made[id(expr)])] = made[id(expr)]
            case Cast():
                todo.append(expr.operand)
            case Call() if expr.function not in COMPARISONS:
                todo.extend(reversed(expr.args))
            case _:
                pass
    return tuple(found.values())


def _has_columns(expr: Expr) -> bool:
    return any(isinstance(item, (Column, WindowCall, AggregateCall)) for item in walk_expr(expr))


def chosen_by_number(program: Program, checks: Iterable[Rel] = ()) -> tuple[Chosen, ...]:
    """The numberings by which something is chosen, in the order of the models, within them or by one that reads them.

    `checks` are relations beside the models' queries.
    """
    known = _Walk()
    models = {model.name: model for model in program.models}
    for name in build_order(program):
        if not models[name].broken:
            known.outputs[name] = known.query(models[name].query)
    for root in checks:
        apart = _Walk(chosen=known.chosen)
        apart.query(root)
    return tuple(known.chosen.values())
