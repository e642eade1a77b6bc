"""Canonical text: readable, and equal exactly for equal programs."""

from __future__ import annotations

import datetime
import decimal
import string

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockgate.ir import types
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
from lockgate.ir.printer import digest, expr_text, program_text, rel_text
from lockgate.ir.program import (
    Check,
    Export,
    Job,
    Location,
    Materialization,
    Model,
    Program,
    Retry,
    Source,
    SourceColumn,
)
from lockgate.ir.rel import Aggregate, Bind, Filter, Join, Project, Rel, Scan, SetOperation, Values
from lockgate.ir.traverse import map_expressions, transform
from lockgate.ir.types import BIGINT, DATE, DOUBLE, INT, INTERVAL, STRING, Decimal, Field, Schema
from tests.ir.strategies import ANY_EXPR, ORDERS, rels

A, B = Column("a"), Column("b")
ONE = Literal(1, BIGINT)
FRAME = Frame("rows", Bound("preceding", Literal(6, BIGINT)), Bound("current_row"))
TEXTS: list[tuple[Expr, str]] = [
    (A, "a"),
    (Column("p.year"), "p.year"),
    (Column("x y"), "`x y`"),
    (Column("null"), "`null`"),
    (Column("a`\nb"), "`a``\\u{a}b`"),
    (ONE, "1:bigint"),
    (Literal(decimal.Decimal("1.5"), Decimal(12, 2)), "1.50:decimal(12, 2)"),
    (Literal(1.5e300, DOUBLE), "1.5e+300:double"),
    (Literal(None, INT), "null:int"),
    (Literal("it's \u202e\\", STRING), "'it''s \\u{202e}\\\\'"),
    (Literal(True, types.BOOLEAN), "true"),
    (Literal(datetime.date(2026, 1, 31), DATE), "date '2026-01-31'"),
    (Literal(datetime.datetime(2026, 1, 31, 8), types.TIMESTAMP), "timestamp '2026-01-31 08:00:00'"),
    (
        Literal(datetime.datetime(2026, 1, 31, 8, tzinfo=datetime.UTC), types.TIMESTAMPTZ),
        "timestamptz '2026-01-31 08:00:00+00:00'",
    ),
    (Literal(Interval(3, "day"), INTERVAL), "interval '3 day'"),
    (Parameter("run_date", DATE), "$run_date:date"),
    (Call("+", (A, Call("*", (B, ONE)))), "(a + (b * 1:bigint))"),
    (Call("not", (Call("is_null", (A,)),)), "(not (a is null))"),
    (Call("in", (A, ONE, B)), "(a in (1:bigint, b))"),
    (Call("between", (A, ONE, B)), "(a between 1:bigint and b)"),
    (Call("coalesce", (A, B)), "coalesce(a, b)"),
    (Cast(A, DOUBLE), "cast(a as double)"),
    (Cast(A, DOUBLE, safe=True), "try_cast(a as double)"),
    (Cast(A, DOUBLE, implicit=True), "a::double"),
    (Case(((A, B),), ONE), "case when a then b else 1:bigint end"),
    (AggregateCall("count", ()), "count(*)"),
    (
        AggregateCall("sum", (A,), distinct=True, filter=B, order=(SortKey(A, True, True),)),
        "sum(distinct a order by a desc nulls first) filter (where b)",
    ),
    (
        WindowCall(AggregateCall("sum", (A,)), (B,), (SortKey(A),), FRAME),
        "sum(a) over (partition by b order by a rows between 6:bigint preceding and current row)",
    ),
    (WindowCall(Call("row_number", ())), "row_number() over ()"),
]


@pytest.mark.parametrize(("expr", "text"), TEXTS, ids=[text for _, text in TEXTS])
def test_expressions(expr: Expr, text: str) -> None:
    assert expr_text(expr) == text


@settings(max_examples=600)
@given(ANY_EXPR, ANY_EXPR)
def test_equal_expressions_print_equal_and_different_ones_differently(a: Expr, b: Expr) -> None:
    assert (expr_text(a) == expr_text(b)) == (a == b)


def turned(keys: tuple[SortKey, ...]) -> tuple[SortKey, ...]:
    return tuple(attrs.evolve(key, nulls_first=not key.nulls_first) for key in keys)


def reversed_keys(keys: tuple[SortKey, ...]) -> tuple[SortKey, ...]:
    return tuple(attrs.evolve(key, descending=not key.descending) for key in keys)


def changes(item: Expr) -> list[Expr]:
    """The expression with one thing of its own changed."""
    match item:
        case Column():
            return [Column(item.name + " "), Column(f"`{item.name}`")]
        case Literal():
            return [attrs.evolve(item, type=Decimal(4, 1)), attrs.evolve(item, value="other")]
        case Parameter():
            return [attrs.evolve(item, type=Decimal(4, 1)), Column(item.name)]
        case Call():
            return [attrs.evolve(item, function="max"), AggregateCall(item.function, item.args), Call("f", (item,))]
        case Cast():
            return [attrs.evolve(item, safe=not item.safe), attrs.evolve(item, implicit=not item.implicit)]
        case Case():
            return [attrs.evolve(item, default=Literal(None, types.NULL)), attrs.evolve(item, branches=((A, A),))]
        case AggregateCall():
            order = [attrs.evolve(item, order=turned(item.order)), attrs.evolve(item, order=reversed_keys(item.order))]
            return [*order, attrs.evolve(item, distinct=not item.distinct), attrs.evolve(item, filter=A)]
        case WindowCall():
            order = [attrs.evolve(item, order=turned(item.order)), attrs.evolve(item, order=reversed_keys(item.order))]
            return [*order, attrs.evolve(item, frame=FRAME), attrs.evolve(item, partition=(*item.partition, A))]


@settings(max_examples=300)
@given(ANY_EXPR)
def test_a_small_change_shows(expr: Expr) -> None:
    for made in changes(expr):
        assert (expr_text(expr) == expr_text(made)) == (expr == made)
        for first, second in ((Call("abs", (expr,)), Call("abs", (made,))), (Cast(expr, INT), Cast(made, INT))):
            assert (expr_text(first) == expr_text(second)) == (expr == made)


@given(ANY_EXPR)
def test_text_is_one_line_without_control_characters(expr: Expr) -> None:
    assert expr_text(expr).isprintable()


@given(rels(), rels())
def test_relations_print_equal_exactly_if_they_are(a: Rel, b: Rel) -> None:
    assert (rel_text(a) == rel_text(b)) == (a == b)


@given(rels(), st.data())
def test_a_small_change_of_a_relation_shows(rel: Rel, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["limit", "predicate", "name", "join"]))

    def change(item: Rel) -> Rel:
        if kind == "predicate" and isinstance(item, Filter):
            return attrs.evolve(item, predicate=Call("not", (item.predicate,)))
        if kind == "name" and isinstance(item, Bind):
            return attrs.evolve(item, name="c")
        if kind == "join" and isinstance(item, Join):
            return attrs.evolve(item, many=not item.many)
        if kind == "limit" and item == ORDERS:
            return attrs.evolve(item, dataset="shop.others")  # type: ignore[call-arg]
        return item

    other = transform(rel, change)
    assert (rel_text(rel) == rel_text(other)) == (rel == other)


def test_sharing_does_not_show() -> None:
    shared = Bind("x", Filter(ORDERS, Column("good")))
    once = SetOperation("union_all", (shared, shared))
    twice = SetOperation("union_all", (shared, Bind("x", Filter(ORDERS, Column("good")))))
    assert once == twice
    assert rel_text(once) == rel_text(twice)


def test_two_bindings_of_one_name_are_told_apart() -> None:
    first, second = Bind("x", ORDERS), Bind("x", Filter(ORDERS, Column("good")))
    assert rel_text(SetOperation("union_all", (first, second))).count("let x") == 2
    assert "use x#2" in rel_text(SetOperation("union_all", (first, second)))


SMALL = Scan("t", Schema((Field("a", BIGINT, False), Field("b", STRING))))


def test_a_relation_reads_as_a_pipeline() -> None:
    kept = Bind("kept", Filter(SMALL, Call(">", (A, ONE))))
    counted = Aggregate(kept, (("b", B),), (("n", AggregateCall("count", ())),))
    names = Values(("name",), ((Literal("x", STRING),),))
    joined = Join("left", counted, names, Call("=", (B, Column("name"))), many=True)
    assert rel_text(Project(joined, (("b", B), ("m", Column("n"))))) == (
        "let kept =\n"
        "scan t (a bigint not null, b string)\n"
        "  |> filter (a > 1:bigint)\n"
        "use kept\n"
        "  |> aggregate (count(*) as n) group by (b)\n"
        "  |> left join many (\n"
        "    values (name) 1\n"
        "      ('x')\n"
        "  ) on (b = name)\n"
        "  |> project b, n as m"
    )


def test_deep_relations_and_expressions_cost_no_stack() -> None:
    rel: Rel = SMALL
    expr: Expr = A
    for number in range(2_000):
        expr = Call("+", (expr, ONE))
        rel = SetOperation("union_all", (rel, SMALL)) if number % 2 else Filter(rel, Call(">", (A, ONE)))
    assert expr_text(expr).endswith("+ 1:bigint)")
    assert rel_text(rel).count("union_all") == 1_000


SOURCE = Source("t", (SourceColumn("a", BIGINT, False), SourceColumn("b", STRING, labels=("pii",))), None, key=("a",))
MODEL = Model("mart.x", Filter(SMALL, Call(">", (A, ONE))), Materialization("table"), owner="finance")
EXPORT = Export("mart.x", Location("csv", "out.csv"))
PROGRAM = Program("shop", (SOURCE,), (MODEL,), (EXPORT,), (Job("score", cpu="2"),))


def test_a_program_reads_as_declarations() -> None:
    assert program_text(PROGRAM) == (
        "program 'shop'\n\n"
        "source\n  name: 't'\n  columns:\n"
        "    sourcecolumn\n      name: 'a'\n      type: bigint\n      nullable: False\n"
        "    sourcecolumn\n      name: 'b'\n      type: string\n      labels: ('pii',)\n"
        "  location: None\n  key: ('a',)\n\n"
        "model\n  name: 'mart.x'\n  query:\n"
        "    scan t (a bigint not null, b string)\n      |> filter (a > 1:bigint)\n"
        "  materialization: materialization(kind: 'table')\n  owner: 'finance'\n\n"
        "export\n  model: 'mart.x'\n  to: location(format: 'csv', location: 'out.csv')\n\n"
        "job\n  name: 'score'\n  cpu: '2'\n"
    )


CHANGES = [
    attrs.evolve(PROGRAM, name="other"),
    attrs.evolve(PROGRAM, models=()),
    attrs.evolve(PROGRAM, models=(attrs.evolve(MODEL, tags=("a", "b")),)),
    attrs.evolve(PROGRAM, models=(attrs.evolve(MODEL, tags=("a, b",)),)),
    attrs.evolve(PROGRAM, models=(attrs.evolve(MODEL, contract=SMALL.schema),)),
    attrs.evolve(PROGRAM, models=(attrs.evolve(MODEL, checks=(Check("c", "row", SMALL),)),)),
    attrs.evolve(PROGRAM, models=(attrs.evolve(MODEL, checks=(Check("c", "row", ORDERS),)),)),
    attrs.evolve(PROGRAM, jobs=(Job("score", cpu="2", command=(Literal("x", STRING),)),)),
    attrs.evolve(PROGRAM, jobs=(Job("score", cpu="2", command=(Parameter("x", STRING),)),)),
    attrs.evolve(PROGRAM, jobs=(Job("score", cpu="2", retries=Retry(1, 5)),)),
    attrs.evolve(PROGRAM, jobs=(Job("score", cpu="2", retries=Retry(1, 6)),)),
]


def test_every_change_of_a_program_changes_its_digest() -> None:
    digests = [digest(item) for item in (PROGRAM, *CHANGES)]
    assert len(set(digests)) == len(digests)
    assert all(set(item.removeprefix("sha256:")) <= set(string.hexdigits) for item in digests)


def test_hints_and_spans_do_not_show() -> None:
    hinted = transform(MODEL.query, lambda item: attrs.evolve(item, hint="h"))
    assert digest(attrs.evolve(PROGRAM, models=(attrs.evolve(MODEL, query=hinted),))) == digest(PROGRAM)
    assert map_expressions(hinted, lambda expr: expr) is hinted
