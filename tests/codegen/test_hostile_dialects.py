"""Whatever a literal or name holds, each dialect's text is one statement with that literal and that name in it."""

from __future__ import annotations

import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from lockgate.codegen.base import Options, Unsupported
from lockgate.codegen.sql.dialects import DIALECTS
from lockgate.codegen.sql.queries import query_text
from lockgate.ir import types
from lockgate.ir.expr import Call, Column
from lockgate.ir.rel import Filter, Project, Rel, Scan
from lockgate.ir.types import Field, Schema
from tests.codegen.engine import literal
from tests.codegen.test_literals import NAUGHTY

SAFE = "abcXYZ019 ~"


def statement(rel: Rel, dialect: str) -> exp.Expr:
    """The text of a relation, read back: exactly one SELECT."""
    text = query_text(rel, Options(dialect=dialect))
    made = sqlglot.parse(text, read=dialect)
    assert len(made) == 1, text
    assert isinstance(made[0], exp.Select), text
    assert not list(made[0].find_all(exp.Command, exp.Drop, exp.Create)), text
    return made[0]


def check_literal(text: str, dialect: str) -> None:
    rel = Filter(Scan("t", Schema.of((Field("x", types.STRING),))), Call("=", (Column("x"), literal(text))))
    try:
        read = statement(rel, dialect)
    except Unsupported:
        assert "\x00" in text  # the one character that some engines cannot hold
        return
    parts = [item.this for item in read.find_all(exp.Literal) if item.is_string]
    if "\x00" not in text:
        assert parts == [text]


def check_name(name: str, dialect: str) -> None:
    rel = Project(Scan(name, Schema.of((Field(name, types.STRING),))), ((name, Column(name)),))
    try:
        read = statement(rel, dialect)
    except Unsupported:
        assert set(name) - set(SAFE)  # a plain name is never refused
        return
    (column,) = read.find_all(exp.Column)
    assert column.name == name
    (table,) = read.find_all(exp.Table)
    assert ".".join(filter(None, (table.db, table.name))) == name


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_literals(text: str, dialect: str) -> None:
    check_literal(text, dialect)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", [text for text in NAUGHTY if text and "\x00" not in text])
def test_naughty_names(name: str, dialect: str) -> None:
    check_name(name, dialect)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_any_literal_and_name(dialect: str) -> None:
    texts = st.text(
        st.characters(exclude_categories=("Cs",)) | st.sampled_from("'\"\\`$-/*;\n%{}"), max_size=30
    )

    @settings(max_examples=200, deadline=None)
    @given(texts, texts)
    def each(text: str, name: str) -> None:
        check_literal(text, dialect)
        if name and "\x00" not in name and not name.startswith(".") and not name.endswith("."):
            check_name(name, dialect)

    each()
