"""The README shows what is: its spec, the message it quotes, and the SQL it says comes out."""

from __future__ import annotations

import re
from pathlib import Path

import lockgate
from lockgate.diagnostics.render import render
from lockgate.source import SourceFile

README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.M | re.S)
SPEC = next(text for _, text in BLOCKS if text.startswith("source "))
MENDED = SPEC.replace("'Shipped'", "'shipped'").replace("amuont", "amount")


def test_the_spec_has_the_mistakes_and_gets_the_message(tmp_path: Path) -> None:
    path = tmp_path / "orders.gate"
    path.write_text(SPEC, encoding="utf-8")
    result = lockgate.check(path)
    assert [item.name for item in result.diagnostics] == ["value-not-in-domain", "unknown-column"]
    quoted = next(text for _, text in BLOCKS if text.startswith("error["))
    shown = render(result.diagnostics[0], result.sources)
    assert shown.startswith(quoted.rstrip("\n"))
    assert result.diagnostics[1].expected[0] == "amount"


def test_the_mended_spec_is_silent_and_gives_the_sql(tmp_path: Path) -> None:
    path = tmp_path / "orders.gate"
    path.write_text(MENDED, encoding="utf-8")
    files = lockgate.compile(path, target="sql")
    assert files.diagnostics == ()
    quoted = next(text for kind, text in BLOCKS if kind == "sql")
    assert quoted in files["models/mart.daily_revenue.sql"]


def test_the_join_that_multiplies_is_found_where_it_says(tmp_path: Path) -> None:
    path = tmp_path / "prices.gate"
    path.write_text(next(text for _, text in BLOCKS if "mart.prices" in text), encoding="utf-8")
    found, aggregate = lockgate.check(path).diagnostics
    assert (found.name, aggregate.name) == ("fanout-join", "fanout-aggregate")
    quoted = next(text for _, text in BLOCKS if text.startswith("error[LG0601]"))
    assert render(found, {"prices.gate": SourceFile("prices.gate", path.read_text())}).startswith(quoted.rstrip())


def test_the_files_that_it_points_to_are_there() -> None:
    root = Path(__file__).resolve().parents[1]
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert (root / target).exists(), target
