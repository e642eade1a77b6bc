"""Mistakes of queries: LG04xx."""

from __future__ import annotations

from typing import ClassVar

from lockgate.diagnostics.base import Diagnostic, Severity


class NotAggregated(Diagnostic):
    """A column that is neither grouped nor aggregated.

    A group has many values of it, and which one would be shown is left to chance. Group by it, or say
    with an aggregate which value is meant.

    Wrong:

    ```gate
    model mart.flights {
      from values ('UA', 'EWR'), ('UA', 'LGA') as flights (carrier, origin)
      |> aggregate origin, count(*) as flights group by carrier
    }
    ```

    Right:

    ```gate
    model mart.flights {
      from values ('UA', 'EWR'), ('UA', 'LGA') as flights (carrier, origin)
      |> aggregate count(*) as flights group by carrier, origin
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0401"
    name: ClassVar[str] = "not-aggregated"
    usual: ClassVar[Severity] = "error"


class AggregateInWhere(Diagnostic):
    """An aggregate where rows are filtered.

    `where` looks at one row at a time. Aggregate first and filter the groups after that: a pipe may have
    as many `where` steps as it needs, so there is no `having`.

    Wrong:

    ```gate
    model mart.busy_carriers {
      from values ('UA', 1), ('UA', 2) as flights (carrier, flight)
      |> where count(*) > 1
      |> aggregate count(*) as flights group by carrier
    }
    ```

    Right:

    ```gate
    model mart.busy_carriers {
      from values ('UA', 1), ('UA', 2) as flights (carrier, flight)
      |> aggregate count(*) as flights group by carrier
      |> where flights > 1
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0402"
    name: ClassVar[str] = "aggregate-in-where"
    usual: ClassVar[Severity] = "error"


class WindowInWhere(Diagnostic):
    """A window function where rows are filtered.

    The window is over the rows that are left after the filter, so it cannot decide which are left.
    Compute it in `extend` and filter in the next step.

    Wrong:

    ```gate
    model mart.largest {
      from values (1, 10.00), (2, 20.00) as orders (order_id, amount)
      |> where rank() over (order by amount desc) <= 1
    }
    ```

    Right:

    ```gate
    model mart.largest {
      from values (1, 10.00), (2, 20.00) as orders (order_id, amount)
      |> extend rank() over (order by amount desc) as place
      |> where place <= 1
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0403"
    name: ClassVar[str] = "window-in-where"
    usual: ClassVar[Severity] = "error"


class MisplacedAggregate(Diagnostic):
    """An aggregate or window function where none can stand.

    Aggregates stand in `aggregate` and `pivot`, or with `over (…)` where each row keeps its place;
    windows in `select`, `extend` and `set`. Neither stands inside another aggregate.

    Wrong:

    ```gate
    model mart.shares {
      from values (1, 10.00), (2, 20.00) as orders (order_id, amount)
      |> extend sum(amount) as total
    }
    ```

    Right:

    ```gate
    model mart.shares {
      from values (1, 10.00), (2, 20.00) as orders (order_id, amount)
      |> extend sum(amount) over () as total
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0404"
    name: ClassVar[str] = "misplaced-aggregate"
    usual: ClassVar[Severity] = "error"


class UnionMismatch(Diagnostic):
    """The sides of a set operation differ in names or types.

    Sides are matched by name, never by position: a union by position puts first names under last names
    as soon as someone reorders a list of columns.

    Wrong:

    ```gate
    model mart.people {
      from values (1, 'Ada') as customers (id, name)
      |> union all (from values (2, 'Grace') as staff (id, full_name))
    }
    ```

    Right:

    ```gate
    model mart.people {
      from values (1, 'Ada') as customers (id, name)
      |> union all (
        from values (2, 'Grace') as staff (id, full_name)
        |> rename full_name as name
      )
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0405"
    name: ClassVar[str] = "union-mismatch"
    usual: ClassVar[Severity] = "error"


class OrderWithoutLimit(Diagnostic):
    """An order that a stored table does not keep.

    A table is a bag of rows: what reads it gets them in any order, so sorting it costs time and promises
    something that does not hold. Sort where it is read; together with `limit` an order does mean something.

    Wrong:

    ```gate
    model mart.orders {
      from values (1, 10.00), (2, 20.00) as orders (order_id, amount)
      |> order by amount desc
    }
    ```

    Right:

    ```gate
    model mart.orders {
      from values (1, 10.00), (2, 20.00) as orders (order_id, amount)
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0406"
    name: ClassVar[str] = "order-without-limit"
    usual: ClassVar[Severity] = "note"
    overridable: ClassVar[bool] = True


class LimitWithoutOrder(Diagnostic):
    """A limit that keeps arbitrary rows.

    Which rows come first is up to the engine and can change with every run. Say by which order.

    Wrong:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, amount decimal(12, 2) not null)
      key (order_id)
    }

    model mart.largest {
      from shop.orders
      |> limit 10
    }
    ```

    Right:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, amount decimal(12, 2) not null)
      key (order_id)
    }

    model mart.largest {
      from shop.orders
      |> order by amount desc, order_id
      |> limit 10
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0407"
    name: ClassVar[str] = "limit-without-order"
    usual: ClassVar[Severity] = "error"
    overridable: ClassVar[bool] = True


class SubqueryInExpression(Diagnostic):
    """A query inside an expression.

    The pipe says the same in steps whose keys, types and NULLs can be checked: `semi join` for `in` and
    `exists`, `anti join` for their negation (without the trap that `not in` keeps no row once the list
    holds a NULL), and `cross join` with a query of one row for a single value.

    Wrong:

    ```gate
    model stage.customers {
      from values (1, 'DE') as customers (customer_id, country)
    }

    model mart.orders {
      from values (1, 10.00) as orders (customer_id, amount)
      |> where customer_id in (from stage.customers |> select customer_id)
    }
    ```

    Right:

    ```gate
    model stage.customers {
      from values (1, 'DE') as customers (customer_id, country)
    }

    model mart.orders {
      from values (1, 10.00) as orders (customer_id, amount)
      |> semi join stage.customers as c on orders.customer_id = c.customer_id
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0408"
    name: ClassVar[str] = "subquery-in-expression"
    usual: ClassVar[Severity] = "error"


class Nondeterminism(Diagnostic):
    """A clock or a random value in a stored model.

    The same input then gives another table on every run, a repaired day differs from the day itself,
    and no test can state what is expected. `run_date` and `run_started_at` are given from outside and
    recorded with the run.

    Wrong:

    ```gate
    model mart.ages {
      from values (1, date '2026-01-02') as orders (order_id, ordered_on)
      |> extend date_diff('day', ordered_on, today()) as age
    }
    ```

    Right:

    ```gate
    model mart.ages {
      from values (1, date '2026-01-02') as orders (order_id, ordered_on)
      |> extend date_diff('day', ordered_on, run_date) as age
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0409"
    name: ClassVar[str] = "nondeterminism"
    usual: ClassVar[Severity] = "error"
    overridable: ClassVar[bool] = True


class TooComplex(Diagnostic):
    """A query or expression beyond the compiler's limits.

    The limits are far above what people write; they keep the compiler quick and steady on text that was
    made to break it. Split the query into models or bindings. In the example, what stands between `«` and
    `»` stands there ten thousand times.

    Wrong:

    ```gate repeated
    model mart.orders {
      from values (1, 10.00) as orders (order_id, amount)
      |> extend «abs(»amount«)» as total
    }
    ```

    Right:

    ```gate
    model mart.orders {
      from values (1, 10.00) as orders (order_id, amount)
      |> extend abs(amount) as total
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0410"
    name: ClassVar[str] = "too-complex"
    usual: ClassVar[Severity] = "error"
