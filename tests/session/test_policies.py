"""Policies in a project: trusted files alone have them, waivers depend on the day that is given, and nothing else."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import lockgate
from lockgate.session.inputs import Inputs
from lockgate.session.session import check
from lockgate.source import SourceFile

SOURCE = """\
source shop.people {
  read csv 'p.csv' (header = true)
  columns (person_id bigint not null, email string label pii)
  key (person_id)
}
"""
MODEL = "model mart.people {\n  from shop.people\n}\n"
POLICY = "policy pii {\n  deny flow pii to mart.*\n}\n"
WAIVER = "waive pii on mart.people until date '2026-06-30' by 'lead' reason 'until the move'\n"


def found(result: lockgate.CheckResult) -> list[tuple[str, str]]:
    return [(item.severity, item.name) for item in result.diagnostics]


@pytest.mark.parametrize(
    ("day", "severity"), [((2026, 6, 30), "note"), ((2026, 7, 1), "error"), (None, "warning")]
)
def test_a_waiver_holds_up_to_its_day_and_is_undecided_without_one(
    day: tuple[int, int, int] | None, severity: str
) -> None:
    inputs = Inputs(Path(), {"a.gate": SourceFile("a.gate", SOURCE + MODEL + POLICY + WAIVER)})
    result = check(inputs, day=None if day is None else datetime.date(*day))
    assert found(result) == [(severity, "label-leak")]
    related = result.diagnostics[0].related[-1]
    assert "until 2026-06-30 by lead: until the move" in related.message


def project(folder: Path, **files: str) -> Path:
    (folder / "lockgate.toml").write_text(
        '[project]\nname = "shop"\ntrusted = ["trusted"]\n\n[env.prod]\nengine = "duckdb"\n', encoding="utf-8"
    )
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.gate"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_waiver_outside_the_trusted_folders_counts_for_nothing(tmp_path: Path) -> None:
    root = project(
        tmp_path, trusted__house=SOURCE + POLICY, models__people=MODEL + WAIVER.replace("2026", "2199")
    )
    assert sorted(found(lockgate.check(root))) == [
        ("error", "label-leak"),
        ("error", "untrusted-declaration"),
    ]


def test_a_policy_outside_the_trusted_folders_counts_for_nothing(tmp_path: Path) -> None:
    loose = "policy loose {\n  note nondeterminism on *\n}\n"
    loose += "model mart.r {\n  from shop.people\n  |> select random() as r\n}\n"
    root = project(tmp_path, trusted__house=SOURCE, models__people=loose)
    assert sorted(found(lockgate.check(root))) == [
        ("error", "nondeterminism"),
        ("error", "untrusted-declaration"),
    ]


def test_nothing_that_is_allowed_takes_a_policy_back(tmp_path: Path) -> None:
    model = "model mart.first {\n  from shop.people\n  |> order by email\n  |> limit 3\n}\n"
    strict = "policy strict {\n  deny nondeterminism on mart.*\n}\n"
    root = project(tmp_path, trusted__house=SOURCE + strict, models__people=model)
    result = lockgate.check(root, allow=["nondeterministic-order"])
    assert ("error", "nondeterministic-order") in found(result)


def test_a_gate_names_an_environment_of_the_settings(tmp_path: Path) -> None:
    gates = (
        "policy gates {\n  gate drop in prod approvals 2\n  gate drop in pord\n  gate overwrite in prd\n}\n"
    )
    root = project(tmp_path, trusted__house=gates)
    assert [(item.severity, item.message) for item in lockgate.check(root).diagnostics] == [
        ("error", "no environment `pord`"),
        ("error", "no environment `prd`"),
    ]
