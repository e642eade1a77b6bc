"""Labels through the relations of one model: a rule for each node, from what it reads to what it gives.

Whatever decides which rows there are (a filter, a join's condition, groups, `distinct`, an order before a
limit) decides about every column from there on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from lockgate.analysis.labelled.expressions import Cleaners, deciding, used
from lockgate.analysis.labelled.nodes import Node, State, made
from lockgate.analysis.labelled.place import place_in
from lockgate.ir import rel as relations
from lockgate.ir.expr import Cast, Column, Expr
from lockgate.ir.rel import Named, Rel
from lockgate.ir.traverse import children, walk
from lockgate.source import Span

CLEAN = State({})


class Relations:
    """The states of one model's relations, given those of the datasets that it reads."""

    def __init__(
        self, model: str, block: Span | None, datasets: Mapping[str, State], cleaners: Cleaners
    ) -> None:
        self._model = model
        self._block = block
        self._datasets = datasets
        self._cleaners = cleaners

    def state(self, root: Rel) -> State:
        """The state of a relation."""
        known: dict[int, State] = {}
        for rel in walk(root):
            found = self._state(rel, [known[id(item)] for item in children(rel)])
            known[id(rel)] = found if found.columns or found.rows is not None else CLEAN
        return known[id(root)]

    def _state(self, rel: Rel, inputs: list[State]) -> State:
        if not isinstance(rel, relations.Scan) and all(item is CLEAN for item in inputs):
            return CLEAN
        match rel:
            case relations.Scan():
                return self._datasets.get(rel.dataset, CLEAN)
            case relations.Values():
                return CLEAN
            case relations.Bind():
                return inputs[0]
            case relations.Filter():
                below = inputs[0]
                place = place_in(rel.predicate, self._block) or rel.span
                rows = self._rows("filter", (rel.predicate,), below.columns, (below.rows,), place)
                return State(below.columns, rows, below.order)
            case relations.Project():
                return self._project(rel, inputs[0])
            case relations.Join():
                return self._join(rel, *inputs)
            case relations.Aggregate():
                return self._aggregate(rel, inputs[0])
            case relations.Distinct():
                below = inputs[0]
                return State(
                    below.columns, self._chosen("distinct", below.columns.values(), (below.rows,), rel.span)
                )
            case relations.DistinctOn():
                below = inputs[0]
                exprs = (*map(Column, rel.keys), *(key.expr for key in rel.order))
                return State(
                    below.columns, self._rows("distinct on", exprs, below.columns, (below.rows,), rel.span)
                )
            case relations.Sort():
                below = inputs[0]
                order = deciding((key.expr for key in rel.keys), below.columns, self._cleaners)
                return State(below.columns, below.rows, order)
            case relations.Limit():
                below = inputs[0]
                order = below.order if below.order is not None else tuple(below.columns.values())
                return State(
                    below.columns, self._chosen("limit", order, (below.rows,), rel.span), below.order
                )
            case relations.SetOperation():
                return self._set_operation(rel, inputs)
            case relations.Unpivot():
                return self._unpivot(rel, inputs[0])
            case relations.Unnest():
                below = inputs[0]
                columns = {**below.columns, **self._named(((rel.name, rel.expr),), below)}
                rows = self._rows("unnest", (rel.expr,), below.columns, (below.rows,), rel.span)
                return State(columns, rows)
            case _:
                assert_never(rel)

    # -- rows

    def _rows(
        self,
        kind: str,
        exprs: Iterable[Expr],
        columns: Mapping[str, Node],
        below: Iterable[Node | None],
        span: Span | None,
    ) -> Node | None:
        return self._chosen(kind, deciding(exprs, columns, self._cleaners), below, span)

    def _chosen(
        self, kind: str, by: Iterable[Node], below: Iterable[Node | None], span: Span | None
    ) -> Node | None:
        """Rows chosen by some nodes from others; those others where nothing labelled chooses."""
        under = tuple(dict.fromkeys(node for node in below if node is not None))
        chosen = tuple(by)
        if not chosen and len(under) < 2:
            return under[0] if under else None
        return made(kind, self._model, "", (), (*chosen, *under), span=span)

    # -- columns

    def _named(self, columns: Iterable[Named], below: State, kind: str = "value") -> dict[str, Node]:
        found: dict[str, Node] = {}
        for name, expr in columns:
            node = self._value(name, expr, below, kind)
            if node is not None:
                found[name] = node
        return found

    def _value(self, name: str, expr: Expr, below: State, kind: str) -> Node | None:
        """The node of an expression; a column's own, also when it is only widened."""
        bare = expr.operand if isinstance(expr, Cast) and expr.implicit else expr
        if isinstance(bare, Column):
            return below.columns.get(bare.name)
        values, conditions = used(expr, below.columns, self._cleaners)
        return made(kind, self._model, name, values, conditions, expr=expr, span=place_in(expr, self._block))

    def _project(self, rel: relations.Project, below: State) -> State:
        return State(self._named(rel.columns, below), below.rows, below.order)

    def _join(self, rel: relations.Join, left: State, right: State) -> State:
        both = {**left.columns, **right.columns}
        exprs = () if rel.predicate is None else (rel.predicate,)
        rows = self._rows("join", exprs, both, (left.rows, right.rows), rel.span)
        return State(left.columns if rel.kind in ("semi", "anti") else both, rows)

    def _aggregate(self, rel: relations.Aggregate, below: State) -> State:
        groups = [expr for _, expr in rel.groups]
        place = next((expr.span for expr in groups if expr.span is not None), rel.span)
        rows = self._rows("group by", groups, below.columns, (below.rows,), place)
        columns = self._named(rel.groups, below)
        columns.update(self._named(rel.aggregates, below))
        return State(columns, rows)

    def _set_operation(self, rel: relations.SetOperation, inputs: list[State]) -> State:
        valued = inputs if rel.kind in ("union", "union_all") else inputs[:1]
        word = rel.kind.replace("_", " ")
        columns: dict[str, Node] = {}
        for name in rel.schema.names:
            nodes = tuple(dict.fromkeys(item.columns[name] for item in valued if name in item.columns))
            if len(nodes) == 1:
                columns[name] = nodes[0]
            elif nodes:
                merged = made("value", self._model, name, nodes, span=rel.span)
                if merged is not None:
                    columns[name] = merged
        every: Iterable[Node] = ()
        if rel.kind != "union_all":
            every = [node for item in inputs for node in item.columns.values()]
        return State(columns, self._chosen(word, every, (item.rows for item in inputs), rel.span))

    def _unpivot(self, rel: relations.Unpivot, below: State) -> State:
        columns = {name: node for name, node in below.columns.items() if name not in rel.columns}
        nodes = [below.columns[name] for name in rel.columns if name in below.columns]
        node = nodes[0] if len(nodes) == 1 else made("value", self._model, rel.value, nodes, span=rel.span)
        if node is not None:
            columns[rel.value] = node
        return State(columns, below.rows)
