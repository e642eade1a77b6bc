"""Leaks in lineage: the path in text and JSON, and marked on the page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lockgate.cli import main
from tests.lineage.support import SHOP
from tests.lineage.test_page import Page

POLICY = """
policy pii {
  deny flow pii to mart.* unless through sha256
  note flow pii including implicit to stage.*
}
"""
PATH = [
    {"dataset": "shop.orders", "column": "email"},
    {"dataset": "stage.orders", "column": "contact"},
    {"dataset": "mart.totals", "column": "contact"},
]


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "shop.gate"
    path.write_text(SHOP + POLICY, encoding="utf-8")
    return path


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["lineage", *words]) == 0
    return capsys.readouterr().out


def test_json_has_the_path(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(told(capsys, "*", str(spec), "--json"))["leaks"]
    values = [item for item in found if item["level"] == "deny"]
    assert [item["path"] for item in values] == [PATH]
    assert values[0]["policy"] == "pii"
    assert "reaches `mart.totals.contact`" in values[0]["message"]
    rows = [item for item in found if item["path"][-1]["column"] is None]
    assert [item["path"][-1]["dataset"] for item in rows] == ["stage.orders"]


def test_the_text_tells_of_leaks_over_a_column(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "by shop.orders.email > stage.orders.contact > mart.totals.contact" in told(
        capsys, "mart.totals.contact", str(spec)
    )
    assert "leaks" not in told(capsys, "mart.totals.total", str(spec))


def test_the_page_marks_columns_and_draws_the_path(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = Page(told(capsys, "*", str(spec), "--format", "html"))
    marked = {at["id"] for _, at in page.tags if "leak" in at.get("class", "").split() and "id" in at}
    facts = page.facts
    names = {
        f"c{number}": f"{facts['datasets'][column['dataset']]['name']}.{column['name']}"
        for number, column in enumerate(facts["columns"])
    }
    assert {names[item] for item in marked if item in names} == {
        "shop.orders.email",
        "stage.orders.contact",
        "mart.totals.contact",
    }
    drawn = [
        (names.get(at["data-from"]), names.get(at["data-to"]))
        for tag, at in page.tags
        if tag == "path" and "leak" in at["class"].split()
    ]
    assert ("stage.orders.contact", "mart.totals.contact") in drawn
    assert any("reaches `mart.totals.contact`" in word for word in page.words)


def test_a_project_without_leaks_has_no_mark(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "shop.gate"
    path.write_text(SHOP, encoding="utf-8")
    page = Page(told(capsys, "*", str(path), "--format", "html"))
    assert page.facts["leaks"] == []
    assert not any("leak" in at.get("class", "").split() for _, at in page.tags)
