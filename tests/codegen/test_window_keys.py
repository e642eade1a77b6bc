"""A quotient may order and partition a window, and its division by zero is still an error."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

import lockgate

SPEC = """
model m {{
  from values (1, 2), (3, {b}) as v (a, b)
  |> extend rank() over (partition by a / b > 100e0 order by a / b desc) as place
}}
"""


@pytest.mark.parametrize("b", [4, 0])
def test_quotients_in_windows(b: int, tmp_path: Path) -> None:
    path = tmp_path / "m.gate"
    path.write_text(SPEC.format(b=b), encoding="utf-8")
    text = lockgate.compile(path, target="sql")["models/m.sql"]
    with duckdb.connect() as connection:
        connection.execute(text)
        if b:
            assert sorted(connection.execute('select "a", "place" from "m"').fetchall()) == [(1, 2), (3, 1)]
        else:
            with pytest.raises(duckdb.Error, match="division by zero"):
                connection.execute('select * from "m"').fetchall()
