"""Functions that give another answer each time: refused in a stored model unless a policy allows them."""

from __future__ import annotations

from lockgate.ir.functions.base import Function
from lockgate.ir.functions.build import make
from lockgate.ir.types import DATE, DOUBLE, STRING, TIMESTAMPTZ, Type


def _volatile(name: str, result: Type, doc: str) -> Function:
    return make(name, "", result, doc, family="not repeatable", nulls="never", deterministic=False)


FUNCTIONS = (
    _volatile("now", TIMESTAMPTZ, "The instant at which the statement runs; `run_started_at` is repeatable."),
    _volatile("today", DATE, "The day on which the statement runs, in UTC; `run_date` is repeatable."),
    _volatile("random", DOUBLE, "A number from 0 up to 1."),
    _volatile("uuid", STRING, "A new random identifier."),
)
