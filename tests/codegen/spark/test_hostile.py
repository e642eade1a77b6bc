"""Hostile texts and names come back from Spark as they were, out of one statement."""

from __future__ import annotations

import pytest

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql.queries import query_text
from lockgate.ir.expr import Column, Expr
from lockgate.ir.rel import Project, Values
from tests.codegen.engine import f, literal
from tests.codegen.spark.lake import OPTIONS, Lake
from tests.codegen.test_literals import NAUGHTY

pytestmark = pytest.mark.xdist_group("spark")
VARIABLES = (
    "${spark.master}",
    "${env:HOME}",
    "$${x}",
    "${}",
    "$ {spark.master}",
    "\\${spark.master}",
    "${system:user.home}",
)
"""What Spark would replace in the text of a query."""
TEXTS = (
    *NAUGHTY,
    *VARIABLES,
    "\U0010ffff",
    "a\x00b",
    "\x00",
    "\\u0041",
    "\\",
    "r'x'",
    "/*+ hint */",
    "--\n;",
)


def test_texts_come_back(lake: Lake) -> None:
    values, _ = lake.evaluate([literal(text) for text in TEXTS])
    assert values == list(TEXTS)


def test_texts_are_matched_literally(lake: Lake) -> None:
    exprs: list[Expr] = [f("contains", f"<{text}>", text) for text in TEXTS]
    exprs += [f("=", f("replace", f"<{text}>", text or "x", "."), "<.>" if text else "<>") for text in TEXTS]
    assert set(lake.evaluate(exprs)[0]) == {True}


def test_names_come_back(lake: Lake) -> None:
    names = [text for text in TEXTS if text and "\x00" not in text and not text.startswith(VARIABLES[:2])]
    names = [name for name in dict.fromkeys(names) if "${" not in name]
    rel = Project(Values(("x",), ((literal(1),),)), tuple((name, Column("x")) for name in _unlike(names)))
    frame = lake.session.sql(query_text(rel, OPTIONS))
    assert frame.columns == list(_unlike(names))


def _unlike(names: list[str]) -> tuple[str, ...]:
    """No two of them are one column's."""
    return tuple({name.casefold(): name for name in names}.values())


def test_names_that_spark_would_replace_are_refused() -> None:
    rel = Values(("${spark.master}",), ((literal(1),),))
    with pytest.raises(Unsupported):
        query_text(rel, OPTIONS)
