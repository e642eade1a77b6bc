"""A generated project of any size: a tenth sources of 12 columns, then staging, joins with a window dedupe, aggregates."""

from __future__ import annotations

from pathlib import Path

PER_FILE = 10


def declarations(count: int) -> list[str]:
    """`count` datasets of which each model reads three (its staging model one)."""
    sources = max(3, count // 10)
    texts = [_source(index) for index in range(sources)]
    texts += [_staging(index) for index in range(sources)]
    names = [f"stage.events_{index}" for index in range(sources)]
    for index in range(count - 2 * sources):
        # Neighbours and a far one: the graph is deep in places and wide in others.
        inputs = [
            names[-1 - index % 3],
            names[(index * 7) % len(names)],
            names[(index * 13 + 5) % len(names)],
        ]
        name = f"mart.model_{index}"
        texts.append(_dedupe(name, inputs) if index % 2 == 0 else _aggregate(name, inputs))
        if index % 2 == 0:
            names.append(name)
    return texts


def write(folder: Path, count: int) -> None:
    """The project as files below `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lockgate.toml").write_text('[project]\nname = "generated"\n', encoding="utf-8")
    texts = declarations(count)
    for start in range(0, len(texts), PER_FILE):
        path = folder / f"part_{start // PER_FILE:04}.gate"
        path.write_text("\n".join(texts[start : start + PER_FILE]), encoding="utf-8")


def _source(index: int) -> str:
    return f"""\
source raw.events_{index} {{
  description 'Events of system {index}'
  owner 'platform'
  read parquet 'data/events_{index}.parquet'
  columns (
    event_id     bigint         not null,
    customer_id  bigint         not null,
    product_id   bigint,
    kind         string         not null in ('view', 'cart', 'buy'),
    amount       decimal(12, 2) not null,
    discount     decimal(12, 2),
    quantity     int            not null,
    country      string,
    channel      string,
    is_test      boolean        not null,
    occurred_at  timestamp      not null,
    updated_at   timestamp      not null
  )
  key (event_id)
}}
"""


def _staging(index: int) -> str:
    return f"""\
model stage.events_{index} {{
  owner 'platform'
  materialize view
  from raw.events_{index}
  |> where not is_test
  |> extend amount - coalesce(discount, 0.00) as net, date_trunc('day', occurred_at) as day
  |> select event_id, customer_id, product_id, kind, net, quantity, coalesce(country, 'unknown') as country,
       occurred_at, updated_at, day
  key (event_id)
}}
"""


def _dedupe(name: str, inputs: list[str]) -> str:
    a, b, c = inputs
    return f"""\
model {name} {{
  owner 'analytics'
  materialize table
  with latest as (
    from {b}
    |> extend row_number() over (partition by customer_id order by updated_at desc, event_id) as place
    |> where place = 1
    |> select customer_id, country as last_country, net as last_net
  )
  from {a} as a
  |> left join many latest as l on a.customer_id = l.customer_id
  |> left join {c} as c on a.event_id = c.event_id
  |> where a.net > 0.00 and a.kind <> 'view'
  |> select a.event_id, a.customer_id, a.product_id, a.kind, a.net + coalesce(c.net, 0.00) as net, a.quantity,
       coalesce(l.last_country, a.country) as country, a.occurred_at, a.updated_at, a.day
}}
"""


def _aggregate(name: str, inputs: list[str]) -> str:
    a, b, c = inputs
    return f"""\
model {name} {{
  owner 'analytics'
  materialize table
  with other as (from {b} |> aggregate sum(net) as other_net, count(*) as other_rows group by customer_id)
  from {a} as a
  |> join {c} as c on a.event_id = c.event_id
  |> left join other as o on a.customer_id = o.customer_id
  |> aggregate count(*) as events, count(distinct a.customer_id) as customers, sum(a.net) as revenue,
       sum(o.other_net) as other_revenue, max(a.updated_at) as updated_at group by a.day, a.country
  |> extend cast(revenue as double) / events as average
  |> where events > 10
}}
"""
