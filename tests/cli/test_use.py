"""Using it wrongly, asking for help, and what standard output holds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lockgate.cli.arguments import COMMANDS
from lockgate.ir.program import Program
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.passes.registry import register, unregister
from tests.cli.broken import broken, interrupted
from tests.cli.support import ROOT, Command, process

WRONG = [
    ([], "usage"),
    (["chek"], "did you mean `check`"),
    (["check", "--nope"], "--nope"),
    (["check", "a", "b"], "b"),
    (["compile"], "--target"),
    (["explain", "unknown-colum"], "did you mean `unknown-column`"),
    (["check", "no/such/folder"], "no file or folder"),
    (["run", "PROJECT", "--env", "prod"], "no environment `prod`"),
    (["run", "PROJECT", "--engine", "oracle"], "oracle"),
    (["run", "PROJECT", "--run-date", "2026-02-30"], "2026-02-30"),
    (["check", "PROJECT", "--param", "x"], "NAME=VALUE"),
    (["compile", "PROJECT", "--target", "sq"], "`sql`"),
    (["show", "mart.shiped", "PROJECT"], "did you mean `mart.shipped`"),
    (["show", "mart.shipped", "PROJECT", "--limit", "-1"], "--limit"),
    (["ir", "PROJECT", "--passes", "nope"], "nope"),
    (["ir", "PROJECT", "--after", "nope"], "nope"),
    (["init", "PROJECT"], "not empty"),
]


@pytest.mark.parametrize(
    ("words", "message"), WRONG, ids=lambda item: " ".join(item) if isinstance(item, list) else ""
)
@pytest.mark.parametrize("json", [False, True], ids=["text", "json"])
def test_wrong_use_is_said_and_gives_2(
    command: Command, project: Path, words: list[str], message: str, json: bool
) -> None:
    given = [str(project) if word == "PROJECT" else word for word in words]
    if json and not words:
        return
    found = command(*given, *(["--json"] if json else []))
    assert found.code == 2
    assert message in found.err or (not words and message in found.out)
    if json:
        assert found.json["ok"] is False
        assert message in found.json["error"] or message in found.err


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does(command: Command, name: str) -> None:
    found = command(name, "--help")
    assert (found.code, found.err) == (0, "")
    assert f"usage: lockgate {name}" in found.out
    assert "--json" in found.out
    assert name in command("--help").out


def test_options_may_stand_before_and_after_the_path(command: Command, project: Path) -> None:
    for words in (
        ["show", "mart.total", "--limit", "3", project],
        ["show", "--limit", "3", "mart.total", project],
        ["show", "mart.total", project, "--limit", "3"],
    ):
        assert command(*words).code == 0


@contextmanager
def pass_named(name: str, function: Callable[[Program], Program]) -> Iterator[None]:
    """A pass that a plugin added, for a while."""
    register(compiler_pass(name, kind="enforce")(function), "a-plugin")
    try:
        yield
    finally:
        unregister(name)


def test_a_bug_of_ours_gives_3_and_the_command_that_shows_it(command: Command, project: Path) -> None:
    with pass_named("broken-for-a-test", broken):
        found = command("ir", project, "--passes", "broken-for-a-test", "--json")
    assert found.code == 3
    assert "lockgate ir" in found.json["reproduce"]
    assert "--passes broken-for-a-test" in found.json["reproduce"]
    assert "reproduce" in found.err


def test_an_interrupted_command_gives_130_and_no_trace(command: Command, project: Path) -> None:
    with pass_named("interrupted-for-a-test", interrupted):
        found = command("ir", project, "--passes", "interrupted-for-a-test")
    assert (found.code, found.out, found.err) == (130, "", "interrupted\n")


def test_a_reader_that_stops_reading_is_no_failure() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "lockgate", "explain", "--all"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""


@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "ascii"}]
)
def test_output_fits_any_locale(locale: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "ß.gate").write_text("model mart.größe {\n  from värdé\n}\n", encoding="utf-8")
    for words in (["check", tmp_path], ["check", tmp_path, "--json"], ["explain", "suspicious-character"]):
        found = process(*words, env=locale)
        assert found.returncode in (0, 1)
        assert found.stdout.isascii()
        assert found.stderr.isascii()
