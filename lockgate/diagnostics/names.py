"""Mistakes of naming: LG02xx."""

from __future__ import annotations

from typing import ClassVar

from lockgate.diagnostics.base import Diagnostic, Severity


class UnknownColumn(Diagnostic):
    """A column that is not in scope.

    The name is misspelt, belongs to another dataset, or was dropped by an earlier step: after `select`,
    `aggregate` and `as` only the new names remain. Engines find this when the job runs; here it is found
    before. The help names the nearest column, or the dataset in scope that has it.

    Wrong:

    ```gate
    model mart.large_orders {
      from values (1, 10.00) as orders (order_id, amount)
      |> where amonut > 5
    }
    ```

    Right:

    ```gate
    model mart.large_orders {
      from values (1, 10.00) as orders (order_id, amount)
      |> where amount > 5
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0201"
    name: ClassVar[str] = "unknown-column"
    usual: ClassVar[Severity] = "error"


class UnknownDataset(Diagnostic):
    """A dataset that nobody declared.

    A query reads sources, models and its own `with` bindings, and nothing else: a table that merely
    happens to exist in the engine has no declared columns to check against. Declare it as a `source`.

    Wrong:

    ```gate
    model stage.orders {
      from values (1, 10.00) as orders (order_id, amount)
    }

    model mart.orders {
      from stage.oders
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
    code: ClassVar[str] = "LG0202"
    name: ClassVar[str] = "unknown-dataset"
    usual: ClassVar[Severity] = "error"


class AmbiguousColumn(Diagnostic):
    """A column that several inputs have.

    After a join the same name may mean two different things, such as the year of a flight and the year
    in which its plane was built. Picking one silently would be a guess; write the alias before the name.

    Wrong:

    ```gate
    source air.flights {
      read parquet 'data/flights.parquet'
      columns (tailnum string not null, year int not null)
    }

    source air.planes {
      read parquet 'data/planes.parquet'
      columns (tailnum string not null, year int)
      key (tailnum)
    }

    model mart.flights {
      from air.flights as f
      |> left join air.planes as p using (tailnum)
      |> select tailnum, year
    }
    ```

    Right:

    ```gate
    source air.flights {
      read parquet 'data/flights.parquet'
      columns (tailnum string not null, year int not null)
    }

    source air.planes {
      read parquet 'data/planes.parquet'
      columns (tailnum string not null, year int)
      key (tailnum)
    }

    model mart.flights {
      from air.flights as f
      |> left join air.planes as p using (tailnum)
      |> select tailnum, f.year, p.year as built
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0203"
    name: ClassVar[str] = "ambiguous-column"
    usual: ClassVar[Severity] = "error"


class UnknownFunction(Diagnostic):
    """A function that the language does not have.

    Only functions with one known meaning on every engine are in the language (`lockgate functions` lists
    them). An engine's own function would work on that engine alone.

    Wrong:

    ```gate
    model mart.initials {
      from values (1, 'Ada') as people (person_id, first_name)
      |> extend substr(first_name, 1, 1) as initial
    }
    ```

    Right:

    ```gate
    model mart.initials {
      from values (1, 'Ada') as people (person_id, first_name)
      |> extend substring(first_name, 1, 1) as initial
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0204"
    name: ClassVar[str] = "unknown-function"
    usual: ClassVar[Severity] = "error"


class DuplicateName(Diagnostic):
    """Two things of one name in one scope.

    A name that means two things makes every later use a guess. Names are compared without regard to
    case. To change a column in place, use `set`; to keep both, give one of them another name.

    Wrong:

    ```gate
    model mart.people {
      from values (1, 'Ada') as people (person_id, first_name)
      |> extend upper(first_name) as first_name
    }
    ```

    Right:

    ```gate
    model mart.people {
      from values (1, 'Ada') as people (person_id, first_name)
      |> set first_name = upper(first_name)
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0205"
    name: ClassVar[str] = "duplicate-name"
    usual: ClassVar[Severity] = "error"


class MissingName(Diagnostic):
    """An expression that needs a name has none.

    Engines invent names for such columns, each its own (`?column?`, `(amount * 2)`, `_c1`), and what
    reads the table then breaks on the next engine or the next release.

    Wrong:

    ```gate
    model mart.doubled {
      from values (1, 10.00) as orders (order_id, amount)
      |> select order_id, amount * 2
    }
    ```

    Right:

    ```gate
    model mart.doubled {
      from values (1, 10.00) as orders (order_id, amount)
      |> select order_id, amount * 2 as doubled
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0206"
    name: ClassVar[str] = "missing-name"
    usual: ClassVar[Severity] = "error"


class UnusedBinding(Diagnostic):
    """A `with` that nothing reads.

    Mostly the query reads the raw dataset where it was meant to read the cleaned one, so the cleaning
    has no effect. Read the binding, or take it away.

    Wrong:

    ```gate
    model stage.orders {
      from values (1, 10.00), (2, -1.00) as orders (order_id, amount)
    }

    model mart.orders {
      with valid as (
        from stage.orders
        |> where amount > 0
      )
      from stage.orders
    }
    ```

    Right:

    ```gate
    model stage.orders {
      from values (1, 10.00), (2, -1.00) as orders (order_id, amount)
    }

    model mart.orders {
      with valid as (
        from stage.orders
        |> where amount > 0
      )
      from valid
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0207"
    name: ClassVar[str] = "unused-binding"
    usual: ClassVar[Severity] = "warning"
    overridable: ClassVar[bool] = True


class UnknownName(Diagnostic):
    """A param, job, policy, label or other name that is not there.

    Wrong:

    ```gate
    model mart.orders {
      from values (1, 10.00) as orders (order_id, amount)
    }

    job score_orders {
      image 'registry.example/score:1.4'
      command ('python', 'score.py')
      after mart.orders
    }

    schedule nightly {
      cron '0 2 * * *' timezone 'UTC'
      run score_order
    }
    ```

    Right:

    ```gate
    model mart.orders {
      from values (1, 10.00) as orders (order_id, amount)
    }

    job score_orders {
      image 'registry.example/score:1.4'
      command ('python', 'score.py')
      after mart.orders
    }

    schedule nightly {
      cron '0 2 * * *' timezone 'UTC'
      run mart.orders, score_orders
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0208"
    name: ClassVar[str] = "unknown-name"
    usual: ClassVar[Severity] = "error"
