"""How the tests of the examples call lockgate, and where the examples lie."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from attrs import frozen

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FLIGHTS = EXAMPLES / "flights"
SHOP = EXAMPLES / "shop"


def lockgate_json(command: str, *arguments: Path | str) -> tuple[int, dict[str, Any]]:
    """The exit code and the answer of `lockgate COMMAND … --json`."""
    done = subprocess.run(
        [sys.executable, "-m", "lockgate", command, *map(str, arguments), "--json"],
        check=False,
        capture_output=True,
        text=True,
        cwd=EXAMPLES.parent,
    )
    assert done.stdout, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return done.returncode, answer


def fetch_data() -> ModuleType:
    """The example's own script, as a module."""
    spec = importlib.util.spec_from_file_location("fetch_data", FLIGHTS / "fetch_data.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@frozen
class Run:
    """What a run said, and the database that it left."""

    report: dict[str, Any]
    database: Path
