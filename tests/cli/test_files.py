"""Files are written whole, and never outside the folder they belong in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lockgate.cli.files import write_atomically, write_below
from lockgate.session import UsageError


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_files_are_written_below_the_folder(tmp_path: Path) -> None:
    out = tmp_path / "a" / "out"
    write_below(out, {"x.sql": "1\n", "deep/er/y.sql": "2\r\n"})
    write_below(out, {"x.sql": "3\n"})
    assert (out / "deep/er/y.sql").read_bytes() == b"2\r\n"
    assert tree(out).keys() == {"x.sql", "deep/er/y.sql"}
    assert (out / "x.sql").read_text(encoding="utf-8") == "3\n"


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/x", "..", "", "a\\..\\..\\x", "a\0b"])
def test_a_path_that_leads_out_is_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    with pytest.raises(UsageError):
        write_below(out, {"a.sql": "1", name: "2"})
    assert tree(tmp_path) == {}


def test_a_link_that_leads_out_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    out.mkdir()
    other.mkdir()
    (out / "link").symlink_to(other)
    with pytest.raises(UsageError):
        write_below(out, {"a.sql": "1", "link/b.sql": "2"})
    assert tree(other) == {}
    assert not (out / "a.sql").exists()


def test_a_file_keeps_its_mode_and_its_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.gate", tmp_path / "link.gate"
    real.write_text("old", encoding="utf-8")
    os.chmod(real, 0o640)
    link.symlink_to(real)
    write_atomically(link, "new")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "new"
    assert real.stat().st_mode & 0o777 == 0o640
