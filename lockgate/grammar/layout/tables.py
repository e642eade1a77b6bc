"""Columns and rows in line under each other."""

from __future__ import annotations

from collections.abc import Sequence

from lockgate.grammar import syntax as s
from lockgate.grammar.keywords import quote_name
from lockgate.grammar.layout import names
from lockgate.grammar.layout.comments import lines
from lockgate.grammar.layout.doc import HARD, Doc, Fill, commas, concat, join, nest, render
from lockgate.grammar.layout.queries import Queries

WIDEST = 60
"""A cell wider than this does not push the others."""


def column_table(queries: Queries, node: s.Columns) -> Doc:
    """`columns (…)`, names, types and what follows in three columns."""
    shown = [(names.name(spec.name), names.type_name(spec.type)) for spec in node.columns]
    first = max((len(name) for name, _ in shown if len(name) <= WIDEST), default=0) + 2
    # A closing bracket sets itself apart already.
    gaps = [len(kind) + (1 if kind.endswith((")", ">")) else 2) for _, kind in shown if len(kind) <= WIDEST]
    second = max(gaps, default=0)
    made: list[Doc] = []
    for index, (spec, (name, kind)) in enumerate(zip(node.columns, shown, strict=True)):
        comma = "," if index < len(shown) - 1 else ""
        made.append(queries.leaf(spec.span, lambda: _line(queries, spec, name, kind, first, second, comma)))  # noqa: B023
    rest = queries.comments.before(node.span.end)
    made += [comment.text for comment in rest]
    return concat("columns (", nest(2, HARD, join([HARD], made)), HARD, ")")


def _line(
    queries: Queries, spec: s.ColumnSpec, name: str, kind: str, first: int, second: int, comma: str
) -> Doc:
    modifiers = _modifiers(queries, spec)
    if not modifiers:
        return f"{name:<{first - 1}} {kind}{comma}"
    head = f"{name:<{first - 1}} {kind:<{second - 1}} "
    return concat(head, nest(4, Fill(tuple(modifiers))), comma)


def _modifiers(queries: Queries, spec: s.ColumnSpec) -> list[Doc]:
    found: list[Doc] = []
    if spec.not_null:
        found.append("not null")
    if spec.unique:
        found.append("unique")
    if spec.domain:
        items = Fill(tuple(commas([queries.expr(item) for item in spec.domain])))
        found.append(concat("in (", nest(2, items), ")"))
    if spec.between is not None:
        low, high = spec.between
        found.append(concat("between ", queries.expr(low), " and ", queries.expr(high)))
    if spec.references is not None:
        dataset, column = spec.references
        found.append(f"references {names.dataset(dataset)} ({names.name(column)})")
    found += [f"label {label_text(label.text)}" for label in spec.labels]
    if spec.description is not None:
        found.append(f"description {names.string(spec.description.text)}")
    return found


def label_text(text: str) -> str:
    return ".".join(quote_name(part) for part in text.split("."))


def row_table(queries: Queries, rows: Sequence[tuple[s.Expr, ...]]) -> Doc:
    """Rows, a line each, their cells under each other."""
    shown: list[tuple[Doc, list[str], Doc]] = []
    for row in rows:
        # A comment inside a row would break it: it goes before the row.
        comments = queries.comments
        leading = lines(comments.before(row[-1].span.end))
        later, comments.left = comments.left, []
        cells = [render(queries.expr(cell), 1_000_000) for cell in row]
        comments.left = later
        shown.append((leading, cells, comments.behind_row(row[-1].span.end)))
    widths: dict[int, int] = {}
    if len(rows) > 1:
        for _, cells, _ in shown:
            for index, cell in enumerate(cells):
                if len(cell) <= WIDEST:
                    widths[index] = max(widths.get(index, 0), len(cell))
    made: list[Doc] = []
    for number, (leading, cells, trailing) in enumerate(shown):
        padded = [f"{cell},".ljust(widths.get(index, 0) + 1) for index, cell in enumerate(cells[:-1])]
        comma = "," if number < len(rows) - 1 else ""
        made.append(concat(leading, f"({' '.join([*padded, cells[-1]])}){comma}", trailing))
    return join([HARD], made)
