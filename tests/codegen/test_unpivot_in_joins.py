"""An unpivoted table joins on either side: behind a join, SQL's `UNPIVOT` would take the whole join."""

from __future__ import annotations

from pathlib import Path

import duckdb

import lockgate

SPEC = """
model t { from values (1, 2, 3), (2, 5, 6) as v (id, a, b) }
model r { from values (1, 10), (2, 20) as w (id, d) }
model right_side {
  from r |> join many (from t |> unpivot (v for n in (a, b))) as u on r.id = u.id |> select u.id, n, v, d
}
model left_side { from t |> unpivot (v for n in (a, b)) |> as q |> join r on q.id = r.id |> select q.id, n, v, d }
"""


def test_both_sides(tmp_path: Path) -> None:
    path = tmp_path / "m.gate"
    path.write_text(SPEC, encoding="utf-8")
    assert lockgate.run(path, database=tmp_path / "built.duckdb").ok
    with duckdb.connect(str(tmp_path / "built.duckdb")) as connection:
        for model in ("right_side", "left_side"):
            rows = sorted(connection.execute(f'select * from "{model}"').fetchall())
            assert rows == [(1, "a", 2, 10), (1, "b", 3, 10), (2, "a", 5, 20), (2, "b", 6, 20)]
