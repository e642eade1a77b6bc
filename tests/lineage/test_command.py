"""`lockgate lineage`: its targets, formats, and what it says of wrong ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lockgate.cli import main
from tests.cli.support import process
from tests.lineage.support import SHOP


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "shop.gate"
    path.write_text(SHOP, encoding="utf-8")
    return path


def test_a_path_alone_means_the_whole_project(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lineage", str(spec)]) == 0
    alone = capsys.readouterr().out
    assert main(["lineage", "*", str(spec)]) == 0
    assert capsys.readouterr().out == alone
    assert "mart.totals" in alone


def test_json_of_a_column(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lineage", "mart.totals.mean", str(spec), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is True
    assert found["column"]["exports"] == [{"model": "mart.totals", "location": "out/totals.csv"}]


def test_an_unknown_name_is_wrong_use(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lineage", "mart.totls", str(spec)]) == 2
    assert "did you mean `mart.totals`?" in capsys.readouterr().err


def test_a_project_with_errors_has_no_lineage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = tmp_path / "wrong.gate"
    spec.write_text("model m.a {\n  from m.nothing\n}\n", encoding="utf-8")
    assert main(["lineage", "m.a", str(spec)]) == 1
    assert "m.nothing" in capsys.readouterr().err


def test_the_page_is_utf8_and_the_tree_plain_where_the_terminal_is(spec: Path) -> None:
    env = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    page = process("lineage", "*", spec, "--format", "html", env=env)
    assert "· column lineage</title>" in page.stdout.decode("utf-8")
    tree = process("lineage", "mart.totals.mean", spec, env=env)
    assert b"`- stage.orders.amount  aggregate\n   `- shop.orders.amount  copy\n" in tree.stdout
