"""Mistakes of declarations: LG05xx."""

from __future__ import annotations

from typing import ClassVar

from lockgate.diagnostics.base import Diagnostic, Severity


class ContractMismatch(Diagnostic):
    """A model does not give the columns that it promises.

    `columns (…)` on a model is a contract with whoever reads it: names, types, nullability, in order. It
    keeps a change upstream from travelling on unnoticed. Change the query, or the contract if the readers
    agree.

    Wrong:

    ```gate
    model mart.customers {
      columns (customer_id bigint not null, country string not null)
      from values (1, 'Ada', 'DE') as customers (customer_id, first_name, country)
    }
    ```

    Right:

    ```gate
    model mart.customers {
      columns (customer_id bigint not null, country string not null)
      from values (1, 'Ada', 'DE') as customers (customer_id, first_name, country)
      |> select customer_id, country
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0501"
    name: ClassVar[str] = "contract-mismatch"
    usual: ClassVar[Severity] = "error"


class Cycle(Diagnostic):
    """Datasets, functions or bindings that need each other.

    None of them can be built first. The message shows the way round; break it where it is weakest.

    Wrong:

    ```gate
    model stage.orders {
      from mart.orders
    }

    model mart.orders {
      from stage.orders
    }
    ```

    Right:

    ```gate
    model stage.orders {
      from values (1, 10.00) as orders (order_id, amount)
    }

    model mart.orders {
      from stage.orders
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0502"
    name: ClassVar[str] = "cycle"
    usual: ClassVar[Severity] = "error"


class UntrustedDeclaration(Diagnostic):
    """A declaration that this file may not make.

    Sources, functions and params decide what data means and policies what may be done with it, so only
    trusted files declare them. A submission (`lockgate check --untrusted FILE`) may add models, checks,
    tests, exports, jobs and schedules. In the example, the first file is the project's, the second the
    submission.

    Wrong:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null)
    }
    ```

    ```gate untrusted
    source shop.secrets {
      read csv 'data/secrets.csv' (header = true)
      columns (secret string)
    }
    ```

    Right:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null)
    }
    ```

    ```gate untrusted
    model mart.orders {
      from shop.orders
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0503"
    name: ClassVar[str] = "untrusted-declaration"
    usual: ClassVar[Severity] = "error"


class PathOutsideProject(Diagnostic):
    """A location outside the project.

    A relative location lies below the project folder, for reading and for writing, so that a spec cannot
    reach the rest of the machine.

    Wrong:

    ```gate
    model mart.orders {
      from values (1, 10.00) as orders (order_id, amount)
    }

    export mart.orders to csv '../orders.csv'
    ```

    Right:

    ```gate
    model mart.orders {
      from values (1, 10.00) as orders (order_id, amount)
    }

    export mart.orders to csv 'out/orders.csv'
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0504"
    name: ClassVar[str] = "path-outside-project"
    usual: ClassVar[Severity] = "error"


class InvalidStatement(Diagnostic):
    """A statement that is missing, doubled or has no place in its block.

    Wrong:

    ```gate
    model mart.orders {
      owner 'shop-team'
      owner 'finance-data'
      from values (1, 10.00) as orders (order_id, amount)
    }
    ```

    Right:

    ```gate
    model mart.orders {
      owner 'finance-data'
      from values (1, 10.00) as orders (order_id, amount)
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0505"
    name: ClassVar[str] = "invalid-statement"
    usual: ClassVar[Severity] = "error"


class InvalidTest(Diagnostic):
    """A `test` block that cannot be run.

    A test's rows keep the promises of the dataset they stand for: a column that is `not null` must be
    given, or the test shows how the model treats rows that cannot occur.

    Wrong:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, status string not null)
    }

    model mart.shipped {
      from shop.orders
      |> where status = 'shipped'
      |> select order_id

      test only_shipped_orders {
        given shop.orders (order_id) values (1)
        expect (order_id) values (1)
      }
    }
    ```

    Right:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, status string not null)
    }

    model mart.shipped {
      from shop.orders
      |> where status = 'shipped'
      |> select order_id

      test only_shipped_orders {
        given shop.orders (order_id, status) values (1, 'shipped'), (2, 'placed')
        expect (order_id) values (1)
      }
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0506"
    name: ClassVar[str] = "invalid-test"
    usual: ClassVar[Severity] = "error"


class FullRebuild(Diagnostic):
    """An incremental model that nearly every run builds whole.

    An input without a cursor is compared with what it was, and a run that finds it changed builds the whole table:
    the table is right, only built with more work than asked for. Where such an input is stored and is computed
    from the same source, it changes whenever that does.

    Wrong:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, customer_id bigint not null, updated_at timestamp not null)
      key (order_id)
    }

    model stage.customers {
      materialize table
      from shop.orders
      |> aggregate count(*) as orders group by customer_id
    }

    model mart.orders {
      materialize incremental cursor updated_at lookback '3 days' merge on (order_id)
      from shop.orders
      |> left join stage.customers as c on orders.customer_id = c.customer_id
      |> select order_id, c.orders as orders, updated_at
    }
    ```

    Right:

    ```gate
    source shop.orders {
      read parquet 'data/orders.parquet'
      columns (order_id bigint not null, customer_id bigint not null, updated_at timestamp not null)
      key (order_id)
    }

    model stage.customers {
      materialize view
      from shop.orders
      |> aggregate count(*) as orders group by customer_id
    }

    model mart.orders {
      materialize incremental cursor updated_at lookback '3 days' merge on (order_id)
      from shop.orders
      |> left join stage.customers as c on orders.customer_id = c.customer_id
      |> select order_id, orders.customer_id as customer_id, c.orders as orders, updated_at
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0507"
    name: ClassVar[str] = "full-rebuild"
    usual: ClassVar[Severity] = "note"
    overridable: ClassVar[bool] = True


class SourceDrift(Diagnostic):
    """A declared source differs from what lies there.

    Found by `lockgate check --connected`, which opens each source and compares its columns and types with
    the declaration. Everything that is checked before a run builds on the declaration, so it must be true.
    In the example, the file beside the project is shown below it.

    Wrong:

    ```gate
    source shop.customers {
      read csv 'data/customers.csv' (header = true)
      columns (customer_id bigint not null, country string)
    }
    ```

    ```csv data/customers.csv
    customer_id,nation
    1,DE
    ```

    Right:

    ```gate
    source shop.customers {
      read csv 'data/customers.csv' (header = true)
      columns (customer_id bigint not null, nation string)
    }
    ```

    ```csv data/customers.csv
    customer_id,nation
    1,DE
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0508"
    name: ClassVar[str] = "source-drift"
    usual: ClassVar[Severity] = "error"


class UnsupportedOnTarget(Diagnostic):
    """What the chosen target cannot express.

    A target that cannot keep the meaning of a program says so when it is compiled; it never writes
    something that nearly means the same. Compile for another target, or express it in another way.
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0509"
    name: ClassVar[str] = "unsupported-on-target"
    usual: ClassVar[Severity] = "error"
