"""The Python interface is the one that is promised, and light to import."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import lockgate
from tests.cli.support import PROJECT, ROOT, write

SPEC = "model mart.x {\n  from values (1, 'a') as v (id, name)\n}\n"


def test_check(tmp_path: Path) -> None:
    result = lockgate.check(write(tmp_path, PROJECT))
    assert result.ok
    assert result.diagnostics == ()
    assert [model.name for model in result.program.models] == ["mart.shipped", "mart.total"]
    assert lockgate.check(str(tmp_path)) == result


def test_check_text() -> None:
    assert lockgate.check_text(SPEC).ok
    result = lockgate.check_text(SPEC.replace("from values", "from nowhere"))
    assert not result.ok
    assert result.to_json()["ok"] is False


def test_a_text_against_a_project_is_a_submission(tmp_path: Path) -> None:
    write(tmp_path, PROJECT)
    assert lockgate.check_text("model mart.y {\n  from mart.total\n}\n", project=tmp_path).ok
    source = "source raw.z {\n  read csv 'z.csv'\n  columns (a int)\n}\n"
    (found,) = lockgate.check_text(source, project=tmp_path).diagnostics
    assert (found.name, found.span.file) == ("untrusted-declaration", "spec.gate")
    assert lockgate.check_text(source, project=tmp_path, trusted=True).ok
    again = lockgate.check_text(
        "model mart.y {\n  from mart.total\n}\n", project=tmp_path, path="sources.gate"
    )
    assert again.ok


def test_compile_is_a_mapping_of_paths_to_texts(tmp_path: Path) -> None:
    files = lockgate.compile(write(tmp_path, PROJECT), target="sql")
    assert isinstance(files, Mapping)
    assert files.ok
    assert len(files) == len(list(files)) > 0
    assert all(isinstance(path, str) and "SELECT" in files[path] for path in files)
    write(tmp_path, {"wrong.gate": "model"})
    broken = lockgate.compile(tmp_path, target="sql")
    assert (dict(broken), broken.ok) == ({}, False)


def test_run_and_test(tmp_path: Path) -> None:
    write(tmp_path, PROJECT)
    report = lockgate.run(tmp_path, engine="duckdb", database=tmp_path / "x.duckdb", select="mart.shipped")
    assert report.ok
    assert [model.name for model in report.models] == ["mart.shipped"]
    assert lockgate.test(tmp_path).ok


def test_params_are_given_as_text(tmp_path: Path) -> None:
    query = "  from values (1), (2), (3) as v (id)\n  |> where id >= least\n"
    text = f"param least bigint = 1\n\nmodel mart.x {{\n{query}}}\n"
    write(tmp_path, {"a.gate": text})
    for params, rows in (({}, 3), ({"least": "3"}, 1)):
        assert len(lockgate.show("mart.x", tmp_path, params=params).rows) == rows
    assert not lockgate.check(tmp_path, params={"least": "x"}).ok
    with pytest.raises(lockgate.UsageError, match="did you mean `least`"):
        lockgate.check(tmp_path, params={"leats": "1"})


def test_fix_and_format_change_no_file(tmp_path: Path) -> None:
    text = "model   mart.x {\n  from values (1) as v (id)\n  |> where idd = 1\n}\n"
    write(tmp_path, {"a.gate": text})
    assert lockgate.fix(tmp_path, unsafe=True).changed == {"a.gate": text.replace("idd", "id")}
    assert lockgate.fmt(tmp_path).changed == {"a.gate": text.replace("   mart", " mart")}
    assert lockgate.format_text(text) == text.replace("   mart", " mart")
    assert (tmp_path / "a.gate").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    "ask",
    [
        lambda path: lockgate.check(path / "gone"),
        lambda path: lockgate.compile(path, target="nope"),
        lambda path: lockgate.compile(path, dialect="nope"),
        lambda path: lockgate.run(path, env="nope"),
        lambda path: lockgate.run(path, engine="nope"),
        lambda path: lockgate.show("mart.nope", path),
    ],
)
def test_a_question_that_cannot_be_asked_is_an_exception(ask: object, tmp_path: Path) -> None:
    write(tmp_path, PROJECT)
    assert callable(ask)
    with pytest.raises((lockgate.UsageError, lockgate.NoProjectError)):
        ask(tmp_path)


def test_every_name_is_there() -> None:
    assert all(hasattr(lockgate, name) for name in lockgate.__all__)
    assert set(lockgate.__all__) <= set(dir(lockgate))
    with pytest.raises(AttributeError):
        lockgate.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_importing_it_loads_next_to_nothing() -> None:
    code = "import sys, lockgate; print(sum(name.startswith('lockgate') for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "1\n"
