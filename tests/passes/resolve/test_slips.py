"""Slips of habit in a project that is right but for them: one message, help that mends, safe fixes that hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lockgate.diagnostics import Diagnostic
from lockgate.diagnostics.fix import apply_edits
from lockgate.grammar.parser import parse
from lockgate.passes.resolve import resolve
from lockgate.source import SourceFile

PROJECT = """
source raw.orders {
  read csv 'o.csv'
  columns (order_id bigint not null, status string, note string, amount decimal(12, 2) not null, paid boolean,
    ordered_at timestamp not null)
  key (order_id)
}
source raw.customers { read csv 'c.csv' columns (customer_id bigint not null, name string) key (customer_id) }
param cut decimal(12, 2) = 1.00
"""


def diagnostics(text: str) -> list[Diagnostic]:
    parsed = parse(SourceFile("project.gate", text))
    found = (*parsed.diagnostics, *resolve([parsed.file]).diagnostics)
    return sorted(found, key=lambda item: item.sort_key)


def mended(text: str, fix_of: Diagnostic) -> str:
    edits = [(edit.span.start, edit.span.end, edit.text) for edit in fix_of.fixes[0].edits]
    return apply_edits(text, edits)


STEPS = [
    ("extend date_add(ordered_at, 1) as x", "write `t + interval '1 day'`"),
    ("extend extract(year from ordered_at) as x", "write `year(x)`"),
    ("where ordered_at > current_date", "write `run_date`"),
    ("where ordered_at > current_timestamp", "write `run_started_at`"),
    ("where order_id <> any (1, 2)", "write `x in (…)`"),
    ("aggregate sum(status) as x", "`count(x)` counts values"),
    ("aggregate sum(paid) as x", "`count_if(condition)` counts"),
    ("extend date_trunc(ordered_at, 'days') as x", "write `date_trunc('day', …)`"),
    ("extend date_trunc(ordered_at, month) as x", "write `date_trunc('month', …)`"),
    ("extend date_part(year, ordered_at) as x", "write `date_part('year', …)`"),
    ("extend date_diff(ordered_at, ordered_at, day) as x", "write `date_diff('day', …)`"),
    ("extend x = amount * 2", "write `… as x`"),
    ("select order_id, x = amount * 2", "write `… as x`"),
    ("aggregate n = count(*) group by status", "write `… as n`"),
    ("aggregate count(*) as n group by big = amount + 5", "write `… as big`"),
    ("extend status + '-' + note as x", "`||` puts strings together"),
    ("order by 1 |> limit 5", "write the column's name"),
    ("order by 'amount' |> limit 5", "write the column's name"),
    ("order by 1 + 1 |> limit 5", "write the column's name"),
    ("distinct on (status) order by 1", "write the column's name"),
    ("extend row_number() over (order by 1) as x", "write the column's name"),
    ("extend sum(amount) over (order by cut) as x", "write the column's name"),
    ("aggregate string_agg(status, ',' order by 1) as x", "write the column's name"),
    ("aggregate count(*) as n group by 1", "write the column's name"),
    ("aggregate count(*) as n group by 'status'", "write the column's name"),
    ("aggregate count(*) as n group by rollup (1)", "write the column's name"),
    ("extend cast(amount as number) as x", "`decimal(p, s)`"),
    ("extend cast(amount as float) as x", "write `double`"),
    ("extend cast(amount as nvarchar(30)) as x", "write `string`"),
    ("extend cast(amount as decimal(12.2)) as x", "write `decimal(12, 2)`"),
]


@pytest.mark.parametrize(("step", "help"), STEPS)
def test_a_step_is_one_message_with_help(step: str, help: str) -> None:
    found = diagnostics(f"{PROJECT}model m {{\n  from raw.orders as o\n  |> {step}\n}}\n")
    assert [help in item.help for item in found] == [True]


DECLARATIONS = [
    ("export mm to parquet 'x.parquet'", "did you mean `m`?", "m"),
    ("job j { image 'x' after mm }", "did you mean `m`?", "m"),
    ("model n { from m key (ordr_id) }", "did you mean `order_id`?", "order_id"),
    ("source q { read csv 'q' columns (a bigint references raw.custmers (customer_id)) }",
     "did you mean `raw.customers`?", "raw.customers"),
    ("source q { read csv 'q' columns (a bigint) references (a) raw.customers (custmer_id) }",
     "did you mean `customer_id`?", "customer_id"),
    ("source q { read csv 'q' (delimeter = ';') columns (a int) }", "did you mean `delimiter`?", "delimiter"),
    ("source q { read csv 'q' (headers = true) columns (a int) }", "did you mean `header`?", "header"),
    ("source q { read csv 'q' (sep = ';') columns (a int) }", "did you mean `delimiter`?", "delimiter"),
    ("source q { read cvs 'q' columns (a int) }", "did you mean `csv`?", "csv"),
    ("source q { read csv 'q' columns (a tinyint) }", "write `int`", "int"),
]  # fmt: skip


@pytest.mark.parametrize(("declaration", "help", "written"), DECLARATIONS)
def test_a_declaration_is_one_message_with_a_fix(declaration: str, help: str, written: str) -> None:
    text = f"{PROJECT}model m {{ from raw.orders }}\n{declaration}\n"
    (found,) = diagnostics(text)
    assert help in found.help
    assert [edit.text for edit in found.fixes[0].edits] == [written]
    assert diagnostics(mended(text, found)) == []


def test_two_policies() -> None:
    (found,) = diagnostics("policy p { deny export on * }\npolicy p { deny export on * }\n")
    assert found.message == "two policies are named `p`"


def test_a_named_constant_makes_a_group() -> None:
    assert (
        diagnostics(f"{PROJECT}model m {{ from raw.orders |> aggregate count(*) as n group by 1 as one }}")
        == []
    )


@pytest.mark.parametrize("word", ["ilike", "date_add"])
def test_what_has_no_equal_here_has_no_fix(word: str) -> None:
    step = "where note ilike 'a'" if word == "ilike" else "extend date_add(ordered_at, 1) as x"
    (found,) = diagnostics(f"{PROJECT}model m {{ from raw.orders |> {step} }}")
    assert found.fixes == ()


def test_a_binding_of_sql_is_known_all_the_same() -> None:
    query = "with a as (select * from raw.orders where amount > 1)\n  from a\n  |> where amount > 2"
    text = f"{PROJECT}model m {{\n  {query}\n}}\n"
    (found,) = diagnostics(text)
    assert found.help == "a query begins with its table: `from … |> select …`"


CASES = Path(__file__).parents[2] / "grammar" / "cases"
SLIPS = [
    *(f"{PROJECT}model m {{\n  from raw.orders as o\n  |> {step}\n}}\n" for step, _ in STEPS),
    *(
        text
        for path in sorted(CASES.glob("*.md"))
        for text in re.findall(r"^```gate\n(.*?)```$", path.read_text(encoding="utf-8"), re.M | re.S)
    ),
]


@pytest.mark.parametrize("text", SLIPS)
def test_after_a_safe_fix_there_is_less_to_say_of_the_text(text: str) -> None:
    """What is said of names may become more: what did not parse hid it."""
    found = diagnostics(text)
    for problem in found:
        if problem.fixes and problem.fixes[0].applicability == "safe":
            left = diagnostics(mended(text, problem))
            grammatical = {"syntax-error", "reserved-name", "suspicious-character", problem.name}
            before = [item for item in found if item.name in grammatical]
            assert len([item for item in left if item.name in grammatical]) < len(before)
