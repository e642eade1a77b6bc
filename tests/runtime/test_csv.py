"""What a csv may be: one dialect unless the source says another, exact values, and errors that say where."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

import lockgate

SPEC = """
source s {{ read csv 'd.csv' {options} columns (id bigint, name string {label}, amt decimal(12, 2) {label}) }}
model m {{ materialize table from s }}
"""
HEAD = "id,name,amt\n"


def run(folder: Path, text: str, options: str = "", label: str = "") -> str:
    """The error of the source, or the rows of the model."""
    (folder / "d.csv").write_text(text, encoding="utf-8")
    (folder / "a.gate").write_text(SPEC.format(options=options, label=label), encoding="utf-8")
    report = lockgate.run(folder, database=folder / "built.duckdb")
    if not report.ok:
        return str(report.sources[0].error)
    with duckdb.connect(str(folder / "built.duckdb"), read_only=True) as connection:
        return str(connection.execute("select id, name, amt::varchar from m order by id").fetchall())


GOOD = {
    "quotes and line breaks": (HEAD + '1,"a ""q"", b\nc",1.50\n', "[(1, 'a \"q\", b\\nc', '1.50')]"),
    "zeros behind the last digit": (HEAD + "1,a,1.5000\n", "[(1, 'a', '1.50')]"),
    "no value": (HEAD + "1,a,\n", "[(1, 'a', None)]"),
    "a sign that other dialects take for a comment": (HEAD + "1,#a,2\n", "[(1, '#a', '2.00')]"),
    "columns in another order": ("amt,id,name\n2,1,a\n", "[(1, 'a', '2.00')]"),
}
BAD = {
    "an open quote": (HEAD + '1,"ada",1\n' * 60 + '2,"bob,2\n3,"eve",3\n', "d.csv: line 62: a quote"),
    "a quote inside": (HEAD + '1,a,2\n2,"eds"ger,3\n', "d.csv: line 3: a quote"),
    "a short row": (HEAD + "1,a,2\n2,b\n", "d.csv: line 3: 2 values where the first line has 3"),
    "a long row": (HEAD + "1,a,2\n2,b,3,4\n", "d.csv: line 3: 4 values where the first line has 3"),
    "nothing": ("", "the file is empty"),
    "another delimiter": ("id;name;amt\n1;a;2\n", "is its delimiter another?"),
    "a word for a number": (HEAD + "1,a,abc\n", "column `amt`: 'abc' is no decimal(12, 2)"),
    "more digits than declared": (HEAD + "1,a,1.005\n", "column `amt`: '1.005' is no decimal(12, 2)"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_read(name: str, tmp_path: Path) -> None:
    text, rows = GOOD[name]
    assert run(tmp_path, text) == rows


@pytest.mark.parametrize("name", BAD)
def test_what_is_refused(name: str, tmp_path: Path) -> None:
    text, message = BAD[name]
    assert message in run(tmp_path, text)


def test_another_dialect_when_the_source_says_so(tmp_path: Path) -> None:
    text = "id;name;amt\n1;'a;b';2\n"
    assert run(tmp_path, text, "(delimiter = ';', quote = '''')") == "[(1, 'a;b', '2.00')]"


def test_the_value_of_a_labelled_column_is_not_shown(tmp_path: Path) -> None:
    error = run(tmp_path, HEAD + "1,a,4711x\n", label="label pii")
    assert "column `amt`" in error
    assert "4711" not in error
