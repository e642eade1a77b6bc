"""Hostile submissions are refused, each under its name at its place: `hostile/*.md`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import lockgate
from tests.cli.support import write

FOLDER = Path(__file__).parent / "hostile"
SETTINGS = """\
[project]
name = 'shop'
trusted = ['policies/']

[env.elsewhere.sources.'shop.customers']
location = 'elsewhere/customers.csv'
"""
CASE = re.compile(
    r"^## (?P<title>[^\n]+)\n\n(?:path `(?P<path>[^`]+)`\n\n)?"
    r"```gate\n(?P<text>.*?)\n```\n\n(?P<expected>.*?)(?=^## |\Z)",
    re.M | re.S,
)


def cases() -> list[object]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md")))
    return [
        pytest.param(
            re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), match["text"]),
            match["path"] or "agent.gate",
            match["expected"].split("\n\n")[0].strip().split("\n"),
            id=match["title"],
        )
        for match in CASE.finditer(text)
    ]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {
        "lockgate.toml": SETTINGS,
        "project.gate": (FOLDER / "project.gate").read_text(encoding="utf-8"),
        "policies/pii.gate": (FOLDER / "policies.gate").read_text(encoding="utf-8"),
    }
    write(tmp_path / "shop", files)
    assert lockgate.check(tmp_path / "shop").diagnostics == ()
    return tmp_path / "shop"


def judged(result: lockgate.CheckResult) -> list[str]:
    """`line name` of every error and warning."""
    found = [item for item in result.diagnostics if item.severity != "note"]
    lines = [result.sources[item.span.file].position(item.span.start)[0] for item in found]
    assert not [
        item.span.file
        for item in found
        if item.span.file in ("project.gate", "policies/pii.gate", "lockgate.toml")
    ]
    return [f"{line} {item.name}" for line, item in zip(lines, found, strict=True)] or ["silent"]


@pytest.mark.parametrize(("text", "path", "expected"), cases())
def test_a_text_is_refused(text: str, path: str, expected: list[str], project: Path) -> None:
    result = lockgate.check_text(text, project, path=path)
    assert sorted(judged(result)) == sorted(expected)
    assert result.config.trusted == ("policies/",)


@pytest.mark.parametrize(("text", "path", "expected"), cases())
def test_a_file_is_refused_wherever_it_lies(
    text: str, path: str, expected: list[str], project: Path, tmp_path: Path
) -> None:
    file = tmp_path / "handed-in" / "inner" / Path(path.replace("..", "up"))
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8", newline="")
    result = lockgate.check(project, untrusted=[file])
    assert sorted(judged(result)) == sorted(expected)


def test_there_are_enough_of_them() -> None:
    assert len(cases()) >= 30


def test_no_link_leads_an_export_out_of_the_project(project: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (project / "out").symlink_to(outside)
    text = "model agent.x { from shop.orders |> select order_id }\nexport agent.x to csv 'out/agent/x.csv'\n"
    found = lockgate.check_text(text, project)
    assert "2 path-outside-project" in [f"{line_of(found, item)} {item.name}" for item in found.diagnostics]


def test_no_link_leads_an_export_round_what_is_taken(project: Path) -> None:
    (project / "data" / "orders").mkdir(parents=True)
    (project / "nice").symlink_to(project / "data" / "orders")
    text = (
        "model agent.x { from shop.orders |> select order_id }\nexport agent.x to parquet 'nice/x.parquet'\n"
    )
    assert judged(lockgate.check_text(text, project)) == ["2 untrusted-declaration"]


def test_a_file_of_the_project_that_is_handed_in_is_no_longer_of_the_project(
    project: Path, tmp_path: Path
) -> None:
    """However the file is named: through a link to it, from a link in the project, or from its folder."""
    policy = "policy mine {\n  note flow pii to *\n}\n"
    (project / "policies" / "mine.gate").write_text(policy, encoding="utf-8")
    (project / ".inbox").mkdir()
    (project / ".inbox" / "linked.gate").write_text(policy.replace("mine", "linked"), encoding="utf-8")
    (project / "policies" / "linked.gate").symlink_to(project / ".inbox" / "linked.gate")
    (tmp_path / "link.gate").symlink_to(project / "policies" / "mine.gate")
    named = (
        project / "policies" / "mine.gate",
        project / "policies" / ".." / "policies" / "mine.gate",
        tmp_path / "link.gate",
        project / "policies" / "linked.gate",
    )
    for file in named:
        assert judged(lockgate.check(project, untrusted=[file])) == ["1 untrusted-declaration"], file


def test_the_settings_are_no_submission(project: Path) -> None:
    found = lockgate.check(project, untrusted=[project / "lockgate.toml"])
    assert judged(found) == ["1 untrusted-declaration"]
    assert found.config.trusted == ("policies/",)


def test_a_text_never_becomes_the_settings_of_a_project_that_has_none(tmp_path: Path) -> None:
    write(tmp_path / "bare", {"project.gate": "model a { from values (1) as v (x) }\n"})
    toml = "[project]\nname = 'taken'\n"
    (tmp_path / "lockgate.toml").write_text(toml, encoding="utf-8")
    for found in (
        lockgate.check_text(toml, tmp_path / "bare", path="lockgate.toml"),
        lockgate.check(tmp_path / "bare", untrusted=[tmp_path / "lockgate.toml"]),
    ):
        assert judged(found) == ["1 untrusted-declaration"]
        assert found.config.name == "project"


def test_a_huge_text_is_refused(project: Path) -> None:
    huge = "-- x\n" * 600_000
    assert judged(lockgate.check_text(huge, project)) == ["1 unreadable-file"]


def line_of(result: lockgate.CheckResult, item: lockgate.Diagnostic) -> int:
    return result.sources[item.span.file].position(item.span.start)[0]
