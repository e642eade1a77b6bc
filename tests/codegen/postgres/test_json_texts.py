"""`try_cast` to json gives NULL exactly where `cast` is an error, which is where Python's own reader fails too."""

from __future__ import annotations

import json

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockgate.ir import types
from lockgate.ir.expr import Cast
from tests.codegen.engine import literal
from tests.codegen.postgres.database import Database

TEXTS = [
    "", " ", "0", "00", "01", "-", "-0", "1.", ".5", "1.5e+3", "1e", "true", "truefalse", "nul", "NaN", "Infinity",
    '"', '""', '"""', '"a"b', '"\\q"', '"\n"', '"\t"', '"\\u00e9"', '"\\u00g9"', '"é😀"', '"\\""', '"\\\\"',
    "[]", "[ ]", "[,]", "[1,]", "[1 2]", "[1,2]", " [ 1 , 2 ] ", "[[[]]]", "[[]", "[]]", '["a" "b"]', '[""0]',
    "{}", "{ }", '{"a":1}', '{"a":}', '{"a"}', "{a:1}", '{1:1}', '{"a":1,}', '{"a":{"b":[1,{"c":null}]}}',
    '{"a":1 "b":2}', '{"[":"]"}', "[~]", "x", "'a'", "1 2", "[1]x", "/* */1", "\ufeff1", "[0 0]", '"a" "b"',
]  # fmt: skip
PIECES = st.sampled_from(
    ["[", "]", "{", "}", ",", ":", '"', '"a"', "1", "-", ".", "e", " ", "\n", "true", "\\", "0"]
)


def is_json(text: str) -> bool:
    def refused(word: str) -> None:
        raise ValueError(word)

    try:
        json.loads(text, parse_constant=refused)
    except ValueError:
        return False
    return True


def check(text: str, postgres: Database) -> None:
    value = literal(text)
    safe = postgres.evaluate(Cast(value, types.JSON, safe=True))[0]
    try:
        strict = postgres.evaluate(Cast(value, types.JSON))[0]
    except psycopg.errors.InvalidTextRepresentation:
        assert safe is None
        assert not is_json(text)
        return
    assert is_json(text)
    assert repr(safe) == repr(strict)


@pytest.mark.parametrize("text", TEXTS)
def test_texts(text: str, postgres: Database) -> None:
    check(text, postgres)


def test_any_text(postgres: Database) -> None:
    @settings(max_examples=400, deadline=None)
    @given(st.lists(PIECES, max_size=9).map("".join))
    def each(text: str) -> None:
        check(text, postgres)

    each()


def test_null(postgres: Database) -> None:
    assert postgres.evaluate(Cast(literal(None, types.STRING), types.JSON, safe=True))[0] is None
