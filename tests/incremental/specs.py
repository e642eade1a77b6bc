"""The models whose tables are kept up to date: each shape that a strategy is chosen for."""

from __future__ import annotations

SOURCES = """
source raw.orders {
  read table 'raw.t_orders'
  columns (
    order_id bigint not null, customer_id bigint not null, status string not null, region string,
    amount decimal(12, 2) not null, ordered_at timestamp not null, updated_at timestamp not null,
    deleted boolean not null
  )
  key (order_id)
}

source raw.lines {
  read table 'raw.t_lines'
  columns (
    order_id bigint not null, line int not null, quantity bigint not null, updated_at timestamp not null,
    deleted boolean not null
  )
  key (order_id, line)
}

source raw.customers {
  read table 'raw.t_customers'
  columns (customer_id bigint not null, country string)
  key (customer_id)
}

model stage.orders {
  from raw.orders
  |> where not deleted
  |> extend date_trunc('day', ordered_at) as day
}

model stage.lines {
  from raw.lines
  |> where not deleted
}

model stage.paid {
  from stage.orders
  |> where status = 'paid'
}
"""

MODELS: dict[str, str] = {
    "rows": "merge on (order_id) from stage.orders |> drop deleted",
    "filter": "merge on (order_id) from stage.paid |> select order_id, amount * 2 as twice, updated_at",
    "lookup": """merge on (order_id) from stage.orders as o
      |> left join raw.customers as c on o.customer_id = c.customer_id
      |> select o.order_id, c.country, o.updated_at""",
    "inner_lookup": """merge on (order_id) from stage.orders as o
      |> join raw.customers as c on o.customer_id = c.customer_id |> where c.country = 'DE'
      |> select o.order_id, c.country, o.updated_at""",
    "by_customer": """merge on (customer_id) from stage.orders
      |> aggregate sum(amount) as total, count(*) as orders, max(updated_at) as updated_at group by customer_id""",
    "by_region": """merge on (region) from stage.orders
      |> aggregate sum(amount) as total, count(distinct customer_id) as customers group by region""",
    "by_day_country": """merge on (day, country) from stage.paid as o
      |> left join raw.customers as c on o.customer_id = c.customer_id
      |> aggregate sum(o.amount) as total, max(o.updated_at) as updated_at group by o.day, c.country""",
    "having": """merge on (customer_id) from stage.orders
      |> aggregate count(*) as orders, max(updated_at) as updated_at group by customer_id |> where orders > 1""",
    "window": """merge on (order_id) from stage.orders
      |> extend row_number() over (partition by customer_id order by ordered_at, order_id) as nth,
         sum(amount) over (partition by customer_id) as total
      |> select order_id, customer_id, nth, total, updated_at""",
    "first_of_region": """merge on (order_id) from stage.orders
      |> extend row_number() over (partition by region order by amount desc, order_id) as place
      |> where place <= 2 |> select region, order_id, place, updated_at""",
    "latest": """merge on (customer_id) from stage.orders
      |> distinct on (customer_id) order by ordered_at desc, order_id
      |> select customer_id, order_id, status, updated_at""",
    "share": """merge on (order_id)
      from stage.orders as o
      |> join (from stage.paid |> aggregate sum(amount) as total group by customer_id) as t
         on o.customer_id = t.customer_id
      |> select o.order_id, o.customer_id, o.amount, t.total, o.updated_at""",
    "lines_of_order": """merge on (order_id) from stage.lines
      |> aggregate sum(quantity) as quantity, max(updated_at) as updated_at group by order_id""",
    "orders_with_lines": """merge on (order_id)
      from stage.orders as o
      |> left join (from stage.lines |> aggregate sum(quantity) as quantity, max(updated_at) as changed_at
                    group by order_id) as l on o.order_id = l.order_id
      |> select o.order_id, o.region, l.quantity, greatest(o.updated_at, l.changed_at) as updated_at""",
    "customers": """merge on (customer_id)
      from raw.customers as c
      |> left join (from stage.orders |> aggregate sum(amount) as total, max(updated_at) as updated_at
                    group by customer_id) as o on c.customer_id = o.customer_id
      |> select c.customer_id, c.country, o.total, o.updated_at""",
    "idle": """merge on (customer_id) from raw.customers as c
      |> anti join stage.orders as o on c.customer_id = o.customer_id""",
    "both": """merge on (order_id, part)
      from stage.orders |> select order_id, 'order' as part, updated_at
      |> union all (from stage.lines |> aggregate max(updated_at) as updated_at group by order_id
                    |> select order_id, 'lines' as part, updated_at)
      key (order_id, part)""",
    "pairs": """merge on (customer_id, region) from stage.orders
      |> select customer_id, region |> distinct""",
}
"""Name to what stands behind `materialize incremental cursor updated_at lookback '3 hours'`."""


def spec(names: tuple[str, ...]) -> str:
    """The project with these models."""
    how = "materialize incremental cursor updated_at lookback '3 hours'"
    return SOURCES + "".join(f"\nmodel mart.{name} {{\n  {how} {MODELS[name]}\n}}\n" for name in names)
