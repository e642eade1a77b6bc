"""The house holds: imports run downwards only, and checking a project loads nothing heavy."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "lockgate"
# What is written into generated projects as it stands is no part of the house.
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "emitted" not in path.parts)

# Lowest first. A room may import the rooms before its own line, never one beside or after it.
STOREYS = (
    ("source",),
    ("diagnostics",),
    ("ir",),
    ("grammar", "analysis"),
    ("passes", "lineage"),
    ("codegen",),
    ("runtime", "project", "plugins"),
    ("session",),
    ("api",),
    ("lockgate",),  # what `import lockgate` offers
    ("cli",),
    ("__main__",),
)
HEIGHT = {room: height for height, storey in enumerate(STOREYS) for room in storey}

# Engines belong to the runtime; what is written for an engine is written without it.
ENGINES = frozenset({"duckdb", "pyspark", "psycopg"})
# The core is a function of its input: no randomness, network, processes or environment.
IMPURE = frozenset({"os", "random", "secrets", "uuid", "socket", "urllib", "http", "subprocess"})
PURE_BELOW = HEIGHT["runtime"]
# Too slow to load for a command that only reads and reports.
HEAVY = ("duckdb", "networkx", "pyspark", "rich", "sqlglot")


def room_of(module: str) -> str:
    """`lockgate.ir.types` → `ir`; the package itself is a room too."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else parts[0]


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """The line and full name of each module that a file imports, wherever in the file it does so."""
    package = name_of(path) if path.name == "__init__.py" else name_of(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                # `from lockgate import ir` means the room, `from lockgate import check` the package.
                member = f"{module}.{alias.name}"
                yield node.lineno, member if module == "lockgate" and is_module(member) else module


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def at(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT).as_posix()}:{line}"


def test_every_room_has_its_place() -> None:
    rooms = {room_of(name_of(path)) for path in MODULES}
    assert rooms <= HEIGHT.keys(), f"say in STOREYS where these stand: {sorted(rooms - HEIGHT.keys())}"


def test_imports_run_downwards() -> None:
    wrong = [
        f"{at(path, line)}: {own} imports {other}"
        for path in MODULES
        if (own := room_of(name_of(path))) in HEIGHT
        for line, module in imports(path)
        if module.split(".")[0] == "lockgate"
        and (other := room_of(module)) != own
        and HEIGHT.get(other, len(STOREYS)) >= HEIGHT[own]
    ]
    assert wrong == []


def test_only_the_runtime_imports_an_engine() -> None:
    wrong = [
        f"{at(path, line)}: {module}"
        for path in MODULES
        if room_of(name_of(path)) != "runtime"
        for line, module in imports(path)
        if module.split(".")[0] in ENGINES
    ]
    assert wrong == []


def test_the_core_is_pure() -> None:
    wrong = [
        f"{at(path, line)}: {module}"
        for path in MODULES
        if HEIGHT.get(room_of(name_of(path)), 0) < PURE_BELOW
        for line, module in imports(path)
        if module.split(".")[0] in IMPURE
    ]
    assert wrong == []


def heavy_after(*lines: str) -> list[str]:
    """Which of the heavy packages a fresh interpreter has loaded after these lines."""
    report = f"print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]), file=sys.stderr)"
    code = "\n".join(["import json, sys", *lines, report])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    loaded: list[str] = json.loads(done.stderr.splitlines()[-1])
    return loaded


def test_what_is_heavy_is_seen() -> None:
    assert heavy_after("import sqlglot") == ["sqlglot"]


def test_importing_the_session_loads_nothing_heavy() -> None:
    assert heavy_after("import lockgate.session") == []


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["text", "json"])
def test_checking_loads_nothing_heavy(options: list[str], tmp_path: Path) -> None:
    spec = tmp_path / "one.gate"
    spec.write_text(
        "source shop.orders {\n"
        "  read csv 'orders.csv'\n"
        "  columns (\n    id      bigint  not null,\n    amount  bigint\n  )\n"
        "}\n\n"
        "model mart.large {\n  from shop.orders\n  |> where amount > 100\n}\n",
        encoding="utf-8",
    )
    check = ["lockgate", "check", str(spec), *options]
    assert (
        heavy_after(
            "from lockgate.cli import main",
            f"sys.argv = {check!r}",
            "try: code = main()",
            "except SystemExit as stop: code = stop.code",
            "if code: sys.exit(f'check gave {code}')",
        )
        == []
    )
