"""A key that the data does not keep is reported where it is declared, instead of the note that it is not proven."""

from __future__ import annotations

from pathlib import Path

import lockgate

SPEC = """source w { read csv 'w.csv' columns (id string not null, h bigint not null) }
model m { materialize table from w key (id, h) }
"""


def run(folder: Path, rows: str) -> list[tuple[str, str]]:
    (folder / "s.gate").write_text(SPEC, encoding="utf-8")
    (folder / "w.csv").write_text("id,h\n" + rows, encoding="utf-8")
    return [(item.name, item.severity) for item in lockgate.run(folder).diagnostics]


def test_a_key_that_is_none(tmp_path: Path) -> None:
    assert run(tmp_path, "EWR,1\nEWR,1\nLGA,2\n") == [("key-contradicted", "error")]


def test_a_key_that_holds(tmp_path: Path) -> None:
    assert run(tmp_path, "EWR,1\nEWR,2\nLGA,2\n") == [("key-not-proven", "note")]
