"""The Spark SQL dialect, as the Column API needs it."""

from __future__ import annotations

from attrs import evolve
from sqlglot import exp

from lockgate.codegen.base import Options
from lockgate.codegen.sql.dialect import Dialect, Node
from lockgate.codegen.sql.dialects import load
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Parameter

ENGINE = "spark"
RUN = {"run_date": "date", "run_started_at": "started_at"}
"""The values of a run, as attributes of the generated code's `Run`."""


def spark() -> Dialect:
    """Aggregates take no FILTER in the API, and the run's values are those of a Python object."""
    known = load(ENGINE)
    given = known.parameter

    def parameter(low: Lowering, expr: Parameter) -> Node:
        value = {"run_date": low.options.run_date, "run_started_at": low.options.run_started_at}.get(
            expr.name
        )
        return given(low, expr) if value is not None else exp.Placeholder(this=RUN[expr.name])

    return evolve(known, filters=False, window_filters=False, parameter=parameter)


def options(given: Options) -> Options:
    """The options for the dialect."""
    return evolve(given, dialect=ENGINE)
