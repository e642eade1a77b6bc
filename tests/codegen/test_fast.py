"""The `fast` extra: sqlglot compiled writes the same files, byte for byte, in an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECTS = ("examples/flights", "examples/shop", "tests/tpch/project", "tests/tpcds/project")
NEEDS = ("attrs", "lark", "duckdb", "rich", "sqlglot")
SCRIPT = """
import hashlib, json, sys
import lockgate, sqlglot.generator
digests = {}
for project in sys.argv[2:]:
    files = lockgate.compile(project, dialect=sys.argv[1], allow=("fanout-aggregate",))
    assert files.ok, files.diagnostics
    digests[project] = hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()
print(json.dumps({"compiled": sqlglot.generator.__file__.endswith((".so", ".pyd")), "digests": digests}))
"""


@pytest.fixture(scope="module")
def fast(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The Python of an environment with the core and sqlglot's compiled build."""
    home = tmp_path_factory.mktemp("fast")
    wanted = [f"{name}=={version(name)}" for name in NEEDS]
    wanted.append(f"sqlglotc=={version('sqlglot')}")
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    python = str(home / ("Scripts" if os.name == "nt" else "bin") / "python")
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted], check=True
    )
    return python


def written(python: str, dialect: str) -> dict[str, object]:
    made = subprocess.run(
        [python, "-c", SCRIPT, dialect, *PROJECTS], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert made.returncode == 0, made.stderr
    answer: dict[str, object] = json.loads(made.stdout)
    return answer


@pytest.mark.parametrize("dialect", ["bigquery", "duckdb", "snowflake"])
def test_the_compiled_build_writes_the_same(fast: str, dialect: str) -> None:
    quick, plain = written(fast, dialect), written(sys.executable, dialect)
    assert (quick["compiled"], plain["compiled"]) == (True, False)
    assert quick["digests"] == plain["digests"]


def test_the_extra_asks_for_the_release_that_is_tested() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (wanted,) = settings["project"]["optional-dependencies"]["fast"]
    assert wanted.startswith("sqlglot[c]>=30.30")
