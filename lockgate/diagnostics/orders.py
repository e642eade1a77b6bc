"""Orders that leave to chance which rows are kept."""

from __future__ import annotations

from typing import ClassVar

from lockgate.diagnostics.base import Diagnostic, Severity


class NondeterministicOrder(Diagnostic):
    """Rows that tie in an order of which only the first are kept.

    Which of them comes first is up to the engine: the same input can give another table on each run. End the order with
    columns that tell all rows apart, those of the key. It is a warning where `distinct on` or a `row_number` keeps
    one row of several, and a note where a `limit`, an aggregate or another window depends on it. Ties do no harm
    where all that is kept of the rows is settled by what they agree on.

    The fix appends what is missing: each table that it gives could have come out before. It is not `safe` all the
    same, since a row that was kept so far may give way to another.

    Measured: in nycflights13 (year, month, day, carrier, flight) is no key, 24 flights left twice a day, and a query
    that keeps one row of each keeps any.

    Wrong:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, customer_id bigint not null, ordered_on date not null,
               amount decimal(12, 2) not null)
      key (order_id)
    }

    model mart.latest_orders {
      from shop.orders
      |> distinct on (customer_id) order by ordered_on desc
    }
    ```

    Right:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, customer_id bigint not null, ordered_on date not null,
               amount decimal(12, 2) not null)
      key (order_id)
    }

    model mart.latest_orders {
      from shop.orders
      |> distinct on (customer_id) order by ordered_on desc, order_id
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0620"
    name: ClassVar[str] = "nondeterministic-order"
    usual: ClassVar[Severity] = "warning"
    overridable: ClassVar[bool] = True
