"""Where in a model's text a column gets its value, and where its rows are chosen."""

from __future__ import annotations

from lockgate.analysis.labelled.nodes import Node
from lockgate.ir import rel as relations
from lockgate.ir.expr import Expr
from lockgate.ir.program import Model
from lockgate.ir.rel import Rel
from lockgate.ir.traverse import walk_expr
from lockgate.source import Span


def place_in(expr: Expr, block: Span | None) -> Span | None:
    """Where an expression stands in a block: the body of a function that is inlined there stands elsewhere."""
    return next(
        (item.span for item in walk_expr(expr) if item.span is not None and _within(item.span, block)), None
    )


def _within(place: Span, block: Span | None) -> bool:
    return block is None or (
        place.file == block.file and block.start <= place.start and place.end <= block.end
    )


def column_place(model: Model, column: str) -> Span | None:
    """The last expression that names the column, else the dataset that it comes from, else the model's name."""
    rel: Rel | None = model.query
    name = column
    while rel is not None:
        place, rel, name = _step(rel, name, model.block_span)
        if place is not None and _within(place, model.block_span):
            return place
    return model.span


def _step(rel: Rel, name: str, block: Span | None) -> tuple[Span | None, Rel | None, str]:
    """The place of a column in this node, or the node below where it comes from, with its name there."""
    match rel:
        case relations.Scan() | relations.Values():
            return rel.span, None, name
        case relations.Project() | relations.Aggregate():
            columns = rel.columns if isinstance(rel, relations.Project) else (*rel.groups, *rel.aggregates)
            expr: Expr | None = next((expr for item, expr in columns if item == name), None)
            if expr is None:
                return None, None, name
            place = place_in(expr, block)
            return place, rel.input, getattr(expr, "name", name)
        case relations.Join():
            left = name in rel.left.schema
            return None, rel.left if left else rel.right, name
        case relations.SetOperation():
            return None, rel.inputs[0], name
        case relations.Unpivot() | relations.Unnest():
            return (rel.span, None, name) if name not in rel.input.schema else (None, rel.input, name)
        case _:
            return None, rel.input, name


def rows_place(model: Model, rows: Node) -> Span | None:
    """Where the model chooses its rows, else its name."""
    if rows.dataset == model.name and rows.span is not None:
        return rows.span
    return model.span
