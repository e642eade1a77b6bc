"""Write `data/orders/*.parquet`, one file a month: every version that an order went through.

The files are committed; run this after changing ORDERS.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

FOLDER = Path(__file__).resolve().parent / "data" / "orders"

# order, customer, amount, then when it was placed, shipped and returned (or not).
ORDERS = [
    (1, 1, "120.00", "2026-01-05 08:15:00", "2026-01-06 07:00:00", None),
    (2, 2, "35.50", "2026-01-05 09:40:00", "2026-01-05 16:30:00", None),
    (3, 3, "80.00", "2026-01-05 22:05:00", "2026-01-07 10:00:00", None),
    (4, 4, "15.25", "2026-01-06 11:00:00", "2026-01-08 09:00:00", "2026-01-20 14:00:00"),
    (5, 1, "64.99", "2026-01-06 12:30:00", "2026-01-07 07:00:00", None),
    (6, 5, "210.00", "2026-01-06 18:45:00", None, None),
    (7, 6, "9.90", "2026-01-31 23:59:59", "2026-02-02 08:00:00", None),
    (8, 2, "48.00", "2026-02-01 00:00:00", "2026-02-02 08:00:00", None),
    (9, 3, "73.40", "2026-02-01 13:20:00", "2026-02-03 08:00:00", "2026-02-12 10:30:00"),
    (10, 1, "31.00", "2026-02-02 10:10:00", "2026-02-03 08:00:00", None),
    (11, 4, "99.00", "2026-02-02 10:10:00", "2026-02-02 17:45:00", None),
    (12, 6, "0.00", "2026-02-02 20:00:00", "2026-02-03 08:00:00", None),
]


def versions() -> list[tuple[int, int, str, str, str, str]]:
    """One row per order and status, with when it came to be."""
    return [
        (order, customer, status, amount, placed, at)
        for order, customer, amount, placed, shipped, returned in ORDERS
        for status, at in (("placed", placed), ("shipped", shipped), ("returned", returned))
        if at is not None
    ]


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(
            "create table orders (order_id bigint, customer_id bigint, status varchar,"
            " amount decimal(12, 2), ordered_at timestamp, updated_at timestamp)"
        )
        connection.executemany("insert into orders values (?, ?, ?, ?, ?, ?)", versions())
        for month in ("2026-01", "2026-02"):
            rows = connection.sql(
                f"select * from orders where strftime(updated_at, '%Y-%m') = '{month}'"
                " order by order_id, updated_at"
            )
            rows.write_parquet(str(FOLDER / f"{month}.parquet"))


if __name__ == "__main__":
    main()
