"""Versions in folders: what counts is a link, and nothing that is not ours is in danger. No Spark is needed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from lockgate.runtime.engines.protocol import Refused
from lockgate.runtime.engines.spark.folders import Folders


def kept(folders: Folders, text: str) -> Path:
    """A version of mart.daily that counts."""
    folder = folders.new("mart", "daily")
    folder.mkdir()
    (folder / "part.parquet").write_text(text, "utf-8")
    folders.keep(folder, {"kind": "table", "text": text})
    return folder


def test_the_last_version_that_was_kept_counts_and_is_alone(tmp_path: Path) -> None:
    folders = Folders(tmp_path, lock=False)
    assert folders.current("mart", "daily") is None
    for text in ("one", "two"):
        folder = kept(folders, text)
        found = folders.current("mart", "daily")
        assert found is not None
        assert (found.folder, found.about["text"]) == (folder, text)
    assert sorted(os.listdir(tmp_path / "mart/daily")) == sorted([folder.name, "current"])
    assert (tmp_path / "mart/daily/current/part.parquet").read_text("utf-8") == "two"


def test_what_a_killed_run_has_left_goes_with_the_next(tmp_path: Path) -> None:
    folders = Folders(tmp_path, lock=False)
    folder = kept(folders, "one")
    left = folders.new("mart", "daily")
    left.mkdir()
    (tmp_path / "mart/daily/.current.x").symlink_to("nowhere")
    folders.new("mart", "daily")
    assert sorted(os.listdir(tmp_path / "mart/daily")) == sorted([folder.name, "current"])


def test_names_of_any_letters_lie_below_the_folder_and_apart(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "tables", lock=False)
    names = [("..", ".."), ("a/b", "c"), ("a", "b/c"), ("A", "b"), ("é", "ß"), ("", "x"), ("con", "x")]
    homes = [folders.new(schema or "default", name).parent for schema, name in names]
    assert len(set(homes)) == len(names)
    assert all(home.resolve().is_relative_to((tmp_path / "tables").resolve()) for home in homes)
    assert all(len(home.relative_to(tmp_path / "tables").parts) == 2 for home in homes)


def test_what_somebody_else_has_put_there_is_left_alone(tmp_path: Path) -> None:
    folders = Folders(tmp_path, lock=False)
    (tmp_path / "mart/daily").mkdir(parents=True)
    (tmp_path / "mart/daily/mine.parquet").write_text("precious", "utf-8")
    (tmp_path / "mart/file").write_text("precious", "utf-8")
    for name in ("daily", "file"):
        with pytest.raises(Refused, match="lockgate has not made"):
            folders.new("mart", name)
    assert (tmp_path / "mart/daily/mine.parquet").exists()


def test_a_copy_without_links_is_told(tmp_path: Path) -> None:
    kept(Folders(tmp_path / "a", lock=False), "one")
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    with pytest.raises(Refused, match="copied without its links"):
        Folders(tmp_path / "b", lock=False).new("mart", "daily")


def test_one_run_at_a_time(tmp_path: Path) -> None:
    first = Folders(tmp_path, lock=True)
    with pytest.raises(Refused, match="another run holds the lock"):
        Folders(tmp_path, lock=True)
    first.close()
    Folders(tmp_path, lock=True).close()
