"""A judgement that is allowed by name is a note, and the project compiles and runs; a hole in the program stays."""

from __future__ import annotations

from pathlib import Path

import pytest

import lockgate
from lockgate.diagnostics import CATALOGUE, Diagnostic
from lockgate.diagnostics.explain import overridable, page
from tests.cli.support import Command, write
from tests.diagnostics.test_pages import lay_out

PROJECT = {
    "shop.gate": """\
source shop.orders {
  read csv 'orders.csv' (header = true)
  columns (order_id bigint not null, freight decimal(12, 2) not null)
  key (order_id)
}

source shop.lines {
  read csv 'lines.csv' (header = true)
  columns (order_id bigint not null, line bigint not null)
  key (order_id, line)
}

model mart.freight {
  from shop.orders as o
  |> left join shop.lines as l on o.order_id = l.order_id
  |> select o.order_id, l.line, o.freight

  test two_lines {
    given shop.orders (order_id, freight) values (1, 7.00)
    given shop.lines (order_id, line) values (1, 1), (1, 2)
    expect (order_id, line, freight) values (1, 1, 7.00), (1, 2, 7.00)
  }
}
""",
    "orders.csv": "order_id,freight\n1,7.00\n2,1.00\n",
    "lines.csv": "order_id,line\n1,1\n1,2\n1,3\n",
}
ALLOW = ("--allow", "fanout-join")


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path / "shop", PROJECT)


@pytest.mark.parametrize("kind", overridable(), ids=lambda kind: kind.name)
def test_an_allowed_judgement_is_a_note_and_the_program_whole(kind: type[Diagnostic], tmp_path: Path) -> None:
    """Of the wrong example on each page, which has this mistake only."""
    lay_out(page(kind).wrong, tmp_path)
    result = lockgate.check(tmp_path, allow=[kind.code.lower()])
    assert [(item.name, item.severity) for item in result.diagnostics] == [(kind.name, "note")]
    if kind.usual != "note":
        assert result.diagnostics[0].message.startswith("allowed: ")
    assert not any(model.broken for model in result.program.models)
    assert lockgate.compile(tmp_path, target="sql", allow=[kind.name]).files


@pytest.mark.parametrize(
    "kind", [kind for kind in CATALOGUE if not kind.overridable], ids=lambda kind: kind.name
)
def test_nothing_else_can_be_allowed(kind: type[Diagnostic]) -> None:
    with pytest.raises(lockgate.UsageError, match=f"`{kind.name}` cannot be allowed"):
        lockgate.check_text("", allow=[kind.name])


def test_what_guards_data_can_never_be_allowed() -> None:
    guards = {
        "label-leak",
        "policy-violation",
        "untrusted-declaration",
        "path-outside-project",
        "suspicious-character",
    }
    assert not guards & {kind.name for kind in overridable()}


def test_allowing_one_does_not_allow_another() -> None:
    text = PROJECT["shop.gate"].replace("select o.order_id,", "select o.order_if,")
    result = lockgate.check_text(text, allow=["fanout-join", "limit-without-order"])
    assert "unknown-column" in [item.name for item in result.diagnostics if item.severity == "error"]
    assert not result.ok


def test_an_allowed_fanout_runs_and_multiplies(command: Command, project: Path) -> None:
    assert command("check", project).code == 1
    assert command("run", project, "--json").code == 1
    found = command("run", project, *ALLOW, "--json")
    assert found.code == 0, found.err
    assert [(item["name"], item["rows"]) for item in found.json["models"]] == [("mart.freight", 4)]
    assert [(item["name"], item["severity"]) for item in found.json["diagnostics"]] == [
        ("fanout-join", "note")
    ]
    shown = command("show", "mart.freight", project, *ALLOW)
    assert shown.code == 0
    assert shown.out.count("7.00") == 3


def test_each_command_takes_it(command: Command, project: Path) -> None:
    for words in (("check",), ("compile", "--target", "sql"), ("test",)):
        assert command(*words, project).code == 1, words
        assert command(*words, project, *ALLOW).code == 0, words
        assert command(*words, project, "--allow", "LG0601").code == 0, words


def test_a_wrong_name_is_wrong_use(command: Command, project: Path) -> None:
    found = command("check", project, "--allow", "fanout-jon")
    assert (found.code, found.out) == (2, "")
    assert "there is no diagnostic `fanout-jon`; did you mean `fanout-join`?" in found.err
    found = command("run", project, "--allow", "label-leak", "--json")
    assert found.code == 2
