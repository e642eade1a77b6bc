"""A small project in the gate language, for runs on any engine: two sources, a view, two tables, two exports."""

from __future__ import annotations

import json
from pathlib import Path

ORDERS = """id,customer,status,amount,at,weight,note
1,1,paid,10.50,2026-01-30 07:00:00,0.1,plain
2,1,paid,1.50,2026-01-30 08:00:00.25,1e-7,"a ""quoted"", one"
3,2,new,5,2026-01-29 07:00:00,,
4,2,paid,0.01,2026-01-29 07:00:00,-0.0,""
"""
CUSTOMERS = [
    {
        "id": 1,
        "email": "ann@x.example",
        "tags": ["a,b", 'q"x', None, "back\\slash"],
        "home": {"city": "Ulm", "zip": 7},
    },
    {"id": 2, "email": "zoë@x.example", "tags": [], "home": None},
    {"id": 3, "email": "bob@x.example", "tags": None, "home": {"city": None, "zip": 1}},
]
SPEC = """
source shop.customers {
  read json 'data/customers.json'
  columns (
    id     bigint  not null,
    email  string  not null label pii,
    tags   array<string>,
    home   struct<city string, zip bigint>
  )
  key (id)
}

source shop.orders {
  read csv 'data/orders.csv'
  columns (
    id        bigint         not null,
    customer  bigint         not null references shop.customers (id),
    status    string         not null in ('new', 'paid'),
    amount    decimal(12, 2) not null between 0 and 1000,
    at        timestamp      not null,
    weight    double,
    note      string
  )
  key (id)
}

model stage.paid {
  from shop.orders
  |> where status = 'paid'
}

model mart.total {
  materialize table
  from stage.paid
  |> aggregate sum(amount) as revenue, count(*) as orders, max(at) as newest, max(weight) as heaviest
     group by customer
  key (customer)
  check enough: revenue > 0
}

model mart.people {
  materialize table
  from shop.customers
  |> drop email
}

model top {
  materialize table
  from mart.total
  |> order by revenue desc
  |> limit 1
}

export mart.total to csv 'out/total.csv'
export mart.people to json 'out/people.json'
export top to parquet 'out/top.parquet'
"""


def write_project(root: Path, settings: str = "", spec: str = SPEC) -> Path:
    """The project in a folder; `settings` are its lockgate.toml."""
    (root / "data").mkdir(parents=True, exist_ok=True)
    (root / "data/orders.csv").write_text(ORDERS, "utf-8")
    (root / "data/customers.json").write_text("".join(json.dumps(item) + "\n" for item in CUSTOMERS), "utf-8")
    (root / "shop.gate").write_text(spec, "utf-8")
    (root / "lockgate.toml").write_text(settings, "utf-8")
    return root
