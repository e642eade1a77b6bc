"""Plugins that are broken are reported, and lockgate goes on without them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plugin.support import answer, lockgate, pretend

SPEC = "model m {\n  from values (1, 2), (3, null) as v (a, b)\n  |> where a + 1 > 1\n}\n"
HEAD = """
from lockgate.codegen.base import Options
from lockgate.ir.program import Program
from lockgate.ir.rel import Limit, Rel
from lockgate.passes.compiler_pass import compiler_pass
"""

BROKEN = {
    "raises on import": ("1 / 0", "cannot be imported: ZeroDivisionError: division by zero"),
    "imports what is not there": ("import no_such_module", "cannot be imported: ModuleNotFoundError"),
    "exits": ("raise SystemExit(0)", "cannot be imported: SystemExit"),
    "has no list": ("passes = 3", "has `passes` that is no list"),
    "has a plain function": (
        "def f(rel): return rel\npasses = [f]",
        "adds a pass that is none: <function f",
    ),
    "takes a name": (
        HEAD + "@compiler_pass('fold-constants', kind='check')\ndef f(p: Program): return []\npasses = [f]",
        "the name `fold-constants` is taken by a pass of lockgate",
    ),
    "hides its types": (
        "from typing import TYPE_CHECKING\nfrom lockgate.passes.compiler_pass import compiler_pass\n"
        "if TYPE_CHECKING:\n    from lockgate.ir.rel import Rel\n"
        "@compiler_pass('f', kind='optimise')\ndef f(rel: 'Rel') -> 'Rel': return rel\n",
        "name 'Rel' is not defined; import it outside `if TYPE_CHECKING`",
    ),
    "has no target": ("class T:\n    name = 't'\ntargets = [T]", "adds a target that is none"),
    "takes a target": (
        "class T:\n    name = 'sql'\n    def emit(self, program, options): return {}\ntargets = [T]",
        "adds the target `sql`, which is there already",
    ),
}


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "m.gate"
    path.write_text(SPEC, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_plugin_is_reported_and_left_out(name: str, spec: Path, tmp_path: Path) -> None:
    code, message = BROKEN[name]
    packages = tmp_path / "packages"
    packages.mkdir()
    pretend(packages, "bad-plugin", code)
    done = lockgate("compile", spec, "--target", "sql", packages=packages)
    assert done.returncode == 0, done.stderr
    assert "`bad-plugin` (bad-plugin)" in done.stderr
    assert message in done.stderr
    assert answer("check", spec, packages=packages)["ok"] is True


def test_a_good_plugin_beside_a_broken_one_works(spec: Path, tmp_path: Path) -> None:
    pretend(tmp_path, "a-bad-one", "raise ValueError")
    pretend(
        tmp_path,
        "good-one",
        HEAD + "@compiler_pass('good', kind='optimise')\ndef f(rel: Rel) -> Rel: return rel\npasses = [f]",
    )
    names = [item["name"] for item in answer("passes", packages=tmp_path)["passes"]]
    assert "good" in names


def test_an_optimiser_of_a_plugin_that_breaks_its_rules_is_dropped(spec: Path, tmp_path: Path) -> None:
    without = answer("compile", spec, "--target", "sql", packages=tmp_path)
    packages = tmp_path / "packages"
    packages.mkdir()
    code = "@compiler_pass('drops', kind='optimise')\ndef f(rel: Rel) -> Rel: raise RuntimeError('no')\npasses = [f]"
    pretend(packages, "bad-plugin", HEAD + code)
    assert answer("compile", spec, "--target", "sql", packages=packages) == without
    said = lockgate("compile", spec, "--target", "sql", packages=packages).stderr
    assert said.startswith(
        "warning: the pass `drops` (optimise) broke its rules: this is a bug of the plugin bad-plugin"
    )


def test_a_check_of_a_plugin_that_raises_is_named(spec: Path, tmp_path: Path) -> None:
    code = "@compiler_pass('looks', kind='check')\ndef f(p: Program): raise RuntimeError('no')\npasses = [f]"
    pretend(tmp_path, "bad-plugin", HEAD + code)
    done = lockgate("check", spec, packages=tmp_path)
    assert done.returncode == 3
    assert "this is a bug of the plugin bad-plugin, not of the project" in done.stderr
    assert "it raised RuntimeError: no" in done.stderr
