"""Relations as canonical text: bindings first, then one line a step, as in the language.

    let recent = scan shop.orders (order_id bigint not null, amount decimal(12, 2))
      |> filter (amount > 0.00:decimal(12, 2))
    use recent
      |> project order_id, (amount * 2:decimal(1, 0)) as doubled
"""

from __future__ import annotations

from typing import assert_never

from lockgate.ir import quoting
from lockgate.ir.expr import Column, Expr
from lockgate.ir.print_expr import expr_text, joined, key_pieces, type_text
from lockgate.ir.rel import (
    Aggregate,
    Bind,
    Distinct,
    DistinctOn,
    Filter,
    Join,
    Limit,
    Named,
    Project,
    Rel,
    Scan,
    SetOperation,
    Sort,
    Unnest,
    Unpivot,
    Values,
)
from lockgate.ir.traverse import children, walk
from lockgate.ir.types import Schema

Source = Scan | Values | Bind | SetOperation
"""What a pipeline begins with."""
STEP = "  "


def rel_text(rel: Rel, indent: str = "") -> str:
    """The relation in lines, the last without an end."""
    labels: dict[int, str] = {}
    known: dict[tuple[str, str], str] = {}
    taken: dict[str, int] = {}
    out: list[str] = []
    for item in walk(rel):
        if not isinstance(item, Bind):
            continue
        body = _pipeline(item.input, labels, indent)
        label = known.get((item.name, body))
        if label is None:
            number = taken[item.name] = taken.get(item.name, 0) + 1
            label = quoting.name(item.name) + (f"#{number}" if number > 1 else "")
            known[item.name, body] = label
            out.append(f"{indent}let {label} =\n{body}")
        labels[id(item)] = label
    out.append(_pipeline(rel, labels, indent))
    return "\n".join(out)


def _pipeline(rel: Rel, labels: dict[int, str], indent: str) -> str:
    """One pipeline and the relations nested in it, bindings by their label; iterative, as nesting may be deep."""
    out: list[str] = []
    stack: list[tuple[str, Rel | str]] = [(indent, rel)]
    while stack:
        space, item = stack.pop()
        if isinstance(item, str):
            out.append(space + item)
            continue
        parts: list[tuple[str, Rel | str]] = []
        steps: list[Rel] = []
        while not isinstance(item, Source):
            steps.append(item)
            item = children(item)[0]
        parts += _source(item, labels, space)
        for step in reversed(steps):
            parts += _step(step, space + STEP)
        stack.extend(reversed(parts))
    return "\n".join(out)


def _source(rel: Rel, labels: dict[int, str], space: str) -> list[tuple[str, Rel | str]]:
    if isinstance(rel, Scan):
        return [(space, f"scan {quoting.name(rel.dataset)} ({schema_text(rel.schema)})")]
    if isinstance(rel, Bind):
        return [(space, f"use {labels[id(rel)]}")]
    if isinstance(rel, Values):
        names = ", ".join(map(quoting.name, rel.names))
        rows = [(space + STEP, f"({', '.join(map(expr_text, row))})") for row in rel.rows]
        return [(space, f"values ({names}) {len(rel.rows)}"), *rows]
    assert isinstance(rel, SetOperation)
    parts: list[tuple[str, Rel | str]] = [(space, f"{rel.kind} (")]
    for item in rel.inputs:
        parts += [(space + STEP, item), (space, ",")]
    return [*parts, (space, ")")]


def schema_text(schema: Schema) -> str:
    """Columns with their types."""
    return ", ".join(
        f"{quoting.name(item.name)} {type_text(item.type)}{'' if item.nullable else ' not null'}" for item in schema
    )


def _columns(columns: tuple[Named, ...]) -> str:
    return ", ".join(_column(name, expr) for name, expr in columns)


def _column(name: str, expr: Expr) -> str:
    spelled = quoting.name(name)
    if isinstance(expr, Column) and expr.name == name:
        return spelled
    return f"{expr_text(expr)} as {spelled}"


def _step(rel: Rel, space: str) -> list[tuple[str, Rel | str]]:
    match rel:
        case Filter():
            return [(space, f"|> filter {expr_text(rel.predicate)}")]
        case Project():
            return [(space, f"|> project {_columns(rel.columns)}")]
        case Join():
            many = " many" if rel.many else ""
            on = "" if rel.predicate is None else f" on {expr_text(rel.predicate)}"
            return [(space, f"|> {rel.kind} join{many} ("), (space + STEP, rel.right), (space, f"){on}")]
        case Aggregate():
            return [(space, _aggregate(rel))]
        case Distinct():
            return [(space, "|> distinct")]
        case DistinctOn():
            keys = ", ".join(map(quoting.name, rel.keys))
            return [(space, f"|> distinct on ({keys}) order by {joined(key_pieces(rel.order))}")]
        case Sort():
            return [(space, f"|> order by {joined(key_pieces(rel.keys))}")]
        case Limit():
            return [(space, f"|> limit {rel.count} offset {rel.offset}")]
        case Unpivot():
            columns = ", ".join(map(quoting.name, rel.columns))
            return [(space, f"|> unpivot ({quoting.name(rel.value)} for {quoting.name(rel.name)} in ({columns}))")]
        case Unnest():
            return [(space, f"|> unnest {expr_text(rel.expr)} as {quoting.name(rel.name)}")]
        case Scan() | Values() | Bind() | SetOperation():
            raise AssertionError(f"a pipeline begins with {type(rel).__name__}")
        case _:
            assert_never(rel)


def _aggregate(rel: Aggregate) -> str:
    text = f"|> aggregate ({_columns(rel.aggregates)}) group by ({_columns(rel.groups)})"
    if rel.sets is None:
        return text
    sets = ", ".join(f"({', '.join(map(str, chosen))})" for chosen in rel.sets)
    return f"{text} sets ({sets})"
