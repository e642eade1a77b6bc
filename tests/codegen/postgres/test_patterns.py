"""Patterns of RE2's syntax on PostgreSQL: they match what they match on DuckDB, which has RE2, or are refused."""

from __future__ import annotations

import re

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql.postgres.regex.parse import parse
from lockgate.codegen.sql.postgres.regex.write import write
from lockgate.codegen.sql.queries import query_text
from lockgate.ir import types
from lockgate.ir.expr import Column, Expr
from lockgate.ir.rel import Project, Values
from tests.codegen.engine import connect, f, literal, run
from tests.codegen.postgres.database import OPTIONS, Database

WRITTEN = [
    ("a.c", r"a[^\n]c"),
    ("(?s)a.c", "a.c"),
    ("^a$", r"\Aa\Z"),
    ("(?m)^a$", r"(?:\A|(?<=\n))a(?:\Z|(?=\n))"),
    (r"\d+\D", "[0-9]+[^0-9]"),
    (r"[\w.-]", r"[\-.0-9A-Z_a-z]"),
    (r"\bword\b", r"\yword\y"),
    ("(?i)ab1", "[Aa][Bb]1"),
    ("(?:a|b)c", "(?:a|b)c"),
    ("(?P<name>a)(?i:b)", "(a)(?:[Bb])"),
    (r"\x41\x{1F600}\n", "A😀\\n"),
    (r"\Qa.b\E*", r"a\.b*"),
    ("a{2,3}?b{2,}", "a{2,3}?b{2,}"),
    ("a{,2}", r"a\{,2\}"),
    ("[^a]", "[^a]"),
    ("[]a]", r"[\]a]"),
    ("[[:alpha:]_]", "[A-Z_a-z]"),
    ("***:a".replace("***", r"\*\*\*"), r"\*\*\*:a"),
]
REFUSED = [
    ("regexp_like", r"\pL"),
    ("regexp_like", "a**"),
    ("regexp_like", "(a"),
    ("regexp_like", "a)"),
    ("regexp_like", "[a"),
    ("regexp_like", "a{300}"),
    ("regexp_extract", "a|ab"),
    ("regexp_extract", "a+?b*"),
    ("regexp_extract", "a*(ab)?"),
    ("regexp_replace", "a*"),
]
KEPT = [
    r"^(.*?),(.*)$",
    r"https?://([^/]+)/",
    r"(\d{4})-(\d{2})",
    r"^\s*(.*?)\s*$",
    r"(foo|bar)+",
    r"<(.*?)>",
]
TEXTS = [
    "ab", "aab", "a,b,c", "https://x.example/y", "2026-01-31", "  x y ", "foobar", "<a><b>", "", "a\nb", "B", "é1",
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "written"), WRITTEN)
def test_what_is_written(pattern: str, written: str) -> None:
    assert write(parse(pattern)[0]) == written


@pytest.mark.parametrize(("function", "pattern"), REFUSED)
def test_what_is_refused(function: str, pattern: str) -> None:
    more = ("-",) if function == "regexp_replace" else ()
    call = f(function, "text", pattern, *more)
    with pytest.raises(Unsupported, match="pattern"):
        query_text(Project(Values(("t",), ((literal("x"),),)), (("x", call),)), OPTIONS)


def test_a_pattern_from_a_column_is_refused() -> None:
    rows = Values(("t",), ((literal("x"),),))
    with pytest.raises(Unsupported, match="not a constant"):
        query_text(Project(rows, (("x", f("regexp_like", "a", Column("t"), schema=rows.schema)),)), OPTIONS)


def test_what_replaces_may_name_groups(postgres: Database) -> None:
    for new, made in [(r"<\1>", "x<b>y"), (r"<\0>", "x<abc>y"), (r"\\", "x\\y"), ("&", "x&y")]:
        assert postgres.evaluate(f("regexp_replace", "xabcy", "a(b)c", new)) == (made, "text")
    with pytest.raises(Unsupported, match="no group"):
        postgres.evaluate(f("regexp_replace", "x", "a(b)c", r"\2"))


def agree(pattern: str, texts: list[str], postgres: Database, database: duckdb.DuckDBPyConnection) -> int:
    """Compare all that the three functions give; the number of comparisons."""
    rows = Values(("t",), tuple((literal(text),) for text in texts))
    column, schema = Column("t"), rows.schema
    calls: list[Expr] = [f("regexp_like", column, pattern, schema=schema)]
    for group in range(len(re.findall(r"(?<!\\)\((?!\?)", pattern)) + 1):
        calls.append(f("regexp_extract", column, pattern, group, schema=schema))
    calls.append(f("regexp_replace", column, pattern, r"<\0>", schema=schema))
    done = 0
    for call in calls:
        rel = Project(rows, (("t", column), ("x", call)))
        try:
            text = query_text(rel, OPTIONS)
        except Unsupported:
            continue
        assert sorted(map(repr, postgres.execute(text).fetchall())) == sorted(
            map(repr, run(rel, database))
        ), text
        done += 1
    return done


@pytest.mark.parametrize("pattern", KEPT)
def test_common_patterns_are_kept(pattern: str, postgres: Database) -> None:
    assert agree(pattern, TEXTS, postgres, connect()) == parse(pattern)[1] + 3


ATOMS = st.sampled_from(
    [
        "a",
        "b",
        "ab",
        ".",
        r"\d",
        r"\w",
        r"\s",
        "[ab]",
        "[^a]",
        r"[a-c\d]",
        "1",
        r"\.",
        "[[:alpha:]]",
        "é",
        r"\S",
        r"\n",
    ]
)
REPEATS = st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "*?", "+?", "??", "{0,2}?"])


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("(?:{}){}".format, inner, REPEATS),
        st.builds("({}){}".format, inner, REPEATS),
        st.builds("{}{}".format, inner, inner),
        st.builds("({}|{})".format, inner, inner),
        st.builds(
            "{}{}{}".format, st.sampled_from(["^", r"\b", "(?i)", "(?s)", "("]), inner, st.just("")
        ).map(closed),
        st.builds("{}$".format, inner),
    )


def closed(text: str) -> str:
    return f"{text})" if text.startswith("(") and not text.startswith("(?") else text


def test_any_pattern(postgres: Database) -> None:
    database = connect()
    patterns = st.recursive(ATOMS, larger, max_leaves=6)
    texts = st.lists(st.text("aabbAB1. -\né", max_size=8), min_size=1, max_size=5)

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(patterns, texts)
    def each(pattern: str, values: list[str]) -> None:
        assert agree(pattern, values, postgres, database) > 0

    each()


def test_null_pattern(postgres: Database) -> None:
    nothing = literal(None, types.STRING)
    assert postgres.evaluate(f("regexp_like", "a", nothing)) == (None, "bool")
    assert postgres.evaluate(f("regexp_extract", "a", nothing)) == (None, "text")
