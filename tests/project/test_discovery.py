"""Which files are a project's: all below its folder, in order, and none outside."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lockgate.project import NoProjectError, discover, read_file
from lockgate.project.discovery import LARGEST_FILE


def write(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")


def test_files_are_sorted_and_hidden_ones_left_out(tmp_path: Path) -> None:
    write(tmp_path, "b.gate", "a/z.gate", "a/b/c.gate", "B.gate", ".x/h.gate", ".h.gate", "notes.txt", "gate")
    assert discover(tmp_path).files == ("B.gate", "a/b/c.gate", "a/z.gate", "b.gate")


def test_a_project_below_is_a_project_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, "lockgate.toml", "a.gate", "other/lockgate.toml", "other/b.gate", "other/deep/c.gate")
    assert discover(tmp_path).files == ("a.gate",)


def test_a_link_that_leads_outside_is_left_out(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "project"
    write(outside, "secret.gate", "folder/more.gate")
    write(root, "a.gate", "other.txt")
    (root / "link.gate").symlink_to(outside / "secret.gate")
    (root / "folder").symlink_to(outside / "folder")
    (root / "again.gate").symlink_to(root / "a.gate")
    (root / "circle").symlink_to(root)
    (root / "inside.gate").symlink_to(root / "other.txt")
    assert discover(root).files == ("a.gate", "inside.gate")


def test_a_single_file_is_a_whole_project(tmp_path: Path) -> None:
    write(tmp_path, "a.gate", "b.gate", "lockgate.toml")
    found = discover(tmp_path / "a.gate")
    assert (found.root, found.files, found.has_config) == (tmp_path, ("a.gate",), False)


def test_the_settings_name_their_folder(tmp_path: Path) -> None:
    write(tmp_path, "a.gate", "lockgate.toml")
    assert discover(tmp_path / "lockgate.toml") == discover(tmp_path)


@pytest.mark.parametrize("name", ["", "gone", "gone.gate", "notes.txt"])
def test_where_there_is_no_project_it_says_so(tmp_path: Path, name: str) -> None:
    write(tmp_path, "notes.txt")
    with pytest.raises(NoProjectError):
        discover(tmp_path / name)


def test_a_mark_at_the_beginning_is_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.gate").write_bytes(b"\xef\xbb\xbfmodel")
    assert read_file(tmp_path, "a.gate")[0].text == "model"


def test_what_cannot_be_read_is_a_diagnostic(tmp_path: Path) -> None:
    (tmp_path / "latin.gate").write_bytes(b"-- ok\n-- Gr\xf6\xdfe")
    with (tmp_path / "large.gate").open("wb") as stream:
        stream.truncate(LARGEST_FILE + 1)
    os.mkfifo(tmp_path / "pipe.gate")
    (tmp_path / "folder.gate").mkdir()
    for name, words in (
        ("latin.gate", "line 2"),
        ("large.gate", "larger"),
        ("pipe.gate", "regular"),
        ("folder.gate", "regular"),
        ("gone.gate", "No such file"),
    ):
        source, (problem,) = read_file(tmp_path, name)
        assert (source.text, problem.name, problem.span.file) == ("", "unreadable-file", name)
        assert words in problem.message


def test_a_name_that_is_not_unicode_is_shown_escaped(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.gate")).write_text("x", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes only Unicode names")
    (name,) = discover(tmp_path).files
    source, problems = read_file(tmp_path, name)
    assert (source.path, source.text, problems) == ("caf\\xe9.gate", "x", ())
