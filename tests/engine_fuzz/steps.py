"""Operators on one relation: each gives another relation, or None where it does not apply."""

from __future__ import annotations

from collections.abc import Sequence

from lockgate.ir.expr import AggregateCall, Call, Column, Expr
from lockgate.ir.infer import infer
from lockgate.ir.rel import (
    Aggregate,
    Distinct,
    DistinctOn,
    Filter,
    Limit,
    Project,
    Rel,
    Sort,
    Unnest,
    Unpivot,
)
from lockgate.ir.types import NULL, UNKNOWN, Array, Field, Schema
from tests.engine_fuzz.choices import Choices
from tests.engine_fuzz.exactness import NEAR, exact_fields, is_near, is_near_name
from tests.engine_fuzz.expressions import Maker, is_plain
from tests.engine_fuzz.measures import measure, total_order, window

Named = tuple[str, Expr]
_NAMES = (
    "x",
    "y",
    "total",
    "Day 2",
    'q"uote',
    "amount",
    "größe",
    "select",
    "a.b",
    "100%",
    "it's",
    "value",
    "v_1",
)


def identity(rel: Rel) -> list[Named]:
    """All columns as they are."""
    return [(name, Column(name)) for name in rel.schema.names]


def fresh(choices: Choices, schema: Schema, expr: Expr, taken: Sequence[str] = ()) -> str | None:
    """A new name, which says of a value whether it is the same only nearly; None where the value could jump."""
    near = is_near(expr, schema)
    if near is None:
        return None
    wanted = f"{NEAR} {choices.one(_NAMES)}" if near else choices.one(_NAMES)
    known = {name.casefold() for name in (*schema.names, *taken)}
    name, number = wanted, 2
    while name.casefold() in known:
        name, number = f"{wanted}_{number}", number + 1
    return name


def where(choices: Choices, rel: Rel) -> Rel | None:
    return Filter(rel, Maker(choices, rel.schema).condition())


def extend(choices: Choices, rel: Rel, most: int = 3) -> Rel | None:
    columns = identity(rel)
    for _ in range(choices.number(1, most)):
        expr = _computed(choices, rel.schema)
        if expr is None or infer(expr, rel.schema)[0] in (NULL, UNKNOWN):
            continue
        name = fresh(choices, rel.schema, expr, [name for name, _ in columns])
        if name is not None:
            columns.append((name, expr))
    return Project(rel, tuple(columns)) if len(columns) > len(rel.schema) else None


def _computed(choices: Choices, schema: Schema) -> Expr | None:
    maker = Maker(choices, schema)
    shape = choices.number(0, 9)
    if shape == 9:
        return maker.near()
    return maker.nested() if shape == 8 else maker.computed()


def replace(choices: Choices, rel: Rel) -> Rel | None:
    fields = [item for item in exact_fields(rel.schema) if is_plain(item.type)]
    if not fields:
        return None
    target = choices.one(fields).name
    made = Maker(choices, rel.schema).value()
    if is_near(made, rel.schema) is not False:
        return None
    return Project(rel, tuple((name, made if name == target else expr) for name, expr in identity(rel)))


def select(choices: Choices, rel: Rel) -> Rel | None:
    names = choices.some(rel.schema.names, 1, len(rel.schema))
    columns: list[Named] = [(name, Column(name)) for name in names]
    if len(columns) > 1 and choices.flag():
        (a, first), (b, second) = columns[:2]
        if is_near_name(a) == is_near_name(b):
            # Swap two names: the hardest case for substitution.
            columns[:2] = [(a, second), (b, first)]
    return Project(rel, tuple(columns), hint=choices.one((None, "s")))


def windowed(choices: Choices, rel: Rel) -> Rel | None:
    expr = window(choices, rel.schema)
    name = None if expr is None else fresh(choices, rel.schema, expr)
    if expr is None or name is None:
        return None
    made: Rel = Project(rel, (*identity(rel), (name, expr)))
    if choices.rarely(3):
        number = next(
            (item.name for item in made.schema if item.name == name and str(item.type) == "bigint"), None
        )
        if number is not None:
            most = Maker(choices, made.schema).literal(made.schema[number].type)
            made = Filter(made, Call("<=", (Column(number), most)))
    return made


def aggregate(choices: Choices, rel: Rel) -> Rel | None:
    schema = rel.schema
    keys = [item for item in exact_fields(schema) if is_plain(item.type)]
    groups: list[Named] = (
        [(item.name, Column(item.name)) for item in choices.some(keys, 0, 2)] if keys else []
    )
    if choices.rarely(4):
        expr = Maker(choices, schema).value(1)
        if is_near(expr, schema) is False and all(other != expr for _, other in groups):
            groups.append(("group key", expr))
    calls: list[Named] = []
    for index in range(choices.number(0 if groups else 1, 3)):
        call = measure(choices, schema)
        near = None if call is None else is_near(call, schema)
        if call is not None and near is not None:
            calls.append((f"{NEAR} m{index}" if near else f"m{index}", call))
    names = [name.casefold() for name, _ in (*groups, *calls)]
    if not names or len(set(names)) < len(names):
        return None
    sets = _sets(choices, len(groups)) if groups and choices.rarely(3) else None
    if sets is not None and choices.flag():
        calls.append(("is total", AggregateCall("grouping", (choices.one(groups)[1],))))
        if "is total" in names:
            return None
    return Aggregate(rel, tuple(groups), tuple(calls), sets)


def _sets(choices: Choices, count: int) -> tuple[tuple[int, ...], ...]:
    shape = choices.number(0, 2)
    rollup = tuple(tuple(range(size)) for size in range(count, -1, -1))
    if shape == 0:
        return rollup
    cube = tuple(tuple(place for place in range(count) if bits >> place & 1) for bits in range(2**count))
    if shape == 1:
        return cube
    chosen = choices.some(cube, 1, 3)
    left_out = [place for place in range(count) if all(place not in item for item in chosen)]
    return (*chosen, tuple(left_out)) if left_out else tuple(chosen)


def pivot(choices: Choices, rel: Rel) -> Rel | None:
    """An aggregate with a filter for each value, as `pivot` makes it."""
    fields = [item for item in exact_fields(rel.schema) if is_plain(item.type)]
    call = measure(choices, rel.schema)
    if not fields or call is None or call.filter is not None or is_near(call, rel.schema) is not False:
        return None
    item, group = choices.one(fields), choices.one(fields)
    maker = Maker(choices, rel.schema)
    cells: list[Named] = []
    for index in range(choices.number(1, 3)):
        kept = Call("=", (Column(item.name), maker.literal(item.type)))
        cells.append(
            (f"cell {index}", AggregateCall(call.function, call.args, call.distinct, kept, call.order))
        )
    if any(group.name == name for name, _ in cells):
        return None
    return Aggregate(rel, ((group.name, Column(group.name)),), tuple(cells))


def distinct(choices: Choices, rel: Rel) -> Rel | None:
    return Distinct(rel) if has_equality(rel.schema) else None


def has_equality(schema: Schema) -> bool:
    """Rows are equal or not on every engine alike."""
    return all(is_plain(item.type) and not is_near_name(item.name) for item in schema)


def distinct_on(choices: Choices, rel: Rel) -> Rel | None:
    fields = [item.name for item in exact_fields(rel.schema) if is_plain(item.type)]
    order = total_order(choices, rel.schema)
    return DistinctOn(rel, tuple(choices.some(fields, 1, 2)), order) if fields and order else None


def sort(choices: Choices, rel: Rel) -> Rel | None:
    order = total_order(choices, rel.schema)
    return Sort(rel, order) if order else None


def limit(choices: Choices, rel: Rel) -> Rel | None:
    made = sort(choices, rel)
    if made is None:
        return None
    if choices.rarely(4):
        made = extend(choices, made) or made
    return Limit(made, choices.number(0, 4), choices.one((0, 1, 0, 2)))


def unpivot(choices: Choices, rel: Rel) -> Rel | None:
    by_type: dict[object, list[Field]] = {}
    for item in exact_fields(rel.schema):
        if is_plain(item.type):
            by_type.setdefault(item.type, []).append(item)
    if not by_type or "v v" in rel.schema or "n" in rel.schema:
        return None
    names = [item.name for item in choices.one(list(by_type.values()))]
    return Unpivot(rel, "v v", "n", tuple(choices.some(names, 1, 3)))


def unnest(choices: Choices, rel: Rel) -> Rel | None:
    maker = Maker(choices, rel.schema)
    arrays = maker.fields(lambda kind: isinstance(kind, Array))
    expr: Expr = maker.asked("A", 1) if not arrays or choices.flag() else Column(choices.one(arrays).name)
    if not isinstance(infer(expr, rel.schema)[0], Array) or "element" in rel.schema:
        return None
    return Unnest(rel, expr, "element")


STEPS = (
    where, where, extend, extend, extend, extend, replace, select, windowed, windowed, aggregate, aggregate, pivot,
    distinct, distinct_on, sort, limit, unpivot, unnest,
)  # fmt: skip
