"""Mistakes of schedules: LG08xx."""

from __future__ import annotations

from typing import ClassVar

from lockgate.diagnostics.base import Diagnostic, Severity


class ImpossibleSchedule(Diagnostic):
    """A schedule that never fires, or not as it is written.

    Nothing fails, and so nobody notices: the table only stops being built. A `cron` has five fields (minute, hour,
    day of the month, month, day of the week); a value out of range or a date that no year has is an error, and so are
    schedules that wait for each other. A part that changes nothing is a warning, and `on` a model that no schedule
    runs is a note.

    Wrong:

    ```gate
    model mart.orders {
      from values (1, 10.00) as orders (order_id, amount)
    }

    schedule month_end {
      cron '0 0 31 4,6,9,11 *' timezone 'Europe/Berlin'
      run mart.orders
    }
    ```

    Right:

    ```gate
    model mart.orders {
      from values (1, 10.00) as orders (order_id, amount)
    }

    schedule month_end {
      cron '0 0 30 4,6,9,11 *' timezone 'Europe/Berlin'
      run mart.orders
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0801"
    name: ClassVar[str] = "impossible-schedule"
    usual: ClassVar[Severity] = "error"


class ScheduleBeforeInput(Diagnostic):
    """A schedule that fires before what it reads was built, or more often than that comes.

    What it builds is then a day behind for ever, or the same again. An error where it fires at the same time as what
    builds its input or shortly before; a warning where it fires earlier in the same day, week or month, or much more
    often than its inputs are built or (by `fresh … within`) delivered; a note where no schedule builds an input. Let
    it fire later, run both in one schedule, or say `on MODEL`.

    Wrong:

    ```gate
    model stage.orders {
      materialize table
      from values (1, 10.00) as orders (order_id, amount)
    }

    model mart.orders {
      materialize table
      from stage.orders
    }

    schedule staging {
      cron '0 3 * * *'
      run stage.orders
    }

    schedule marts {
      cron '0 2 * * *'
      run mart.orders
    }
    ```

    Right:

    ```gate
    model stage.orders {
      materialize table
      from values (1, 10.00) as orders (order_id, amount)
    }

    model mart.orders {
      materialize table
      from stage.orders
    }

    schedule staging {
      cron '0 3 * * *'
      run stage.orders
    }

    schedule marts {
      on stage.orders
      run mart.orders
    }
    ```
    """

    __slots__ = ()
    code: ClassVar[str] = "LG0802"
    name: ClassVar[str] = "schedule-before-input"
    usual: ClassVar[Severity] = "warning"
    overridable: ClassVar[bool] = True
