"""How values flow inside one relation: a graph of steps from the columns it reads to the columns it gives.

`from t |> where a > 0 |> select b + c as d` gives `d` one step with the inputs `t.b` and `t.c`, and its rows
a step that `t.a` decides. Columns that pass through share one node, so the graph is as large as the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from attrs import field, frozen

from lockgate.analysis.used import used
from lockgate.ir import rel as relations
from lockgate.ir.expr import Cast, Column, Expr, SortKey, WindowCall
from lockgate.ir.rel import Named, Rel
from lockgate.ir.traverse import children, walk, walk_expr


@frozen(eq=False)
class Origin:
    """A column of a dataset."""

    dataset: str
    column: str


@frozen(eq=False)
class Step:
    """A value computed: `kind` is expression, aggregate, window or union; `name` is what it is called there."""

    kind: str
    name: str
    expr: Expr | None
    text: str
    """Says it in words where there is no expression."""
    inputs: tuple[Value, ...] = field(repr=False)
    """The value is computed from these."""
    conditions: tuple[Value, ...] = field(default=(), repr=False)
    """These decide which value it is: conditions of a case, the order and partition of a window."""


Value = Origin | Step


@frozen(eq=False)
class DatasetRows:
    """Which rows a dataset has."""

    dataset: str


@frozen(eq=False)
class RowStep:
    """Rows chosen: `kind` is filter, join, group by, distinct, limit, unnest, or a set operation."""

    kind: str
    expr: Expr | None
    text: str
    columns: tuple[Value, ...] = field(repr=False)
    """These decide which rows there are."""
    below: tuple[Rows, ...] = field(repr=False)


Rows = DatasetRows | RowStep
Node = Origin | Step | DatasetRows | RowStep


@frozen(eq=False)
class Flow:
    """Where each output column's value comes from, and what decides the rows."""

    columns: Mapping[str, Value]
    rows: Rows
    order: tuple[Value, ...] | None = None
    """What the rows are ordered by, as long as that is known: a limit then depends on it."""


class Origins:
    """One node for each column and for the rows of each dataset."""

    def __init__(self) -> None:
        self._columns: dict[tuple[str, str], Origin] = {}
        self._rows: dict[str, DatasetRows] = {}

    def column(self, dataset: str, name: str) -> Origin:
        key = dataset.casefold(), name.casefold()
        found = self._columns.get(key)
        if found is None:
            found = self._columns[key] = Origin(dataset, name)
        return found

    def rows(self, dataset: str) -> DatasetRows:
        key = dataset.casefold()
        found = self._rows.get(key)
        if found is None:
            found = self._rows[key] = DatasetRows(dataset)
        return found


def flow(root: Rel, origins: Origins) -> Flow:
    """The flow of a relation."""
    known: dict[int, Flow] = {}
    for rel in walk(root):
        known[id(rel)] = _flow(rel, [known[id(item)] for item in children(rel)], origins)
    return known[id(root)]


def _flow(rel: Rel, inputs: list[Flow], origins: Origins) -> Flow:
    match rel:
        case relations.Scan():
            columns: dict[str, Value] = {name: origins.column(rel.dataset, name) for name in rel.schema.names}
            return Flow(columns, origins.rows(rel.dataset))
        case relations.Values():
            literals: dict[str, Value] = {
                name: Step("expression", name, None, "values", ()) for name in rel.names
            }
            return Flow(literals, RowStep("values", None, "", (), ()))
        case relations.Bind():
            return inputs[0]
        case relations.Sort():
            below = inputs[0]
            return Flow(below.columns, below.rows, _nodes(_keys(rel.keys), below))
        case relations.Filter():
            below = inputs[0]
            return Flow(below.columns, _rows("filter", rel.predicate, below), below.order)
        case relations.Project():
            below = inputs[0]
            return Flow(_named(rel.columns, below), below.rows, below.order)
        case relations.Join():
            return _join(rel, *inputs)
        case relations.Aggregate():
            return _aggregate(rel, inputs[0])
        case relations.Distinct():
            below = inputs[0]
            every = tuple(dict.fromkeys(below.columns.values()))
            return Flow(below.columns, RowStep("distinct", None, "", every, (below.rows,)))
        case relations.DistinctOn():
            below = inputs[0]
            nodes = _unique((*_named_nodes(rel.keys, below), *_nodes(_keys(rel.order), below)))
            text = ", ".join(rel.keys)
            return Flow(below.columns, RowStep("distinct on", None, text, nodes, (below.rows,)))
        case relations.Limit():
            below = inputs[0]
            order = below.order if below.order is not None else _unique(below.columns.values())
            text = str(rel.count) if not rel.offset else f"{rel.count} offset {rel.offset}"
            return Flow(below.columns, RowStep("limit", None, text, order, (below.rows,)), below.order)
        case relations.SetOperation():
            return _set_operation(rel, inputs)
        case relations.Unpivot():
            return _unpivot(rel, inputs[0])
        case relations.Unnest():
            below = inputs[0]
            step = _step(rel.name, rel.expr, below)
            made = Step("expression", rel.name, rel.expr, "unnest", step.inputs, step.conditions)
            rows = RowStep("unnest", rel.expr, "", _unique((*step.inputs, *step.conditions)), (below.rows,))
            return Flow({**below.columns, rel.name: made}, rows)
        case _:
            assert_never(rel)


def _keys(keys: Iterable[SortKey]) -> tuple[Expr, ...]:
    return tuple(key.expr for key in keys)


def _unique(nodes: Iterable[Value]) -> tuple[Value, ...]:
    return tuple(dict.fromkeys(nodes))


def _named_nodes(names: Iterable[str], below: Flow) -> tuple[Value, ...]:
    # A name that is not there has been reported already.
    return tuple(below.columns[name] for name in names if name in below.columns)


def _nodes(exprs: Iterable[Expr], below: Flow) -> tuple[Value, ...]:
    """Every column that the expressions name."""
    names = (item.name for expr in exprs for item in walk_expr(expr) if isinstance(item, Column))
    return _unique(_named_nodes(names, below))


def _rows(kind: str, expr: Expr, below: Flow) -> RowStep:
    return RowStep(kind, expr, "", _nodes((expr,), below), (below.rows,))


def _named(columns: tuple[Named, ...], below: Flow) -> dict[str, Value]:
    return {name: _value(name, expr, below) for name, expr in columns}


def _value(name: str, expr: Expr, below: Flow, kind: str | None = None) -> Value:
    """The node of an expression; a column's own, also when it is only widened."""
    bare = expr.operand if isinstance(expr, Cast) and expr.implicit else expr
    if isinstance(bare, Column) and bare.name in below.columns:
        return below.columns[bare.name]
    return _step(name, expr, below, kind)


def _step(name: str, expr: Expr, below: Flow, kind: str | None = None) -> Step:
    names, deciding = used(expr)
    if kind is None:
        kind = "window" if any(isinstance(item, WindowCall) for item in walk_expr(expr)) else "expression"
    return Step(
        kind, name, expr, "", _unique(_named_nodes(names, below)), _unique(_named_nodes(deciding, below))
    )


def _join(rel: relations.Join, left: Flow, right: Flow) -> Flow:
    both = Flow({**left.columns, **right.columns}, left.rows)
    columns = left.columns if rel.kind in ("semi", "anti") else both.columns
    nodes = () if rel.predicate is None else _nodes((rel.predicate,), both)
    return Flow(columns, RowStep("join", rel.predicate, rel.kind, nodes, (left.rows, right.rows)))


def _aggregate(rel: relations.Aggregate, below: Flow) -> Flow:
    columns = _named(rel.groups, below)
    columns.update((name, _step(name, expr, below, "aggregate")) for name, expr in rel.aggregates)
    groups = _nodes((expr for _, expr in rel.groups), below)
    text = ", ".join(name for name, _ in rel.groups)
    return Flow(columns, RowStep("group by", None, text, groups, (below.rows,)))


def _set_operation(rel: relations.SetOperation, inputs: list[Flow]) -> Flow:
    valued = inputs if rel.kind in ("union", "union_all") else inputs[:1]
    columns: dict[str, Value] = {}
    word = rel.kind.replace("_", " ")
    for name in inputs[0].columns:
        nodes = _unique(item.columns[name] for item in valued if name in item.columns)
        columns[name] = nodes[0] if len(nodes) == 1 else Step("union", name, None, word, nodes)
    every: tuple[Value, ...] = ()
    if rel.kind != "union_all":
        every = _unique(node for item in inputs for node in item.columns.values())
    return Flow(columns, RowStep(word, None, "", every, tuple(item.rows for item in inputs)))


def _unpivot(rel: relations.Unpivot, below: Flow) -> Flow:
    gone = frozenset(rel.columns)
    columns = {name: node for name, node in below.columns.items() if name not in gone}
    columns[rel.name] = Step("expression", rel.name, None, "the name of the column", ())
    text = f"unpivot ({', '.join(rel.columns)})"
    columns[rel.value] = Step("union", rel.value, None, text, _unique(_named_nodes(rel.columns, below)))
    return Flow(columns, below.rows)
