"""The layout changes nothing but white space, breaks what is long, and is what a formatter would leave alone."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockgate.codegen.pyspark import strings, tree
from lockgate.codegen.pyspark.statements import text_of
from tests.codegen.test_literals import NAUGHTY

WORDS = st.sampled_from(("a", "order_id", "a_column_with_quite_a_long_name", "flights", "x" * 40))
LEAVES = st.one_of(
    WORDS.map(tree.name),
    st.text(max_size=12).map(tree.const),
    st.integers(-(10**9), 10**9).map(tree.const),
    st.floats(allow_nan=False, allow_infinity=False).map(tree.const),
    st.sampled_from((None, True, False)).map(tree.const),
    WORDS.map(lambda word: tree.functions("col", tree.const(word))),
)
SIGNS = st.sampled_from((ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Mod, ast.BitAnd, ast.BitOr))
COMPARED = st.sampled_from((ast.Eq, ast.NotEq, ast.Lt, ast.GtE))


def grown(inner: st.SearchStrategy[ast.expr]) -> st.SearchStrategy[ast.expr]:
    several = st.lists(inner, max_size=4)
    return st.one_of(
        st.builds(lambda base, word, args: tree.method(base, word, *args), inner, WORDS, several),
        st.builds(lambda base, args: tree.functions("when", base, *args), inner, several),
        st.builds(lambda left, sign, right: ast.BinOp(left, sign(), right), inner, SIGNS, inner),
        st.builds(lambda left, sign, right: ast.Compare(left, [sign()], [right]), inner, COMPARED, inner),
        st.builds(lambda operand: ast.UnaryOp(ast.Invert(), operand), inner),
        st.builds(lambda items: tree.list_of(items), several),
        st.builds(lambda items: tree.tuple_of(items), several),
        st.builds(
            lambda keys, value: tree.dict_of([(key, value) for key in keys]),
            st.lists(WORDS, max_size=3),
            inner,
        ),
        st.builds(lambda base, value: tree.method(base, "alias", columns=value), inner, inner),
    )


EXPRESSIONS = st.recursive(LEAVES, grown, max_leaves=25)


def function(*body: ast.stmt) -> ast.Module:
    return tree.module(
        [tree.function("build", [("a", tree.name("DataFrame"))], tree.name("DataFrame"), body)]
    )


@settings(max_examples=1500, deadline=None)
@given(EXPRESSIONS)
def test_what_is_laid_out_is_read_back(expr: ast.expr) -> None:
    module = function(tree.assign("made", expr), ast.Return(tree.name("made")))
    text = text_of(module)
    assert ast.dump(ast.parse(text)) == ast.dump(module), text
    assert text == text_of(module)


@given(st.lists(WORDS, min_size=1, max_size=30))
def test_no_line_is_too_long(names: list[str]) -> None:
    chain: ast.expr = tree.name("orders")
    for name in names:
        column = tree.functions("col", tree.const(name))
        chain = tree.method(chain, "filter", ast.BinOp(column, ast.BitAnd(), column))
    text = text_of(function(ast.Return(chain)))
    assert max(map(len, text.splitlines())) <= 100, text


TEXTS = st.text(st.characters(exclude_categories=()) | st.sampled_from("'\"\\\n\t{}"), max_size=30)


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_any_text_is_one_literal(text: str) -> None:
    written = strings.literal(text)
    assert ast.literal_eval(written) == text
    assert written.isprintable()


@settings(max_examples=500, deadline=None)
@given(TEXTS | st.text('"\\\\a\n', max_size=8))
def test_any_text_is_one_docstring(text: str) -> None:
    module = function(tree.docstring(text), ast.Return(tree.name("a")))
    written = text_of(module)
    body = ast.parse(written).body
    assert len(body) == 1
    assert isinstance(body[0], ast.FunctionDef)
    assert len(body[0].body) == 2
    assert ast.get_docstring(body[0], clean=False) == text


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_text(text: str) -> None:
    assert ast.literal_eval(strings.literal(text)) == text
    assert "\n" not in strings.plain(text)


CHAIN = """
def build(orders: DataFrame, customers: DataFrame) -> DataFrame:
    window = Window.partitionBy("customer_id").orderBy(F.desc_nulls_last("ordered_at"))
    return (
        orders.filter((F.col("status") == "shipped") & (F.col("amount") > Decimal("100.00")))
        .withColumns(
            {
                "size": F.when(F.col("amount") < Decimal("100.00"), "small")
                .when(F.col("amount") < Decimal("1000.00"), "medium")
                .otherwise("large"),
                "place": F.row_number().over(window),
            }
        )
        .join(
            customers,
            (F.col("customer_id") == F.col("id")) & (F.col("ordered_at") >= F.col("registered_at")),
            "left",
        )
        .groupBy("country")
        .agg(F.count("*").alias("orders"))
    )


MODEL = Model(
    checks=(Check("a_check_with_a_long_name", a_check_with_a_long_name, ("stage.orders",)),)
)
""".lstrip()


def test_it_looks_as_people_write_it(tmp_path: Path) -> None:
    assert text_of(ast.parse(CHAIN)) == CHAIN
    path = tmp_path / "chain.py"
    path.write_text(CHAIN, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "ruff",
        "format",
        "--isolated",
        "--line-length",
        "100",
        "--check",
        str(path),
    ]
    assert subprocess.run(command, check=False).returncode == 0
