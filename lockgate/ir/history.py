"""The columns that a snapshot adds to its query: from when to when a row was so, and whether it still is.

`from crm.customers` as a snapshot becomes the rows as they are when it is first built: each has been so since the
run started, and still is.
"""

from __future__ import annotations

from lockgate.ir.expr import Column, Expr, Literal, Parameter
from lockgate.ir.program import Model
from lockgate.ir.rel import Named, Project, Rel
from lockgate.ir.types import BOOLEAN, TIMESTAMPTZ

VALID_FROM, VALID_TO, IS_CURRENT = "valid_from", "valid_to", "is_current"
HISTORY = (VALID_FROM, VALID_TO, IS_CURRENT)


def with_history(rel: Rel) -> Rel:
    """The rows with their columns of history, as the first run stores them."""
    columns: list[tuple[str, Expr]] = [(name, Column(name)) for name in rel.schema.names]
    added: tuple[Named, ...] = (
        (VALID_FROM, Parameter("run_started_at", TIMESTAMPTZ)),
        (VALID_TO, Literal(None, TIMESTAMPTZ)),
        (IS_CURRENT, Literal(True, BOOLEAN)),
    )
    return Project(rel, (*columns, *added))


def keeps_history(model: Model) -> bool:
    """Whether the model's table holds rows that its query does not give any more."""
    return model.materialization.kind == "snapshot"
