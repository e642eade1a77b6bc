"""Generated types, expressions and relations."""

from __future__ import annotations

import datetime
import decimal

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lockgate.ir import types
from lockgate.ir.coerce import coerce
from lockgate.ir.expr import (
    AggregateCall,
    Bound,
    Call,
    Case,
    Cast,
    Column,
    Expr,
    Frame,
    Interval,
    Literal,
    Parameter,
    SortKey,
    WindowCall,
)
from lockgate.ir.functions import REGISTRY, Binding, Typed
from lockgate.ir.infer import infer
from lockgate.ir.rel import (
    Aggregate,
    Bind,
    Distinct,
    DistinctOn,
    Filter,
    Join,
    Limit,
    Project,
    Rel,
    Scan,
    SetOperation,
    Sort,
)
from lockgate.ir.types import Array, Decimal, Field, Schema, Struct, Type

PRIMITIVES = st.sampled_from(list(types.PRIMITIVES.values()))
DECIMALS = st.integers(1, 38).flatmap(lambda p: st.integers(0, p).map(lambda s: Decimal(p, s)))
SCALARS: SearchStrategy[Type] = st.one_of(PRIMITIVES, DECIMALS)
TYPES: SearchStrategy[Type] = st.recursive(
    st.one_of(SCALARS, st.sampled_from([types.NULL, types.UNKNOWN])),
    lambda inner: st.one_of(
        inner.map(Array),
        st.lists(inner, min_size=1, max_size=2).map(lambda kinds: Struct(tuple(zip("ab", kinds, strict=False)))),
    ),
    max_leaves=4,
)
NUMBERS: SearchStrategy[Type] = st.one_of(st.sampled_from([types.INT, types.BIGINT, types.DOUBLE]), DECIMALS)
LITERAL_TYPES: SearchStrategy[Type] = st.one_of(
    st.sampled_from([types.INT, types.BIGINT, types.DOUBLE, types.STRING, types.BOOLEAN]),
    st.sampled_from([Decimal(3, 1), Decimal(3, 2)]),
)
NAMES = st.sampled_from(["a", "A", "b", "a.b", "true", "null", "x y", "a`b", "a\nb", "a\\nb", "count", "'", ""])
TEXTS = st.one_of(st.sampled_from(["", "'", "''", "a", "\\", "\n", "\\n", "\u202e", "1"]), st.text(max_size=3))
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2),
    st.sampled_from([0.0, -0.0, 1.0, 0.5, 1e300, float("inf"), 1e-7]),
    st.sampled_from(list(map(decimal.Decimal, ("0", "-0", "1", "1.0", "0.50", "1E+3", "1E-30")))),
    TEXTS,
    st.sampled_from([datetime.date(2026, 1, 31), datetime.datetime(2026, 1, 31), datetime.datetime(2026, 1, 31, 8, 1)]),
    st.just(datetime.datetime(2026, 1, 31, tzinfo=datetime.UTC)),
    st.sampled_from([Interval(1, "day"), Interval(2, "day"), Interval(1, "month")]),
)
LITERALS = st.builds(Literal, VALUES, LITERAL_TYPES)
LEAVES: SearchStrategy[Expr] = st.one_of(
    st.builds(Column, NAMES), LITERALS, st.builds(Parameter, NAMES, LITERAL_TYPES)
)
FUNCTIONS = st.sampled_from([*REGISTRY, "nothing", "x y", "and"])


def _larger(inner: SearchStrategy[Expr]) -> SearchStrategy[Expr]:
    args = st.lists(inner, max_size=3).map(tuple)
    keys = st.lists(st.builds(SortKey, inner, st.booleans(), st.booleans()), max_size=2).map(tuple)
    calls = st.builds(Call, FUNCTIONS, args)
    aggregates = st.builds(AggregateCall, FUNCTIONS, args, st.booleans(), st.one_of(st.none(), inner), keys)
    kinds = st.sampled_from(["unbounded_preceding", "preceding", "current_row", "following", "unbounded_following"])
    bounds = st.builds(Bound, kinds, st.one_of(st.none(), inner))
    frames = st.one_of(st.none(), st.builds(Frame, st.sampled_from(["rows", "range"]), bounds, bounds))
    return st.one_of(
        calls,
        st.builds(Cast, inner, LITERAL_TYPES, st.booleans(), st.booleans()),
        st.builds(Case, st.lists(st.tuples(inner, inner), max_size=2).map(tuple), st.one_of(st.none(), inner)),
        aggregates,
        st.builds(WindowCall, st.one_of(calls, aggregates), args, keys, frames),
    )


ANY_EXPR: SearchStrategy[Expr] = st.recursive(LEAVES, _larger, max_leaves=6)
"""Expressions of every form, well typed or not, over few names, so that equal ones are met."""

ORDERS = Scan(
    "shop.orders",
    Schema(
        (
            Field("id", types.BIGINT, False),
            Field("n", types.INT, True),
            Field("amount", Decimal(12, 2), True),
            Field("rate", types.DOUBLE, True),
            Field("status", types.STRING, True),
            Field("day", types.DATE, True),
            Field("at", types.TIMESTAMP, False),
            Field("good", types.BOOLEAN, True),
        )
    ),
)
SCALAR_NAMES = [
    name
    for name, item in REGISTRY.items()
    if item.kind in ("scalar", "operator") and name not in ("struct", "field") and item.deterministic
]


@st.composite
def typed_exprs(draw: st.DrawFn, schema: Schema, depth: int = 2) -> Typed:
    """A well-typed expression over a schema, coerced as the resolver does it."""
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        if draw(st.integers(0, 3)) == 0:
            literal = draw(st.sampled_from([Literal(5, types.BIGINT), Literal("a", types.STRING)]))
            return Typed(literal, literal.type, False)
        column = draw(st.sampled_from(schema.fields))
        return Typed(Column(column.name), column.type, column.nullable)
    args = [draw(typed_exprs(schema, depth - 1)) for _ in range(draw(st.integers(1, 3)))]
    fitting = [name for name in SCALAR_NAMES if isinstance(REGISTRY[name].bind(args), Binding)]
    name = draw(st.sampled_from(fitting or ["coalesce"]))
    args = args if fitting else args[:1]
    bound = REGISTRY[name].bind(args)
    assert isinstance(bound, Binding)
    exprs = tuple(coerce(arg.expr, arg.type, kind) for arg, kind in zip(args, bound.args, strict=True))
    return Typed(Call(name, exprs), bound.result, bound.nullable)


@st.composite
def conditions(draw: st.DrawFn, schema: Schema) -> Expr:
    """A boolean expression over a schema."""
    value = draw(typed_exprs(schema))
    if value.type == types.BOOLEAN:
        return value.expr
    return Call("not", (Call("is_null", (value.expr,)),))


AGGREGATES = tuple(name for name, item in REGISTRY.items() if item.kind == "aggregate" and name != "grouping")


@st.composite
def aggregate_calls(draw: st.DrawFn, schema: Schema, names: tuple[str, ...] = AGGREGATES) -> AggregateCall:
    """A well-typed aggregate of columns."""
    chosen = draw(st.lists(st.sampled_from(schema.fields), min_size=1, max_size=2))
    args = [Typed(Column(item.name), item.type, item.nullable) for item in chosen]
    fitting = [name for name in names if isinstance(REGISTRY[name].bind(args), Binding)]
    name = draw(st.sampled_from(fitting or ["count"]))
    args = args if fitting else args[:1]
    bound = REGISTRY[name].bind(args)
    assert isinstance(bound, Binding)
    exprs = tuple(coerce(arg.expr, arg.type, kind) for arg, kind in zip(args, bound.args, strict=True))
    condition = draw(st.one_of(st.none(), st.just(Call("not", (Call("is_null", (args[0].expr,)),)))))
    return AggregateCall(name, exprs, draw(st.booleans()) and name in ("count", "sum", "min"), condition)


@st.composite
def rels(draw: st.DrawFn, steps: int = 4) -> Rel:
    """A well-typed relation of a few steps."""
    rel: Rel = ORDERS
    for number in range(draw(st.integers(0, steps))):
        rel = draw(st.sampled_from(_STEPS))(draw, rel, number)
    return rel


def _filter(draw: st.DrawFn, rel: Rel, number: int) -> Rel:
    return Filter(rel, draw(conditions(rel.schema)))


def _project(draw: st.DrawFn, rel: Rel, number: int) -> Rel:
    kept = draw(st.lists(st.sampled_from(rel.schema.names), min_size=1, unique=True))
    value = draw(typed_exprs(rel.schema)).expr
    return Project(rel, (*((name, Column(name)) for name in kept), (f"made_{number}", value)))


def _join(draw: st.DrawFn, rel: Rel, number: int) -> Rel:
    right = Project(ORDERS, ((f"other_{number}", Column("n")), (f"text_{number}", Column("status"))))
    kind = draw(st.sampled_from(["inner", "left", "right", "full", "semi", "anti", "cross"]))
    if kind == "cross":
        return Join(kind, rel, right, None, many=True)
    both = Schema(rel.schema.fields + right.schema.fields)
    return Join(kind, rel, right, draw(conditions(both)), many=draw(st.booleans()))


def _aggregate(draw: st.DrawFn, rel: Rel, number: int) -> Rel:
    names = draw(st.lists(st.sampled_from(rel.schema.names), max_size=2, unique=True))
    groups = tuple((name, Column(name)) for name in names)
    sets = draw(st.sampled_from([None, ((), tuple(range(len(groups))))]))
    calls = draw(st.lists(aggregate_calls(rel.schema), min_size=1, max_size=3))
    return Aggregate(rel, groups, tuple((f"agg_{number}_{at}", call) for at, call in enumerate(calls)), sets)


def _order(draw: st.DrawFn, rel: Rel, number: int) -> Rel:
    name = draw(st.sampled_from(rel.schema.names))
    return Limit(Sort(rel, (SortKey(Column(name), draw(st.booleans()), draw(st.booleans())),)), draw(st.integers(0, 9)))


def _distinct(draw: st.DrawFn, rel: Rel, number: int) -> Rel:
    name = rel.schema.names[0]
    if draw(st.booleans()):
        return Distinct(rel)
    return DistinctOn(rel, (name,), (SortKey(Column(rel.schema.names[-1])),))


def _union(draw: st.DrawFn, rel: Rel, number: int) -> Rel:
    bound = Bind(draw(st.sampled_from(["a", "b"])), rel)
    kind = draw(st.sampled_from(["union_all", "union", "intersect", "except"]))
    return SetOperation(kind, (bound, Filter(bound, draw(conditions(rel.schema)))))


def _window(draw: st.DrawFn, rel: Rel, number: int) -> Rel:
    names = rel.schema.names
    ends = st.sampled_from(["preceding", "current_row", "following"])
    start, end = sorted((draw(ends), draw(ends)), key=["preceding", "current_row", "following"].index)
    one = Literal(1, types.BIGINT)
    bounds = [Bound(kind, None if kind == "current_row" else one) for kind in (start, end)]
    function = draw(st.one_of(st.just(Call("row_number", ())), aggregate_calls(rel.schema, ("sum", "min", "count"))))
    frame = Frame("rows", *bounds) if isinstance(function, AggregateCall) else None
    window = WindowCall(function, (Column(names[0]),), (SortKey(Column(names[-1])),), frame)
    return Project(rel, (*((name, Column(name)) for name in names), (f"rank_{number}", window)))


_STEPS = [_filter, _project, _join, _aggregate, _order, _distinct, _union, _window]


def inferred(value: Typed, schema: Schema) -> bool:
    """Whether inference agrees with what the binding said."""
    return infer(value.expr, schema) == (value.type, value.nullable)
