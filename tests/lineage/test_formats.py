"""Text, Mermaid and JSON: what they say, that they stay in their width and form, and the same bytes every time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lockgate.ir.expr import Call, Cast, Column, Expr, Literal
from lockgate.ir.types import BIGINT, DOUBLE, STRING
from lockgate.lineage import FORMATS, UnknownTargetError, render, words
from lockgate.lineage.as_text import WIDTH
from tests.lineage.support import SHOP, hostile, many, shop

ROOT = Path(__file__).resolve().parents[2]

COLUMN = """\
mart.totals.mean
  double
  mean = total / orders
  total = sum(amount)
  orders = count(*)

comes from
└─ stage.orders.amount  aggregate
   └─ shop.orders.amount  copy

goes to no other column

rows decided by
  group by    contact
              by stage.orders.contact

reaches the exports
  mart.totals to out/totals.csv

reaches the jobs
  mail
"""


def test_a_column_as_text() -> None:
    found = render(shop(), "mart.totals.mean", "text")
    assert [line for line in found.split("\n") if not line.startswith("  double")] == [
        line for line in COLUMN.split("\n") if not line.startswith("  double")
    ]


def test_where_a_source_column_goes() -> None:
    found = render(shop(), "shop.orders.email", "text")
    assert "[pii.email]" in found
    assert "goes to\n└─ stage.orders.contact  rename\n" in found


def test_a_model_as_text() -> None:
    found = render(shop(), "mart.totals", "text")
    assert "total    aggregate  stage.orders.amount" in found
    assert "reads\n  stage.orders\n" in found


@pytest.mark.parametrize("target", [None, "m.n0500", "m.n0999.b", "raw.t.b"])
def test_text_keeps_its_width(target: str | None) -> None:
    assert all(len(line) <= WIDTH for line in render(many(1_000), target, "text").split("\n"))


def test_text_shows_nothing_that_a_terminal_obeys() -> None:
    program = hostile()
    for target in (None, program.models[-1].name, f"{program.models[-2].name}.<!-- <script"):
        assert re.search(r"[\x00-\x09\x0b-\x1f\u202e\u2028]", render(program, target, "text")) is None


MERMAID = re.compile(
    r'flowchart LR|  subgraph s\d+\["[^"\n]*"\]|    [cd]\d+\["[^"\n]*"\]|  end|  classDef chosen stroke-width:3px'
    r'|  [cd]\d+ -->(?:\|"[a-z]+"\|)? [cd]\d+|  class [cd]\d+ chosen'
)


@pytest.mark.parametrize("target", [None, 0, 1, 2, 3, 4, 5, 6, 7])
def test_mermaid_labels_cannot_be_left(target: int | None) -> None:
    program = hostile()
    name = None if target is None else f"{program.models[target].name}.<!-- <script"
    for line in render(program, name, "mermaid").splitlines():
        assert MERMAID.fullmatch(line), line
        labels = re.findall(r'"([^"]*)"', line)
        assert all(not re.search(r"[<>`%&]|#(?!\d+;)", label) for label in labels)


def test_mermaid_of_a_column_and_of_the_project() -> None:
    found = render(shop(), "mart.totals.total", "mermaid")
    assert '-->|"aggregate"|' in found
    assert '["shop.orders"]' in found
    whole = render(shop(), None, "mermaid")
    assert 'subgraph s0["shop"]' in whole
    assert whole.count("-->") == 3


def test_json() -> None:
    found = json.loads(render(shop(), "mart.totals.mean", "json"))
    assert found["column"]["upstream"] == [
        {"dataset": "stage.orders", "column": "amount"},
        {"dataset": "shop.orders", "column": "amount"},
    ]
    assert {"dataset": "shop.staff", "column": "email"} in found["column"]["upstream_influences"]
    mart = next(item for item in found["datasets"] if item["name"] == "mart.totals")
    mean = next(item for item in mart["columns"] if item["name"] == "mean")
    assert [step["name"] for step in mean["steps"]] == ["mean", "total", "orders"]
    assert mean["inputs"] == [{"dataset": "stage.orders", "column": "amount", "kind": "aggregate"}]
    assert json.loads(render(hostile(), None, "json"))["project"] == hostile().name


@pytest.mark.parametrize(
    ("target", "near"),
    [
        ("mart.totls", "`mart.totals`"),
        ("totals", "`mart.totals`"),
        ("mart.totals.totl", "`mart.totals.total`"),
        ("mart.totls.total", "`mart.totals.total`"),
        ("mart.totals.zzzzzz", "`mean`"),
    ],
)
def test_an_unknown_name_names_near_ones(target: str, near: str) -> None:
    with pytest.raises(UnknownTargetError) as caught:
        render(shop(), target, "text")
    assert near in str(caught.value)


def test_names_are_found_without_regard_to_case_and_backticks() -> None:
    assert render(shop(), "MART.`Totals`.Mean", "text") == render(shop(), "mart.totals.mean", "text")


A, B = Column("a"), Column("b")


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (Call("+", (A, Literal(1, BIGINT))), "a + 1"),
        (Call("/", (Cast(A, DOUBLE, implicit=True), B)), "a / b"),
        (Cast(A, DOUBLE), "cast(a as double)"),
        (Call("*", (Call("+", (A, B)), Call("-", (A, B)))), "(a + b) * (a - b)"),
        (Call("round", (Call("/", (A, B)), Literal(1, BIGINT))), "round(a / b, 1)"),
        (Call("=", (A, Literal("(x:bigint) it's", STRING))), "a = '(x:bigint) it''s'"),
        (Call("=", (Column(":int ("), Literal(")", STRING))), "`:int (` = ')'"),
    ],
)
def test_expressions_read_as_written(expr: Expr, text: str) -> None:
    assert words.expression(expr) == text


def test_the_same_bytes_under_every_hash_seed(tmp_path: Path) -> None:
    spec = tmp_path / "shop.gate"
    spec.write_text(SHOP, encoding="utf-8")
    code = (
        "import lockgate, hashlib, sys\nfrom lockgate.lineage import FORMATS, render\n"
        "program = lockgate.check(sys.argv[1]).program\n"
        "for target in (None, 'stage.orders', 'shop.orders.email'):\n"
        "    for format in FORMATS:\n"
        "        print(target, format, hashlib.sha256(render(program, target, format).encode()).hexdigest())\n"
    )
    answers = set()
    for seed in ("0", "1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", code, str(spec)], capture_output=True, env=env, check=True
        )
        answers.add(done.stdout)
    assert len(answers) == 1
    assert answers.pop().count(b"\n") == 3 * len(FORMATS)
