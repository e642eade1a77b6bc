"""Mistakes of types and values: LG03xx."""

from __future__ import annotations

from typing import ClassVar

from lockgate.diagnostics.base import Diagnostic, Severity


class TypeMismatch(Diagnostic):
    """An operator or function is given types it does not take.

    Nothing converts between text and other types by itself: engines that do so disagree on the result
    (`'10' < '9'` is true as text, false as numbers). A `timestamp` without a zone and a `timestamptz`
    do not compare either, because the difference is the unknown zone; `at_zone` states it.

    Wrong:

    ```gate
    model mart.first_order {
      from values (1, 10.00) as orders (order_id, amount)
      |> where order_id = '1'
    }
    ```

    Right:

    ```gate
    model mart.first_order {
      from values (1, 10.00) as orders (order_id, amount)
      |> where order_id = 1
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0301"
    name: ClassVar[str] = "type-mismatch"
    usual: ClassVar[Severity] = "error"


class WrongArguments(Diagnostic):
    """A function is given too few, too many or wrongly written arguments.

    `lockgate functions` shows every signature.

    Wrong:

    ```gate
    model mart.initials {
      from values (1, 'Ada') as people (person_id, first_name)
      |> extend left(first_name) as initial
    }
    ```

    Right:

    ```gate
    model mart.initials {
      from values (1, 'Ada') as people (person_id, first_name)
      |> extend left(first_name, 1) as initial
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0302"
    name: ClassVar[str] = "wrong-arguments"
    usual: ClassVar[Severity] = "error"


class NullComparison(Diagnostic):
    """A comparison with `null`, which is never true.

    `x = null` and `x <> null` are both unknown for every row, so a filter on them keeps nothing. What is
    meant is `is null` or `is not null`.

    Wrong:

    ```gate
    model mart.open_orders {
      from values (1, date '2026-01-02'), (2, null) as orders (order_id, shipped_on)
      |> where shipped_on = null
    }
    ```

    Right:

    ```gate
    model mart.open_orders {
      from values (1, date '2026-01-02'), (2, null) as orders (order_id, shipped_on)
      |> where shipped_on is null
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0303"
    name: ClassVar[str] = "null-comparison"
    usual: ClassVar[Severity] = "error"


class ValueNotInDomain(Diagnostic):
    """A constant that the column can never hold.

    The source promises the values that occur (`in`, `between`), and this one is not among them: the
    comparison is false for every row, and the result is empty without an error. Mostly a matter of
    spelling or case.

    Wrong:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, status string not null in ('placed', 'shipped'))
    }

    model mart.shipped {
      from shop.orders
      |> where status = 'Shipped'
    }
    ```

    Right:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, status string not null in ('placed', 'shipped'))
    }

    model mart.shipped {
      from shop.orders
      |> where status = 'shipped'
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0304"
    name: ClassVar[str] = "value-not-in-domain"
    usual: ClassVar[Severity] = "error"
    overridable: ClassVar[bool] = True


class JoinTypeMismatch(Diagnostic):
    """A join compares columns of unlike types.

    Where engines convert by themselves, `'007'` and `7` meet or do not meet depending on the engine, and
    an index or a partition is not used. Mostly one side is read with the wrong type, or the columns do
    not mean the same.

    Wrong:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, customer_id string not null)
    }

    source shop.customers {
      read parquet 'data/customers.parquet'
      columns (customer_id bigint not null, country string not null)
      key (customer_id)
    }

    model mart.orders {
      from shop.orders as o
      |> left join shop.customers as c on o.customer_id = c.customer_id
      |> select o.order_id, c.country
    }
    ```

    Right:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, customer_id bigint not null)
    }

    source shop.customers {
      read parquet 'data/customers.parquet'
      columns (customer_id bigint not null, country string not null)
      key (customer_id)
    }

    model mart.orders {
      from shop.orders as o
      |> left join shop.customers as c on o.customer_id = c.customer_id
      |> select o.order_id, c.country
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0305"
    name: ClassVar[str] = "join-type-mismatch"
    usual: ClassVar[Severity] = "error"


class LossyCast(Diagnostic):
    """A cast that loses the fraction without saying how.

    Engines differ: some round, some cut off. Here a cast rounds half away from zero; say what is meant
    with `round`, `ceil`, `floor` or `trunc`.

    Wrong:

    ```gate
    model mart.whole_amounts {
      from values (1, 10.50) as orders (order_id, amount)
      |> select order_id, cast(amount as bigint) as euros
    }
    ```

    Right:

    ```gate
    model mart.whole_amounts {
      from values (1, 10.50) as orders (order_id, amount)
      |> select order_id, cast(trunc(amount) as bigint) as euros
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0306"
    name: ClassVar[str] = "lossy-cast"
    usual: ClassVar[Severity] = "warning"
    overridable: ClassVar[bool] = True


class DivisionByLiteralZero(Diagnostic):
    """A division by the constant zero.

    It fails for every row at run time. Where a divisor can be zero in some rows, `safe_divide` gives
    NULL for them.

    Wrong:

    ```gate
    model mart.prices {
      from values (1, 10.00, 4) as orders (order_id, amount, pieces)
      |> extend amount / 0 as price
    }
    ```

    Right:

    ```gate
    model mart.prices {
      from values (1, 10.00, 4) as orders (order_id, amount, pieces)
      |> extend safe_divide(amount, pieces) as price
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0307"
    name: ClassVar[str] = "division-by-literal-zero"
    usual: ClassVar[Severity] = "error"


class DecimalOverflow(Diagnostic):
    """A decimal product whose scale alone exceeds 38.

    The product of two decimals has the digits of both behind the point. More than 38 do not fit any
    engine's decimal; some cut them off silently, so that 0.0000001 times 1 becomes 0. Cast one side to
    the digits that matter.

    Wrong:

    ```gate
    source shop.prices {
      read parquet 'data/prices.parquet'
      columns (price decimal(38, 20) not null, rate decimal(38, 20) not null)
    }

    model mart.converted {
      from shop.prices
      |> select price * rate as converted
    }
    ```

    Right:

    ```gate
    source shop.prices {
      read parquet 'data/prices.parquet'
      columns (price decimal(38, 20) not null, rate decimal(38, 20) not null)
    }

    model mart.converted {
      from shop.prices
      |> select cast(price as decimal(18, 4)) * cast(rate as decimal(18, 8)) as converted
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0308"
    name: ClassVar[str] = "decimal-overflow"
    usual: ClassVar[Severity] = "error"


class InvalidLiteral(Diagnostic):
    """A literal that names no value of its type.

    Such as a day that is not in the calendar, a zone on a `timestamp` that has none, or a number that
    its type cannot hold.

    Wrong:

    ```gate
    model mart.orders {
      from values (1, date '2026-02-30') as orders (order_id, ordered_on)
    }
    ```

    Right:

    ```gate
    model mart.orders {
      from values (1, date '2026-02-28') as orders (order_id, ordered_on)
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0309"
    name: ClassVar[str] = "invalid-literal"
    usual: ClassVar[Severity] = "error"
