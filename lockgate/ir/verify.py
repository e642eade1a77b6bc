"""The invariants of relations and programs. What `verify` lists is a bug of ours, never a user's mistake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from lockgate.ir.expr import SortKey
from lockgate.ir.infer import infer
from lockgate.ir.program import Model, Program
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
from lockgate.ir.traverse import walk
from lockgate.ir.types import UNKNOWN, Array, Schema
from lockgate.ir.verify_expr import boolean, verify_expr

JOINS = ("inner", "left", "right", "full", "semi", "anti", "cross")
SETS = ("union_all", "union", "intersect", "except")
EMPTY = Schema(())


def verify(program: Program) -> list[str]:
    """What is wrong with a program; models with errors of their own are left out."""
    problems = list(_names(program))
    broken = {model.name.casefold() for model in program.models if model.broken}
    for source in program.sources:
        for check in source.checks:
            problems += _labelled(f"{source.name}, check {check.name}", verify_rel(check.violations))
    for model in program.models:
        if not model.broken:
            problems += _labelled(model.name, _model(model, program, broken))
    return problems


def verify_rel(rel: Rel) -> list[str]:
    """What is wrong with a relation and all below it."""
    problems: list[str] = []
    for item in walk(rel):
        found = [*_unique(item.schema.names), *_node(item)]
        problems += _labelled(type(item).__name__, found)
    return problems


def _labelled(place: str, problems: Iterable[str]) -> list[str]:
    return [f"{place}: {problem}" for problem in problems]


def _unique(names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            yield f"the name `{name}` stands twice"
        seen.add(name.casefold())


def _node(rel: Rel) -> Iterator[str]:
    match rel:
        case Scan() | Bind() | Distinct():
            pass
        case Values():
            yield from _values(rel)
        case Filter():
            yield from boolean(rel.predicate, rel.input.schema, "the predicate")
        case Project():
            for _, expr in rel.columns:
                yield from verify_expr(expr, rel.input.schema, windows=True)
        case Join():
            yield from _join(rel)
        case Aggregate():
            yield from _aggregate(rel)
        case DistinctOn():
            yield from _present(rel.keys, rel.input.schema)
            yield from _keys(rel.order, rel.input.schema)
        case Sort():
            yield from _keys(rel.keys, rel.input.schema)
        case Limit():
            if rel.count < 0 or rel.offset < 0:
                yield "the count or offset is negative"
        case SetOperation():
            yield from _set(rel)
        case Unpivot():
            yield from _unpivot(rel)
        case Unnest():
            yield from verify_expr(rel.expr, rel.input.schema)
            kind, _ = infer(rel.expr, rel.input.schema)
            if not isinstance(kind, Array) and kind != UNKNOWN:
                yield f"it unnests {kind}, which is no array"
        case _:
            assert_never(rel)


def _values(rel: Values) -> Iterator[str]:
    for row in rel.rows:
        if len(row) != len(rel.names):
            yield f"a row has {len(row)} values for {len(rel.names)} names"
            continue
        for name, expr in zip(rel.names, row, strict=True):
            yield from verify_expr(expr, EMPTY)
            kind, _ = infer(expr, EMPTY)
            if kind != rel.schema[name].type and UNKNOWN not in (kind, rel.schema[name].type):
                yield f"`{name}` is {rel.schema[name].type}, and a row has {kind}"


def _join(rel: Join) -> Iterator[str]:
    left, right = rel.left.schema, rel.right.schema
    if rel.kind not in JOINS:
        yield f"there is no join `{rel.kind}`"
    if (rel.predicate is None) != (rel.kind == "cross"):
        yield f"a {rel.kind} join has {'no' if rel.predicate is None else 'a'} predicate"
    shared = [name for name in right.names if name in left]
    if shared:
        yield f"both sides have a column `{shared[0]}`"
    if rel.predicate is not None:
        both = Schema(left.fields + right.fields, left.open or right.open)
        yield from boolean(rel.predicate, both, "the predicate")


def _aggregate(rel: Aggregate) -> Iterator[str]:
    for _, expr in rel.groups:
        yield from verify_expr(expr, rel.input.schema)
    for _, expr in rel.aggregates:
        yield from verify_expr(expr, rel.input.schema, aggregate=True)
    for chosen in rel.sets or ():
        if any(not 0 <= position < len(rel.groups) for position in chosen):
            yield f"the grouping set {chosen} names no group"
    yield from _unique(_names_of(rel.groups) + _names_of(rel.aggregates))


def _names_of(columns: tuple[Named, ...]) -> list[str]:
    return [name for name, _ in columns]


def _present(names: Iterable[str], schema: Schema) -> Iterator[str]:
    for name in names:
        found = schema.get(name)
        if found is None:
            if not schema.open:
                yield f"`{name}` is no column of the input"
        elif found.name != name:
            yield f"`{name}` is spelled `{found.name}` in the input"


def _keys(keys: Iterable[SortKey], schema: Schema) -> Iterator[str]:
    for key in keys:
        yield from verify_expr(key.expr, schema)


def _set(rel: SetOperation) -> Iterator[str]:
    if rel.kind not in SETS:
        yield f"there is no set operation `{rel.kind}`"
    first = rel.inputs[0].schema
    for item in rel.inputs[1:]:
        if first.open or item.schema.open:
            continue
        if item.schema.names != first.names:
            yield f"the inputs have columns {first.names} and {item.schema.names}"
            continue
        for a, b in zip(first, item.schema, strict=True):
            if a.type != b.type and UNKNOWN not in (a.type, b.type):
                yield f"`{a.name}` is {a.type} and {b.type}"


def _unpivot(rel: Unpivot) -> Iterator[str]:
    yield from _present(rel.columns, rel.input.schema)
    kinds = [rel.input.schema[name].type for name in rel.columns if name in rel.input.schema]
    for kind in kinds[1:]:
        if kind != kinds[0] and UNKNOWN not in (kind, kinds[0]):
            yield f"it unpivots {kinds[0]} and {kind} into one column"


def _names(program: Program) -> Iterator[str]:
    for what in ("sources", "models", "jobs", "schedules", "policies"):
        names = [item.name for item in getattr(program, what)]
        if names != sorted(names, key=lambda name: (name.casefold(), name)):
            yield f"the {what} are not sorted by name"
    yield from _unique([*(item.name for item in program.sources), *(item.name for item in program.models)])
    yield from _unique(item.name for item in program.policies)
    policies = {item.name for item in program.policies}
    for waiver in program.waivers:
        if waiver.policy not in policies:
            yield f"a waiver is of the policy `{waiver.policy}`, which nobody declares"


def _model(model: Model, program: Program, broken: set[str]) -> Iterator[str]:
    relations = [model.query, *(check.violations for check in model.checks)]
    for rel in relations:
        yield from verify_rel(rel)
        for item in walk(rel):
            if isinstance(item, Scan) and item.dataset.casefold() not in broken:
                yield from _scan(item, program)
    yield from _present(model.key or (), model.schema)
    if model.contract is not None and not model.schema.open:
        promised = [(item.name, item.type) for item in model.contract]
        given = [(item.name, item.type) for item in model.schema]
        if promised != given:
            yield "the query does not give the columns of the contract"


def _scan(item: Scan, program: Program) -> Iterator[str]:
    dataset = program.datasets.get(item.dataset.casefold())
    if dataset is None:
        yield f"it scans `{item.dataset}`, which nobody declares"
        return
    for column in item.schema:
        found = dataset.schema.get(column.name)
        if found is None or found.type != column.type or (found.nullable and not column.nullable):
            if not dataset.schema.open:
                yield f"its scan of `{item.dataset}` states `{column.name}` otherwise than the dataset"
