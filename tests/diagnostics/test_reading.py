"""What people read first, and what they read as one."""

from __future__ import annotations

from pathlib import Path

import pytest

import lockgate
from lockgate.diagnostics.reading import reading_order
from lockgate.session.depths import depths
from tests.cli.support import Command, write

SOURCE = """\
source shop.orders {
  read csv 'orders.csv'
  columns (order_id bigint not null, amount decimal(12, 2) not null)
  key (order_id)
}
"""
LATE = "model a.late {\n  from b.early\n  |> where nothing > 1\n}\n"
EARLY = "model b.early {\n  from shop.orders\n  |> where cast(amount as int) > 1\n  |> order by amount\n}\n"
SLIP = "model c.slip {\n  from shop.orders\n  |> wehre of of\n}\n"


def order(**files: str) -> list[str]:
    """The names in the order of reading, of texts that are put together by file name."""
    text = "\n".join(files.values())
    result = lockgate.check_text(text)
    groups = reading_order(result.diagnostics, result.sources, depths(result.program))
    return [group.first.name for group in groups]


def test_text_then_errors_then_warnings_then_notes() -> None:
    assert order(a=LATE, b=EARLY, c=SLIP, d=SOURCE) == [
        "syntax-error",
        "unknown-column",
        "lossy-cast",
        "order-without-limit",
    ]


def test_what_others_build_on_comes_first() -> None:
    """Though it stands further down."""
    late = "model a.late {\n  from b.early\n  |> limit 1\n}\n"
    early = "model b.early {\n  from shop.orders\n  |> limit 22\n}\n"
    result = lockgate.check_text(f"{late}\n{early}\n{SOURCE}")
    first, second = reading_order(result.diagnostics, result.sources, depths(result.program))
    assert result.diagnostics == (second.first, first.first)
    assert first.first.name == second.first.name == "limit-without-order"


def test_a_column_that_is_gone_is_read_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    readers = "".join(
        f"model mart.m{number} {{\n  from shop.orders\n  |> where price > {number}\n}}\n\n"
        for number in range(12)
    )
    project = write(tmp_path, {"source.gate": SOURCE, "readers.gate": readers})
    found = Command(capsys)("check", project)
    assert found.code == 1
    assert found.out.count("error[LG0201]") == 1
    assert "= note: also at readers.gate:8:12, readers.gate:13:12" in found.out
    assert " and 3 more\n" in found.out
    assert "1 error in 12 models and 1 source" in found.out
    assert len(Command(capsys)("check", project, "--json").json["diagnostics"]) == 12


def test_columns_of_other_datasets_are_other_causes() -> None:
    other = SOURCE.replace("shop.orders", "shop.returns")
    text = "".join(
        f"model mart.of_{name} {{\n  from shop.{name}\n  |> where price > 1\n}}\n"
        for name in ("orders", "returns")
    )
    assert order(a=SOURCE, b=other, c=text) == ["unknown-column", "unknown-column"]


def test_judgements_are_never_one() -> None:
    text = "".join(f"model mart.m{number} {{\n  from shop.orders\n  |> limit 1\n}}\n" for number in range(3))
    assert order(a=SOURCE, b=text) == ["limit-without-order"] * 3
