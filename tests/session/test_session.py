"""A session answers anew when something changed, and at once when nothing did."""

from __future__ import annotations

from pathlib import Path

import lockgate
from lockgate.session.parsed import ParseCache
from lockgate.source import SourceFile
from tests.cli.support import PROJECT, write


def test_nothing_changed_gives_the_same_answer(tmp_path: Path) -> None:
    session = lockgate.Session(write(tmp_path, PROJECT))
    assert session.check() is session.check()


def test_a_change_is_seen(tmp_path: Path) -> None:
    session = lockgate.Session(write(tmp_path, PROJECT))
    assert session.check().ok
    write(tmp_path, {"models/mart.gate": PROJECT["models/mart.gate"].replace("amount > 0", "amonut > 0")})
    assert [item.name for item in session.check().diagnostics] == ["unknown-column"]
    write(tmp_path, PROJECT)
    assert session.check().ok


def test_only_the_text_that_changed_is_parsed_again() -> None:
    cache = ParseCache()
    a, b = SourceFile("a.gate", PROJECT["sources.gate"]), SourceFile("b.gate", PROJECT["models/mart.gate"])
    first = cache.parse(a), cache.parse(b)
    changed = SourceFile("b.gate", b.text + "\n-- more\n")
    assert cache.parse(SourceFile("a.gate", str(a.text))) is first[0]
    assert cache.parse(changed) is not first[1]
    assert cache.parse(b) is first[1]


def test_the_cache_keeps_what_was_used_last() -> None:
    cache = ParseCache(most=30)
    texts = [SourceFile("a.gate", "-- " + char * 10) for char in "abc"]
    trees = [cache.parse(text) for text in texts]
    assert cache.parse(texts[2]) is trees[2]
    assert cache.parse(texts[1]) is trees[1]
    assert cache.parse(texts[0]) is not trees[0]


def test_the_place_of_a_file_is_part_of_its_tree() -> None:
    """Spans name the file, so the same text in two files is two trees."""
    cache = ParseCache()
    assert {cache.parse(SourceFile(path, "model")).file.path for path in ("a.gate", "b.gate")} == {
        "a.gate",
        "b.gate",
    }


def test_where_a_source_lies_in_an_environment(tmp_path: Path) -> None:
    files = {
        **PROJECT,
        "lockgate.toml": (
            "default_env = 'prod'\n[project]\nname = 'shop'\n[env.dev]\n"
            "[env.prod.sources.'raw.orders']\nlocation = 'data/other.csv'\n"
        ),
        "data/other.csv": "order_id,email,status,amount\n1,,shipped,99.00\n",
    }
    write(tmp_path, files)
    report = lockgate.run(tmp_path, database=tmp_path / "prod.duckdb")
    assert report.ok, report
    shown = lockgate.show("mart.total", tmp_path, database=tmp_path / "prod.duckdb")
    assert shown.rows == ((1, "99.00"),)
    shown = lockgate.show("mart.total", tmp_path, env="dev", database=tmp_path / "none.duckdb")
    assert shown.rows == ((2, "12.50"),)


def test_an_environment_of_an_unknown_source_is_a_mistake(tmp_path: Path) -> None:
    toml = "[env.prod.sources.'raw.order']\nlocation = 'x.csv'\n"
    write(tmp_path, {**PROJECT, "lockgate.toml": toml})
    (found,) = lockgate.check(tmp_path).diagnostics
    assert (found.name, found.span.file) == ("invalid-project", "lockgate.toml")
    assert found.expected == ("raw.orders",)


def test_policies_stand_only_where_the_project_trusts(tmp_path: Path) -> None:
    policy = "policy rules {\n  deny missing owner on mart.*\n}\n"
    trusting = {**PROJECT, "lockgate.toml": "[project]\ntrusted = ['policies/']\n"}
    write(tmp_path, {**trusting, "models/rules.gate": policy})
    found = lockgate.check(tmp_path).diagnostics
    assert [(item.name, item.span.file) for item in found] == [("untrusted-declaration", "models/rules.gate")]
    (tmp_path / "models/rules.gate").unlink()
    write(tmp_path, {"policies/rules.gate": policy})
    assert not [item for item in lockgate.check(tmp_path).diagnostics if item.name == "untrusted-declaration"]


def test_a_file_that_cannot_be_read_is_one_mistake_among_the_others(tmp_path: Path) -> None:
    """What it may declare is not said to be missing."""
    wrong = "model mart.x {\n  from mart.nowhere\n}\n\nmodel mart.y {\n  from mart.total\n  |> select nothing\n}\n"
    write(tmp_path, {**PROJECT, "wrong.gate": wrong})
    (tmp_path / "latin.gate").write_bytes(b"-- Gr\xf6\xdfe")
    found = lockgate.check(tmp_path).diagnostics
    assert [(item.name, item.span.file) for item in found] == [
        ("unreadable-file", "latin.gate"),
        ("unknown-column", "wrong.gate"),
    ]
