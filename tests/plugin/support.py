"""Runs lockgate in a process of its own, which sees the packages of a folder besides its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def lockgate(*words: str | Path, packages: Path) -> subprocess.CompletedProcess[str]:
    """The command line with these words."""
    return python("-m", "lockgate", *words, packages=packages)


def answer(*words: str | Path, packages: Path) -> Any:
    """What the command says with `--json`."""
    return json.loads(lockgate(*words, "--json", packages=packages).stdout)


def python(*words: str | Path, packages: Path) -> subprocess.CompletedProcess[str]:
    """Python with these words."""
    path = os.pathsep.join([str(packages), str(ROOT)])
    return subprocess.run(
        [sys.executable, *map(str, words)],
        env={**os.environ, "PYTHONPATH": path, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def uv() -> list[str]:
    """How uv is called: the one beside this Python, else the one on the path."""
    beside = Path(sys.executable).with_name("uv")
    return [str(beside)] if beside.exists() else ["uv"]


def install(folder: Path, into: Path) -> None:
    """Install a package without its dependencies, and without a network: its build backend is part of uv."""
    command = [*uv(), "pip", "install", "--quiet", "--offline", "--no-deps", "--python", sys.executable]
    done = subprocess.run(
        [*command, "--target", str(into), str(folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def pretend(into: Path, name: str, code: str) -> None:
    """A package of one module with an entry point, as an installer leaves it."""
    module = name.replace("-", "_")
    (into / f"{module}.py").write_text(code, encoding="utf-8")
    info = into / f"{module}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[lockgate.plugins]\n{name} = {module}\n", encoding="utf-8")
