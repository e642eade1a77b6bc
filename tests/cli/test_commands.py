"""Each command on a small project: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.cli.support import PROJECT, Command, write

MISTAKE = "model mart.wrong {\n  from raw.orders\n  |> where amonut > 1\n}\n"


def test_check_a_project_that_is_fine(command: Command, project: Path) -> None:
    found = command("check", project)
    assert (found.code, found.out) == (0, "no mistakes in 2 models and 1 source\n")


def test_check_json(command: Command, project: Path) -> None:
    found = command("check", project, "--json")
    assert found.code == 0
    assert found.err == ""
    answer = found.json
    assert re.fullmatch("sha256:[0-9a-f]{64}", answer.pop("digest"))
    assert answer == {
        "ok": True,
        "diagnostics": [],
        "models": {
            "mart.shipped": {
                "columns": [
                    {"name": "order_id", "type": "bigint", "nullable": False, "labels": []},
                    {"name": "contact", "type": "string", "nullable": True, "labels": ["pii.email"]},
                    {"name": "amount", "type": "decimal(12, 2)", "nullable": False, "labels": []},
                ],
                "key": ["order_id"],
                "depends_on": ["raw.orders"],
            },
            "mart.total": {
                "columns": [
                    {"name": "orders", "type": "bigint", "nullable": False, "labels": []},
                    {"name": "revenue", "type": "decimal(38, 2)", "nullable": True, "labels": []},
                ],
                "key": [],
                "depends_on": ["mart.shipped"],
            },
        },
    }


def test_check_says_what_is_wrong_and_where(command: Command, project: Path) -> None:
    write(project, {"wrong.gate": MISTAKE})
    found = command("check", project)
    assert found.code == 1
    assert "error[LG0201] unknown-column" in found.out
    assert "--> wrong.gate:3:12" in found.out
    assert "  |> where amonut > 1\n" in found.out
    assert "^^^^^^" in found.out
    assert "did you mean `amount`?" in found.out
    assert "1 error in 3 models and 1 source" in found.out
    (item,) = command("check", project, "--json").json["diagnostics"]
    assert item["name"] == "unknown-column"
    assert item["span"]["start"] == {"line": 3, "column": 12, "offset": MISTAKE.index("amonut")}


def test_a_single_file_is_a_whole_project(command: Command, project: Path) -> None:
    assert command("check", project / "sources.gate").code == 0
    assert "unknown-dataset" in command("check", project / "models/mart.gate").out


def test_check_a_submission(command: Command, project: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.gate", tmp_path / "bad.gate"
    good.write_text("model mart.mine {\n  from mart.total\n}\n", encoding="utf-8")
    bad.write_text("source raw.mine {\n  read csv 'x.csv'\n  columns (a int)\n}\n", encoding="utf-8")
    assert command("check", project, "--untrusted", good).code == 0
    assert command("check", "--untrusted", good, project).code == 0
    found = command("check", project, "--untrusted", good, bad, "--json")
    assert found.code == 1
    assert [(item["name"], item["span"]["file"]) for item in found.json["diagnostics"]] == [
        ("untrusted-declaration", "bad.gate")
    ]
    inside = write(project, {"bad.gate": bad.read_text(encoding="utf-8")}) / "bad.gate"
    assert command("check", project).code == 0
    assert command("check", project, "--untrusted", inside).code == 1


def test_check_against_what_lies_there(command: Command, project: Path) -> None:
    assert command("check", project, "--connected").code == 0
    write(project, {"data/orders.csv": "order_id,email,state,amount\n1,,shipped,1.00\n"})
    assert command("check", project).code == 0
    found = command("check", project, "--connected")
    assert found.code == 1
    assert "source-drift" in found.out
    assert "sources.gate:6:5" in found.out


def test_fmt(command: Command, project: Path) -> None:
    ugly = "model   mart.x\n{ FROM raw.orders |> WHERE amount>1 }"
    write(project, {"models/x.gate": ugly})
    found = command("fmt", project, "--check", "--json")
    assert found.code == 1
    assert "models/x.gate" in found.json["changed"]
    assert (project / "models/x.gate").read_text(encoding="utf-8") == ugly
    assert command("fmt", project).code == 0
    assert "|> where amount > 1\n" in (project / "models/x.gate").read_text(encoding="utf-8")
    assert command("fmt", project, "--check").code == 0
    assert command("fmt", project, "--json").json == {"ok": True, "changed": [], "diagnostics": []}


def test_fmt_leaves_what_does_not_parse(command: Command, project: Path) -> None:
    broken = "model mart.x {\n  from   raw.orders\n  |> wher amount > 1\n}\n"
    write(project, {"x.gate": broken})
    found = command("fmt", project)
    assert found.code == 1
    assert "syntax-error" in found.err
    assert (project / "x.gate").read_text(encoding="utf-8") == broken


def test_fix(command: Command, project: Path) -> None:
    write(project, {"wrong.gate": MISTAKE})
    found = command("fix", project, "--json")
    assert (found.code, found.json["changed"]) == (1, [])
    found = command("fix", project, "--unsafe", "--json")
    assert (found.code, found.json["changed"], found.json["fixed"]) == (0, ["wrong.gate"], 1)
    assert (project / "wrong.gate").read_text(encoding="utf-8") == MISTAKE.replace("amonut", "amount")
    assert command("check", project).code == 0


def test_explain(command: Command) -> None:
    for key in ("LG0201", "unknown-column"):
        found = command("explain", key)
        assert found.code == 0
        assert found.out.startswith("LG0201 unknown-column (error)\n")
        assert "Wrong:\n\n    model " in found.out
    assert command("explain", "LG0201", "--json").json["name"] == "unknown-column"
    assert "LG0202" in command("explain").out


def test_compile_prints_or_writes(command: Command, project: Path, tmp_path: Path) -> None:
    found = command("compile", project, "--target", "sql", "--json")
    assert found.code == 0
    files = found.json["files"]
    assert list(files) == sorted(files)
    assert any("mart" in path and "SELECT" in text for path, text in files.items())
    printed = command("compile", project, "--target", "sql")
    assert all(text.strip() in printed.out for text in files.values())
    out = tmp_path / "out"
    assert command("compile", project, "--target", "sql", "--out", out).code == 0
    written = {
        path.relative_to(out).as_posix(): path.read_text(encoding="utf-8")
        for path in out.rglob("*")
        if path.is_file()
    }
    assert written == files


def test_a_project_with_errors_compiles_to_nothing(command: Command, project: Path, tmp_path: Path) -> None:
    write(project, {"wrong.gate": MISTAKE})
    found = command("compile", project, "--target", "sql", "--out", tmp_path / "out", "--json")
    assert found.code == 1
    assert found.json["files"] == {}
    assert not (tmp_path / "out").exists()


def test_run(command: Command, project: Path) -> None:
    found = command("run", project)
    assert found.code == 0, found.err
    assert "mart.shipped" in found.out
    assert found.out.splitlines()[-1].startswith("ok: 2 built")
    assert (project / "shop.duckdb").exists()
    shown = command("show", "mart.total", project)
    assert shown.code == 0
    assert shown.out.splitlines()[0].split() == ["orders", "revenue"]
    assert shown.out.splitlines()[2].split() == ["2", "12.50"]


def test_run_json(command: Command, project: Path, tmp_path: Path) -> None:
    found = command("run", project, "--database", tmp_path / "x.duckdb", "--json")
    assert (found.code, found.err) == (0, "")
    answer = found.json
    assert answer["ok"] is True
    assert answer["engine"] == "duckdb"
    assert [(item["name"], item["status"]) for item in answer["models"]] == [
        ("mart.shipped", "built"),
        ("mart.total", "built"),
    ]
    assert not (project / "shop.duckdb").exists()


def test_a_broken_promise_stops_the_run_and_shows_the_rows(command: Command, project: Path) -> None:
    write(project, {"data/orders.csv": PROJECT["data/orders.csv"] + "3,,lost,1.00\n"})
    found = command("run", project)
    assert found.code == 1
    assert "lost" in found.out
    assert "failed" in found.out
    assert command("run", project, "--json").json["ok"] is False


def test_a_project_with_errors_is_not_run(command: Command, project: Path) -> None:
    write(project, {"wrong.gate": MISTAKE})
    found = command("run", project, "--json")
    assert found.code == 1
    assert found.json["models"] == []
    assert [item["name"] for item in found.json["diagnostics"]] == ["unknown-column"]
    assert not (project / "shop.duckdb").exists()


def test_tests(command: Command, project: Path) -> None:
    found = command("test", project, "--json")
    assert found.code == 0
    (test,) = found.json["tests"]
    assert test == {
        "model": "mart.shipped",
        "name": "placed_orders_do_not_count",
        "status": "pass",
        "missing": [],
        "unexpected": [],
    }
    assert "1 passed" in command("test", project).out
    assert not (project / "shop.duckdb").exists()


def test_a_test_that_fails_shows_the_rows_that_differ(command: Command, project: Path) -> None:
    text = PROJECT["models/mart.gate"].replace("values (2, 7.00)", "values (2, 8.00)")
    write(project, {"models/mart.gate": text})
    found = command("test", project)
    assert found.code == 1
    missing, unexpected = found.out.index("missing"), found.out.index("unexpected")
    assert missing < found.out.index("8.00") < unexpected < found.out.index("7.00")


def test_ir(command: Command, project: Path) -> None:
    before = command("ir", project, "--after", "resolve").out
    after = command("ir", project).out
    assert "mart.total" in before
    assert "mart.total" in after
    found = command("ir", project, "--passes", "push-filters", "--time", "--json").json
    assert [item["name"] for item in found["passes"]] == ["push-filters"]
    assert found["passes"][0]["seconds"] >= 0


def test_lists(command: Command) -> None:
    assert "push-filters" in command("passes").out
    assert "sql" in command("targets").out
    assert "date_trunc(" in command("functions").out
    assert {item["name"] for item in command("passes", "--json").json["passes"]} >= {"push-filters"}
    assert {"name": "sql"} in command("targets", "--json").json["targets"]
    names = {item["name"] for item in command("functions", "--json").json["functions"]}
    assert {"sum", "row_number", "coalesce"} <= names


def test_a_new_project_is_fine_and_runs(command: Command, tmp_path: Path) -> None:
    new = tmp_path / "new"
    assert command("init", new).code == 0
    assert command("check", new).out.startswith("no mistakes")
    assert command("fmt", new, "--check").code == 0
    assert command("run", new).code == 0
    assert command("test", new).code == 0
    assert command("init", new).code == 2


def test_a_source_from_a_file(command: Command, tmp_path: Path) -> None:
    write(tmp_path, {"data/people.csv": "id,name,born\n1,Ada,1815-12-10\n2,Grace,1906-12-09\n"})
    found = command("source", "add", tmp_path / "data/people.csv", "--project", tmp_path, "--json")
    assert found.code == 0, found.err
    (source,) = found.json["sources"]
    assert (source["name"], source["path"]) == ("raw.people", "sources/people.gate")
    assert (tmp_path / "sources/people.gate").read_text(encoding="utf-8") == source["text"]
    assert command("check", tmp_path).code == 0
    assert command("check", tmp_path, "--connected").code == 0
    assert command("fmt", tmp_path, "--check").code == 0
    assert command("source", "add", tmp_path / "data/people.csv", "--project", tmp_path).code == 1
    outside = command("source", "add", "/etc/hostname", "--project", tmp_path)
    assert outside.code == 2


def test_json_is_one_object_and_nothing_else(command: Command, project: Path) -> None:
    for words in (["check"], ["fmt", "--check"], ["fix"], ["compile", "--target", "sql"], ["test"], ["ir"]):
        out = command(words[0], project, *words[1:], "--json").out
        assert out.startswith("{\n")
        json.loads(out)


def test_lineage(command: Command, project: Path) -> None:
    found = command("lineage", "mart.shipped.contact", project)
    assert found.code == 0
    assert "raw.orders.email" in found.out
    answer = command("lineage", "mart.shipped.contact", project, "--json").json
    assert answer["target"] == "mart.shipped.contact"
    assert command("lineage", "*", project, "--format", "html").out.lower().startswith("<!doctype html>")
    assert "mart" in command("lineage", "mart.total", project, "--format", "mermaid").out
    wrong = command("lineage", "mart.shippd", project)
    assert wrong.code == 2
    assert "did you mean" in wrong.err
