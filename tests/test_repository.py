"""What is kept in the repository: no machine's paths, no long modules, and one list of test tools."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MACHINE_PATH = re.compile(rb"(?<![\w.~-])/(?:work|tmp|root|home)/")
LONGEST_MODULE = 400
# Made by a program, not to be read.
GENERATED = ("lockgate/grammar/tables.py",)


def tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_names_a_machines_paths() -> None:
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{number}"
        for path in tracked()
        if b"\0" not in (content := path.read_bytes())
        for number, line in enumerate(content.splitlines(), start=1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


def test_no_module_is_long() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in sorted((ROOT / "lockgate").rglob("*.py"))
        if path.relative_to(ROOT).as_posix() not in GENERATED
    }
    assert {path: length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_the_test_extra_is_the_test_group() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["optional-dependencies"]["test"] == project["dependency-groups"]["test"]


def test_the_lock_names_the_public_index_alone() -> None:
    locked = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    sources = [package["source"] for package in locked["package"] if package["name"] != "lockgate"]
    assert sources != []
    assert [source for source in sources if source != {"registry": "https://pypi.org/simple"}] == []
