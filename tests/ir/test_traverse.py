"""Walks and rewrites keep what they do not change, keep sharing, and cost no stack."""

from __future__ import annotations

from hypothesis import given

from lockgate.ir.expr import (
    AggregateCall,
    Bound,
    Call,
    Case,
    Cast,
    Column,
    Expr,
    Frame,
    Literal,
    SortKey,
    WindowCall,
)
from lockgate.ir.rel import Bind, Distinct, Filter, Limit, Project, Rel, Scan, SetOperation, Sort
from lockgate.ir.traverse import (
    children,
    columns_of,
    depth,
    derive,
    expr_children,
    expressions,
    map_children,
    map_expr_children,
    map_expressions,
    size,
    substitute,
    transform,
    transform_expr,
    walk,
    walk_expr,
)
from lockgate.ir.types import BIGINT, BOOLEAN, Field, Schema
from tests.ir.strategies import ANY_EXPR, ORDERS, rels

A, B, C = Column("a"), Column("b"), Column("c")
ONE = Literal(1, BIGINT)
INPUT = Scan("t", Schema((Field("a", BIGINT), Field("b", BIGINT), Field("good", BOOLEAN))))


def itself(item: Rel) -> Rel:
    return item


def copied(expr: Expr) -> Expr:
    """An equal leaf that is another object."""
    return Column(expr.name) if isinstance(expr, Column) else expr


@given(ANY_EXPR)
def test_an_expression_rewritten_to_itself_is_the_same_object(expr: Expr) -> None:
    assert transform_expr(expr, lambda item: item) is expr
    assert map_expr_children(expr, lambda item: item) is expr


@given(ANY_EXPR)
def test_a_rewrite_reaches_every_column(expr: Expr) -> None:
    assert transform_expr(expr, copied) == expr
    renamed = transform_expr(expr, lambda item: Column("new") if isinstance(item, Column) else item)
    assert set(columns_of(renamed)) == ({"new"} if columns_of(expr) else set())


@given(ANY_EXPR)
def test_a_walk_gives_children_first_and_each_object_once(expr: Expr) -> None:
    seen: set[int] = set()
    for item in walk_expr(expr):
        assert all(id(child) in seen for child in expr_children(item))
        assert id(item) not in seen
        seen.add(id(item))
    assert id(expr) in seen


@given(rels())
def test_a_relation_rewritten_to_itself_is_the_same_object(rel: Rel) -> None:
    assert transform(rel, itself) is rel
    assert map_children(rel, itself) is rel
    assert map_expressions(rel, lambda expr: expr) is rel


@given(rels())
def test_a_rewrite_of_all_expressions_keeps_the_relation_equal(rel: Rel) -> None:
    made = transform(rel, lambda item: map_expressions(item, lambda expr: transform_expr(expr, copied)))
    assert made == rel
    assert made.schema == rel.schema


@given(rels())
def test_mapping_expressions_visits_those_that_are_listed(rel: Rel) -> None:
    for item in walk(rel):
        visited: list[Expr] = []
        map_expressions(item, lambda expr, visited=visited: visited.append(expr) or expr)  # type: ignore[misc]
        assert list(map(id, visited)) == list(map(id, expressions(item)))
        inputs: list[Rel] = []
        map_children(item, lambda child, inputs=inputs: inputs.append(child) or child)  # type: ignore[misc]
        assert list(map(id, inputs)) == list(map(id, children(item)))


def test_order_of_children() -> None:
    key = SortKey(C, descending=True)
    frame = Frame("rows", Bound("preceding", ONE), Bound("current_row"))
    call = AggregateCall("sum", (A,), filter=B)
    assert expr_children(WindowCall(call, (B,), (key,), frame)) == (call, B, C, ONE)
    assert expr_children(Case(((A, B),), C)) == (A, B, C)
    assert expr_children(Cast(A, BIGINT)) == (A,)
    assert columns_of(Call("f", (C, A, Call("g", (B, C))))) == ("c", "a", "b")


def test_substitute() -> None:
    expr = Call("+", (Column("A"), B))
    assert substitute(expr, {"a": Call("*", (C, ONE))}) == Call("+", (Call("*", (C, ONE)), B))
    assert substitute(expr, {"z": ONE}) is expr


def test_bindings_stay_shared() -> None:
    bound = Bind("x", Filter(INPUT, Call(">", (A, ONE))))
    union = SetOperation("union_all", (Distinct(bound), bound))
    made = transform(union, lambda item: map_expressions(item, lambda expr: transform_expr(expr, copied)))
    assert isinstance(made, SetOperation)
    first, second = made.inputs
    assert isinstance(first, Distinct)
    assert first.input is second
    assert second is not bound


def test_a_binding_used_again_and_again_is_met_once() -> None:
    rel: Rel = INPUT
    for number in range(200):
        bound = Bind(f"b{number}", rel)
        rel = SetOperation("union_all", (bound, bound))
    assert sum(1 for _ in walk(rel)) == 401
    assert transform(rel, itself) is rel
    assert derive(rel) == INPUT.schema


def test_deep_pipelines_cost_no_stack() -> None:
    rel: Rel = INPUT
    for number in range(3_000):
        step = number % 4
        if step == 0:
            rel = Filter(rel, Call(">", (A, ONE)))
        elif step == 1:
            rel = Project(rel, (("a", A), ("b", B), ("good", Column("good"))))
        else:
            rel = Limit(rel, 5) if step == 2 else Sort(rel, (SortKey(A),))
    assert derive(rel).names == ("a", "b", "good")

    def other_limit(item: Rel) -> Rel:
        return Limit(item.input, 6) if isinstance(item, Limit) else item

    assert transform(rel, other_limit).schema.names == ("a", "b", "good")


def test_deep_expressions_cost_no_stack() -> None:
    expr: Expr = A
    for _ in range(5_000):
        expr = Call("+", (expr, ONE))
    assert depth(expr) == 5_001
    assert size(expr) == 10_001
    assert columns_of(substitute(expr, {"a": B})) == ("b",)


def test_size_counts_shared_parts_as_often_as_they_are_used() -> None:
    expr: Expr = A
    for _ in range(100):
        expr = Call("+", (expr, expr))
    assert size(expr) == 2**101 - 1


def test_hints_and_spans_stay_on_rewritten_relations() -> None:
    rel = Filter(INPUT, Call(">", (A, ONE)), hint="big")
    made = map_expressions(rel, lambda expr: Call(">", (B, ONE)))
    assert made != rel
    assert made.hint == "big"
    assert ORDERS.hint is None
