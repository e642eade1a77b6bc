"""One mistake planted in the TPC-H project gives one diagnostic: its silence is not blindness."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import lockgate

PROJECT = Path(__file__).resolve().parent / "project"

MISTAKES = [
    ("q01", "from tpch.lineitem", "from tpch.lineitems", "unknown-dataset"),
    ("q03", "'BUILDING'", "'Building'", "value-not-in-domain"),
    ("q04", "l_commitdate <", "l_comitdate <", "unknown-column"),
    ("q06", "l_quantity < 24", "l_quantity < '24'", "type-mismatch"),
    ("q07", "n1.n_name = 'FRANCE'", "n_name = 'FRANCE'", "ambiguous-column"),
    ("q10", "c_address, c_comment\n  |> order", "c_address\n  |> order", "unknown-column"),
    ("q14", "< date '1995-10-01'", "< '1995-10-01'", "type-mismatch"),
    ("q16", "|> aggregate", "|> order by p_brand |> aggregate", "order-without-limit"),
    ("q17", "aggregate sum(l_extendedprice)", "aggregate l_extendedprice", "not-aggregated"),
    ("q19", "|> aggregate", "|> limit 5 |> aggregate", "limit-without-order"),
    ("q22", "c_acctbal > average_balance", "c_acctbal > avg(c_acctbal)", "aggregate-in-where"),
]


@pytest.mark.parametrize(("model", "right", "wrong", "name"), MISTAKES)
def test_one_mistake_gives_one_diagnostic(
    model: str, right: str, wrong: str, name: str, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    shutil.copytree(PROJECT, project)
    file = project / f"{model}.gate"
    text = file.read_text(encoding="utf-8")
    assert right in text
    file.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    assert [(d.name, d.span.file) for d in lockgate.check(project).diagnostics] == [(name, f"{model}.gate")]
