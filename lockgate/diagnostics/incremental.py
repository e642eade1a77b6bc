"""Incremental models and snapshots that cannot be kept up to date."""

from __future__ import annotations

from typing import ClassVar

from lockgate.diagnostics.base import Diagnostic, Severity


class IncrementalUnsafe(Diagnostic):
    """An incremental model or a snapshot that no strategy keeps equal to a full rebuild.

    An incremental model must always be the table that a full rebuild would give. That needs a cursor that every
    row has and that moves on with each change, a look-back as long as changes may be late, merge keys by which the
    rows are unique, and a query in which it can be told what a change touches: not one that looks at all rows (a
    `limit`, a total, a window without `partition by`), and none that changes with the time of the run. A snapshot
    needs a key that its query has. Sums over the look-back alone, merged into older sums, are a common way to get
    this wrong: what lies before the look-back is lost from them.

    Measured: 183 open rentals arrived late; a sum of 15.00 became 1.00 when the sums of a look-back were merged.

    Wrong:

    ```gate
    source shop.rentals {
      read parquet 'data/rentals.parquet'
      columns (rental_id bigint not null, rented_at timestamp not null, returned_at timestamp)
      key (rental_id)
    }

    model mart.rentals {
      materialize incremental cursor returned_at lookback '3 days' merge on (rental_id)
      from shop.rentals
    }
    ```

    Right:

    ```gate
    source shop.rentals {
      read parquet 'data/rentals.parquet'
      columns (rental_id bigint not null, rented_at timestamp not null, returned_at timestamp,
               updated_at timestamp not null)
      key (rental_id)
    }

    model mart.rentals {
      materialize incremental cursor updated_at lookback '3 days' merge on (rental_id)
      from shop.rentals
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0810"
    name: ClassVar[str] = "incremental-unsafe"
    usual: ClassVar[Severity] = "error"
    overridable: ClassVar[bool] = True
