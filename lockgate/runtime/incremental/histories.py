"""Takes up in a snapshot what its query gives now, inside the transaction of its build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.runtime.client import EngineError
from lockgate.runtime.incremental.plans import SnapshotPlan
from lockgate.runtime.names import PRIVATE_SCHEMA, quote, split
from lockgate.runtime.supervisor import Engine

if TYPE_CHECKING:
    from lockgate.runtime.plan import ModelPlan


def store(engine: Engine, model: ModelPlan, plan: SnapshotPlan) -> bool:
    """Begin the history, or go on with it; whether anything has changed."""
    schema, name = split(model.name)
    there = [kind for _, _, kind in engine.call("present", names=[[schema, name]])]
    if there != ["table"]:
        engine.call("publish", schema=schema, name=name, kind="table", query=model.query)
        engine.call("remember", table=[schema, name], state="history")
        return True
    if engine.call("recall", table=[schema, name]) != "history":
        raise EngineError(
            "Refused",
            "the table of this name is no history of this snapshot: rename it or drop it, and a new one begins",
        )
    table = ".".join(quote(part) for part in plan.table)
    columns = ", ".join(quote(column) for column in plan.columns)
    _same_columns(engine, plan, f"SELECT * FROM {table}")
    now = [PRIVATE_SCHEMA, plan.now_table]
    engine.call("stage", table=now, query=f"SELECT {columns} FROM (\n{model.query}\n) AS r")
    done = engine.call(
        "history",
        table=[schema, name],
        now=now,
        key=list(plan.key),
        compared=list(plan.compared),
        run=plan.run,
    )
    engine.call("unstage", table=now)
    return bool(done["closed"] or done["opened"])


def _same_columns(engine: Engine, plan: SnapshotPlan, query: str) -> None:
    there = [list(item) for item in engine.call("describe", query=query)]
    wanted = [list(item) for item in engine.call("describe", query=plan.empty)]
    if there == wanted:
        return
    gone = [name for name, _ in there if name not in [item for item, _ in wanted]]
    new = [name for name, _ in wanted if name not in [item for item, _ in there]]
    said = "; ".join(
        part
        for part in (
            f"it has {', '.join(f'`{item}`' for item in gone)}, which the query does not give"
            if gone
            else "",
            f"it lacks {', '.join(f'`{item}`' for item in new)}" if new else "",
        )
        if part
    )
    raise EngineError(
        "Refused",
        "the columns of the history are others than those of the snapshot"
        f"{': ' + said if said else ' in their order or types'};"
        " alter the table to match, or rename it and a new history begins",
    )
