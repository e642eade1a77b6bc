"""Which columns are totals, averages or ratios of groups already, and so what may still be made of them.

Totals add up: the sum over days of each day's revenue is the revenue. Averages and ratios do not: each group
would count the same, however many rows it has.

    from flights |> aggregate avg(delay) as delay group by carrier    delay: an average
    |> extend round(delay, 1) as shown                                shown: an average too
    |> aggregate avg(shown) as delay                                  an average of averages
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal as OneOf

from attrs import evolve, field, frozen

from lockgate.analysis.facts import Facts, Known, facts
from lockgate.analysis.graph import build_order
from lockgate.analysis.orders import told
from lockgate.ir import rel as relations
from lockgate.ir.expr import AggregateCall, Call, Case, Cast, Column, Expr, Literal, Parameter, WindowCall
from lockgate.ir.program import Program
from lockgate.ir.rel import Aggregate, Project, Rel
from lockgate.ir.traverse import children, columns_of, walk, walk_expr

Kind = OneOf["total", "average", "ratio", "spread"]
"""`spread`: an average over a window, on every row that it is made of; rows weigh it rightly until they are fewer."""

TOTALS = frozenset({"sum", "sum_if", "count", "count_if", "approx_count_distinct"})
AVERAGES = frozenset({"avg", "median", "percentile"})
CHOICES = frozenset({"min", "max"})
ROUNDING = frozenset(
    {"abs", "ceil", "floor", "round", "trunc", "neg", "nullif", "coalesce", "greatest", "least"}
)
DIVISIONS = frozenset({"/", "//", "safe_divide"})


@frozen(eq=False)
class Measure:
    """What a column is of the groups of an aggregate."""

    kind: Kind
    call: AggregateCall
    """The aggregate that it was made by; of a ratio that of what is divided."""
    home: Rel
    by: frozenset[str] = frozenset()
    """Of an average over a window the columns of its partition."""


@frozen(eq=False)
class Again:
    """An average or ratio that is averaged or added up over several groups."""

    call: AggregateCall
    measure: Measure
    columns: tuple[str, ...]
    below: Rel
    weight: str | None
    """A column that counts the rows of each group."""


Measures = Mapping[str, Measure]
_CONSTANT = "constant"
_Part = Measure | str | None


@frozen(eq=False)
class _Walk:
    known: Known
    outputs: dict[str, Measures] = field(factory=dict)
    found: list[Again] = field(factory=list)

    def query(self, root: Rel) -> Measures:
        done: dict[int, Measures] = {}
        for rel in walk(root):
            below = [done[id(item)] for item in children(rel)]
            done[id(rel)] = self._columns(rel, below)
        return done[id(root)]

    def _columns(self, rel: Rel, inputs: list[Measures]) -> Measures:
        match rel:
            case relations.Scan():
                return self.outputs.get(rel.dataset, {})
            case relations.Values():
                return {}
            case Aggregate():
                return self._aggregated(rel, inputs[0])
            case Project():
                return self._projected(rel, inputs[0])
            case relations.Join():
                return inputs[0] if rel.kind in ("semi", "anti") else {**inputs[0], **inputs[1]}
            case relations.SetOperation():
                merged = {name: item for below in reversed(inputs) for name, item in below.items()}
                return merged if rel.kind == "union_all" else _fewer(merged)
            case relations.Distinct() | relations.DistinctOn():
                return _fewer(inputs[0])
            case relations.Unpivot():
                values = [inputs[0][name] for name in rel.columns if name in inputs[0]]
                kept = {name: item for name, item in inputs[0].items() if name not in rel.columns}
                return {**kept, rel.value: values[0]} if values else kept
            case _:
                return inputs[0]

    def _projected(self, rel: Project, below: Measures) -> Measures:
        made: dict[str, Measure] = {}
        facts: Facts | None = None
        for name, expr in rel.columns:
            if isinstance(expr, Column):
                if expr.name in below:
                    made[name] = below[expr.name]
                continue
            windows = _windows(expr)
            if not below and not windows:
                continue
            facts = facts if facts is not None else self.known.of(rel.input)
            for window in windows:
                self._over(window, rel, below, facts)
            found = _measure(expr, below, facts, rel)
            if found is not None:
                made[name] = found
        return made

    def _over(self, window: WindowCall, rel: Project, below: Measures, facts: Facts) -> None:
        call = window.function
        if isinstance(call, AggregateCall) and call.function == "avg" and not window.order:
            self._again(call, told(window.partition, rel.input.schema), below, facts, rel)

    def _aggregated(self, rel: Aggregate, below: Measures) -> Measures:
        facts = self.known.of(rel.input)
        groups = (
            told((expr for _, expr in rel.groups), rel.input.schema) if rel.sets is None else frozenset[str]()
        )
        by_row = rel.sets is None and facts.determines(groups)
        carried = {name: _measure(expr, below, facts, rel) for name, expr in rel.groups} if below else {}
        made = dict(_fewer({name: item for name, item in carried.items() if item is not None}))
        for name, call in rel.aggregates:
            assert isinstance(call, AggregateCall)
            again = self._again(call, groups, below, facts, rel) if below else False
            value = _measure(call.args[0], below, facts, rel) if below and call.args else None
            if by_row or (value is not None and facts.settle(groups, columns_of(call.args[0]))):
                if (
                    value is not None
                    and call.function in AVERAGES | CHOICES | TOTALS
                    and call.function != "count"
                ):
                    made[name] = value
            elif call.function in AVERAGES and not again:
                made[name] = Measure("average", call, rel)
            elif call.function in TOTALS and not again:
                made[name] = Measure("total", call, rel)
        return made

    def _again(
        self,
        call: AggregateCall,
        groups: frozenset[str],
        below: Measures,
        facts: Facts,
        rel: Aggregate | Project,
    ) -> bool:
        """Note a call that takes averages or ratios of several groups together."""
        if call.function not in ("avg", "sum", "sum_if") or not call.args:
            return False
        measure = _measure(call.args[0], below, facts, rel)
        if measure is None or measure.kind == "total":
            return False
        if measure.kind == "spread":
            if not facts.determines(measure.by):
                return False
            measure = evolve(measure, kind="average")  # one row is left of each partition
        columns = columns_of(call.args[0])
        if facts.settle(groups, columns) or facts.determines(groups) or facts.repeats(columns) is not None:
            return False  # one value a group; or weighted by the rows for which it was looked up
        self.found.append(Again(call, measure, columns, rel.input, _weight(measure, below)))
        return True


def _windows(expr: Expr) -> list[WindowCall]:
    return [item for item in walk_expr(expr) if isinstance(item, WindowCall)]


def _fewer(below: Measures) -> Measures:
    """Where equal rows have become one, averages over windows are averages of groups."""
    if not any(item.kind == "spread" for item in below.values()):
        return below
    return {
        name: evolve(item, kind="average") if item.kind == "spread" else item for name, item in below.items()
    }


def _weight(measure: Measure, below: Measures) -> str | None:
    """A column with the number of rows that each average was made of, of the same value if there is one."""
    counts = [
        (name, item.call)
        for name, item in below.items()
        if item.kind == "total" and item.home is measure.home and _counts(item.call, measure.call)
    ]
    return min(counts, key=lambda found: (not found[1].args, found[0]))[0] if counts else None


def _counts(call: AggregateCall, averaged: AggregateCall) -> bool:
    same = not call.args or _bare(call.args[0]) == _bare(averaged.args[0])
    return call.function == "count" and not call.distinct and same and call.filter == averaged.filter


def _bare(expr: Expr) -> Expr:
    while isinstance(expr, Cast):
        expr = expr.operand
    return expr


def _measure(root: Expr, below: Measures, facts: Facts, rel: Aggregate | Project) -> Measure | None:
    """What an expression over measures is: roundings, constants and choices leave it what it was."""
    done: dict[int, _Part] = {}
    for expr in walk_expr(root):
        done[id(expr)] = _step(expr, done, below, facts, rel)
    found = done[id(root)]
    return found if isinstance(found, Measure) else None


def _step(
    expr: Expr, done: Mapping[int, _Part], below: Measures, facts: Facts, rel: Aggregate | Project
) -> _Part:
    match expr:
        case Column():
            return below.get(expr.name)
        case Literal() | Parameter():
            return _CONSTANT
        case Cast():
            return done[id(expr.operand)]
        case Case():
            values = [value for _, value in expr.branches]
            return _same(done[id(item)] for item in (*values, *([expr.default] if expr.default else [])))
        case WindowCall():
            call = expr.function
            if not isinstance(call, AggregateCall) or call.function not in AVERAGES or expr.order:
                return None
            return Measure("spread", call, rel, told(expr.partition, rel.input.schema))
        case Call(function="if"):
            return _same(done[id(item)] for item in expr.args[1:])
        case Call(function="*"):
            parts = [done[id(item)] for item in expr.args]
            return next((item for item in parts if item != _CONSTANT), None) if _CONSTANT in parts else None
        case Call() if expr.function in DIVISIONS and len(expr.args) == 2:
            return _divided(expr, done, facts)
        case Call() if expr.function in ROUNDING or expr.function in ("+", "-"):
            return _same(done[id(item)] for item in expr.args)
        case _:
            return None


def _same(parts: Iterable[_Part]) -> _Part:
    """What several values of one kind are together."""
    found = [item for item in parts if item != _CONSTANT]
    if not found:
        return _CONSTANT
    kinds = {item.kind if isinstance(item, Measure) else None for item in found}
    return found[0] if len(kinds) == 1 or kinds == {"average", "ratio"} else None


def _divided(expr: Call, done: Mapping[int, _Part], facts: Facts) -> _Part:
    top, bottom = (done[id(item)] for item in expr.args)
    if bottom == _CONSTANT:
        return top
    if not isinstance(bottom, Measure):
        return None
    if top == _CONSTANT:
        return evolve(bottom, kind="ratio") if bottom.kind in ("average", "ratio") else None
    if not isinstance(top, Measure) or (top.kind == "total") is not (bottom.kind == "total"):
        return None
    if top.home is not bottom.home:
        # A share of a total that several rows have in common adds up.
        columns = columns_of(expr.args[1])
        if facts.repeats(columns) is not None or facts.settle((), columns):
            return None
    return evolve(top, kind="ratio")


def averaged_again(program: Program) -> tuple[Again, ...]:
    """Where the models of a program average averages or ratios, or add them up.

    Checks may: that the mean of a rate lies within bounds says something whatever the sizes of the groups.
    """
    found = _Walk(facts(program))
    models = {model.name: model for model in program.models}
    for name in build_order(program):
        if not models[name].broken:
            found.outputs[name] = found.query(models[name].query)
    return tuple(found.found)
