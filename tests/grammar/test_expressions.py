"""Expressions bind as in SQL, and say so in their trees and spans."""

from __future__ import annotations

import pytest

from lockgate.grammar import syntax as s
from tests.grammar.support import expression, operator, parsed


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a or b and c", "a or (b and c)"),
        ("not a = b and c", "(not (a = b)) and c"),
        ("not not a", "not (not a)"),
        ("a = b || c", "a = (b || c)"),
        ("a || b + c", "a || (b + c)"),
        ("a + b * c - d", "(a + (b * c)) - d"),
        ("a - b - c", "(a - b) - c"),
        ("a * b // c % d / e", "(((a * b) // c) % d) / e"),
        ("-a * b", "(-a) * b"),
        ("- -a", "-(-a)"),
        ("-a[1]", "-(a[1])"),
        ("a.b -> 'k' = c", "((a.b) -> 'k') = c"),
        ("x between a and b and c", "(x between a and b) and c"),
        ("x not between a + 1 and b || c or d", "(x not between (a + 1) and (b || c)) or d"),
        ("a is not null and not b is null", "(a is not null) and (not (b is null))"),
        ("a not in (1, 2) or b not like 'x'", "(a not in (1, 2)) or (b not like 'x')"),
        ("a != b", "a <> b"),
        ("A AND B", "A and B"),
        ("case when a then b else c end + 1", "(case when a then b else c end) + 1"),
        ("date '2026-01-31' + interval '3 days'", "(date '2026-01-31') + (interval '3 days')"),
        ('"it\'s"', "'it''s'"),
    ],
)
def test_binding(written: str, meant: str) -> None:
    assert expression(written) == expression(meant)


@pytest.mark.parametrize(
    "text", ["a = b = c", "a < b is null", "a in (1) in (2)", "a between b and c between d and e"]
)
def test_comparisons_do_not_chain(text: str) -> None:
    assert parsed(f"function f() int = {text}").diagnostics != ()


def test_words_of_the_language_are_columns_and_functions() -> None:
    assert expression("left(right, 2) = date and timestamp > interval") == s.Binary(
        "and",
        s.Binary(
            "=",
            call("left", reference("right"), s.Literal("integer", "2", span=SPAN)),
            reference("date"),
            span=SPAN,
            op_span=SPAN,
        ),
        s.Binary(">", reference("timestamp"), reference("interval"), span=SPAN, op_span=SPAN),
        span=SPAN,
        op_span=SPAN,
    )


SPAN = expression("a").span


def reference(*names: str) -> s.Reference:
    return s.Reference(tuple(s.Name(name, span=SPAN) for name in names), span=SPAN)


def call(name: str, *args: s.Expr) -> s.Call:
    return s.Call(s.Name(name, span=SPAN), tuple(s.Argument(arg, span=SPAN) for arg in args), span=SPAN)


def test_a_field_of_a_name_is_a_reference_and_of_anything_else_an_access() -> None:
    assert expression("a.b.c") == reference("a", "b", "c")
    assert expression("(a.b).c") == s.FieldAccess(reference("a", "b"), s.Name("c", span=SPAN), span=SPAN)
    assert expression("f(a).c") == s.FieldAccess(call("f", reference("a")), s.Name("c", span=SPAN), span=SPAN)


def test_calls_keep_their_parts() -> None:
    found = expression("string_agg(distinct x, ',' order by y desc nulls first) filter (where z)")
    assert isinstance(found, s.Call)
    assert found.distinct
    assert found.filter == reference("z")
    assert found.order == (s.OrderKey(reference("y"), True, True, span=SPAN),)
    star = expression("count(*)")
    assert isinstance(star, s.Call) and star.star and star.args == ()
    named = expression("struct(a as x)")
    assert isinstance(named, s.Call) and named.args[0].name == s.Name("x", span=SPAN)


def test_windows_keep_their_frames() -> None:
    found = expression("sum(x) over (partition by a order by b rows between 6 preceding and current row)")
    assert isinstance(found, s.Call)
    assert found.over == s.Over(
        (reference("a"),),
        (s.OrderKey(reference("b"), span=SPAN),),
        s.WindowFrame(
            "rows",
            s.FrameBound("preceding", s.Literal("integer", "6", span=SPAN), span=SPAN),
            s.FrameBound("current_row", span=SPAN),
            span=SPAN,
        ),
        span=SPAN,
    )


@pytest.mark.parametrize(
    ("text", "kind", "negated"),
    [
        ("a in (from b)", "in", False),
        ("a not in (from b)", "in", True),
        ("exists (from b)", "exists", False),
        ("not exists (from b)", "exists", True),
        ("(from b |> limit 1)", "scalar", False),
    ],
)
def test_queries_in_expressions_are_kept_for_their_diagnostic(text: str, kind: str, negated: bool) -> None:
    found = expression(text)
    assert isinstance(found, s.Subquery)
    assert (found.kind, found.negated) == (kind, negated)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("12", "integer"),
        ("1.50", "decimal"),
        ("1.5e0", "double"),
        ("2E3", "double"),
        ("'x'", "string"),
        ("TRUE", "boolean"),
        ("null", "null"),
        ("timestamptz '2026-01-31 08:00:00+00:00'", "timestamptz"),
    ],
)
def test_literals(text: str, kind: str) -> None:
    found = expression(text)
    assert isinstance(found, s.Literal)
    assert found.kind == kind


def test_groups_of_sets() -> None:
    found = operator("aggregate sum(x) as s group by a, rollup (b, (c, d), ()), grouping sets ((a, b), (a))")
    assert isinstance(found, s.Aggregate)
    plain, rollup, sets = found.groups
    assert isinstance(plain, s.Item)
    assert isinstance(rollup, s.GroupingSets) and isinstance(sets, s.GroupingSets)
    assert (rollup.kind, [len(items) for items in rollup.sets]) == ("rollup", [1, 2, 0])
    assert (sets.kind, [len(items) for items in sets.sets]) == ("grouping_sets", [2, 1])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("integer", "int"), ("bool", "boolean"), ("int64", "bigint"), ("long", "bigint"), ("float64", "double"),
        ("double precision", "double"), ("text", "string"), ("VARCHAR(10)", "string"), ("datetime", "timestamp"),
        ("numeric(5)", "decimal"), ("array<array<int32>>", "array"), ("struct<a array<int>, b text>", "struct"),
    ],
)  # fmt: skip
def test_spellings_of_types(text: str, name: str) -> None:
    found = expression(f"cast(a as {text})")
    assert isinstance(found, s.Cast)
    assert found.type.name == name


def test_spans_cover_what_was_written() -> None:
    text = "function f() int = (a + b) * -c[1] is not null"
    start = text.index("(a")

    def shown(node: s.Expr) -> str:
        return text[node.span.start : node.span.end]

    (function,) = parsed(text).file.declarations
    assert isinstance(function, s.Function)
    test = function.body
    assert isinstance(test, s.IsNull) and shown(test) == text[start:]
    product = test.operand
    assert isinstance(product, s.Binary) and shown(product) == "(a + b) * -c[1]"
    assert text[product.op_span.start : product.op_span.end] == "*"
    assert (shown(product.left), shown(product.right)) == ("a + b", "-c[1]")
