"""Which words are names: all but the reserved ones, everywhere; and those in backticks."""

from __future__ import annotations

import pytest

from lockgate.grammar.keywords import RESERVED, SOFT, quote_name
from tests.grammar.support import applied, parsed, silent

# What people call their columns and datasets, and must never have to quote.
# fmt: off
COMMON = (
    "date", "timestamp", "day", "key", "owner", "type", "value", "status", "name", "user", "rank", "rows", "store",
    "item", "week", "total", "reason", "mean", "days", "id", "up", "left", "right", "count", "sum", "min", "max",
    "first", "last", "year", "month", "hour", "description", "tags", "read", "columns", "check", "test", "run",
    "start", "every", "values", "within", "label", "option", "format", "source", "model", "table", "view", "range",
    "row", "text", "level", "note", "cost", "time", "code", "parent", "state", "region",
)
# fmt: on

# `{n}` is any name, `{d}` the first name of a dataset, `{f}` a function.
PLACES = """
param {n} int = 1

function {n}({n} int) int = {n} + {f}({n}) + s.{n}

source {d}.{n} {{
  tags ({n})
  read {n} 'x' ({n} = 1)
  columns (
    {n} int not null references {d}.{n} ({n}) label {n}.{n},
    z struct<{n} int>
  )
  key ({n})
  references ({n}) {d} ({n})
  fresh {n} within '1 day'
  check {n}: {n} > 0
  check u: unique ({n})
}}

model {d} {{
  materialize incremental cursor {n} merge on ({n})
  with {n} as (from {d})
  from {d}.{n} as {n}
  |> where {n} and {n}.{n} is not null
  |> select {n}, {n}.{n} as {n}, {n}.*
  |> extend case {n} when {n} then {n} else {n} end as {n}
  |> set {n} = {n}
  |> drop {n}
  |> rename {n}.{n} as {n}
  |> as {n}
  |> left join {d} as {n} on {n} = {n}
  |> join many {d} using ({n})
  |> cross join {d}
  |> aggregate {f}({n}) as {n} group by {n}, {n}.{n} as {n}
  |> distinct on ({n}) order by {n} desc
  |> order by {n}, {n} nulls last
  |> pivot ({f}({n}) as {n} for {n} in (1 as {n}))
  |> unpivot ({n} for {n} in ({n}))
  |> unnest {n} as {n}
  key ({n})

  test {n} {{
    given {d} ({n}) values (1)
    expect ({n}) values ({n})
  }}
}}

job {d} {{
  env ({n} = 'x')
  command ({n})
  after {d}, {d}
}}

schedule {d} {{
  on {d}
  run {d}
}}

export {d} to csv 'x'
"""


def places(word: str) -> str:
    """The word in each place of a name. Behind `join`, `many` is the keyword; four words begin no call."""
    bare = word.lower()
    callee = "f" if bare in ("rollup", "cube", "unique", "empty") else word
    return PLACES.format(n=word, d="x" if bare == "many" else word, f=callee)


@pytest.mark.parametrize("word", sorted({*SOFT, *COMMON, "x", "selected", "wherex", "FROM_", "Key"}))
def test_a_word_that_is_not_reserved_is_a_name_everywhere(word: str) -> None:
    silent(places(word))


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_reserved_word_is_a_name_in_backticks(word: str) -> None:
    silent(places(f"`{word}`"))


@pytest.mark.parametrize("word", sorted(RESERVED))
@pytest.mark.parametrize(
    "text",
    [
        "model m {{ from x |> extend a as {0} }}",
        "model m {{ from x |> rename a as {0} |> drop b }}",
        "model m {{ from x |> as {0} |> drop {0}.a }}",
        "source s {{ columns (a int, {0} string not null, c int) }}",
        "model m {{ from x key ({0}) }}",
        "function {0}(a int) int = a",
    ],
)
def test_a_reserved_word_as_a_name_is_named_and_mended(word: str, text: str) -> None:
    written = text.format(word)
    problems = parsed(written).diagnostics
    assert problems != ()
    for problem in problems:
        assert problem.name == "reserved-name"
        assert problem.fixes[0].applicability == "safe"
    for problem in reversed(problems):
        written = applied(written, problem)
    assert written == text.format(f"`{word}`")
    silent(written)


def test_common_names_are_not_reserved() -> None:
    assert RESERVED.isdisjoint(COMMON)


@pytest.mark.parametrize(
    ("text", "written"),
    [("amount", "amount"), ("key", "key"), ("Order", "`Order`"), ("two words", "`two words`"), ("a`b", "`a``b`"),
     ("1st", "`1st`"), ("größe", "`größe`"), ("a\n", "`a\n`")],
)  # fmt: skip
def test_quoting(text: str, written: str) -> None:
    assert quote_name(text) == written
