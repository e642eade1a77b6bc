"""Brings an incremental model's table up to date inside the transaction of its build, or builds it whole.

What a run must know of the last one (the newest cursors, what the other inputs were, the digest of the definition)
is kept as text in the comment of the table itself, so that it cannot get apart from its rows: it is written in the
same transaction, goes with the table into copies and dumps, and is gone with it.
"""

from __future__ import annotations

import json
from typing import Any

from attrs import frozen

from lockgate.runtime.incremental.plans import RefreshPlan, SeenPlan
from lockgate.runtime.names import literal, quote, split
from lockgate.runtime.plan import ModelPlan
from lockgate.runtime.supervisor import Engine


@frozen(slots=True)
class Outcome:
    """What was done to a table that is not published yet."""

    changed: bool = True
    """Its rows are others than before."""
    whole: bool = True
    """It was built from all rows."""


def store(engine: Engine, model: ModelPlan, plan: RefreshPlan, *, full: bool) -> Outcome:
    """Bring the table up to date; with `full`, or where the last run left nothing to go on from, build it whole."""
    schema, name = split(model.name)
    newest = {item.dataset: engine.call("values", query=item.newest)[0] for item in plan.watched}
    inputs = {dataset: engine.call("fingerprint", query=query) for dataset, query in plan.inputs}
    last = None if full else _usable(engine, model, plan, inputs)
    if last is None:
        engine.call("publish", schema=schema, name=name, kind="table", query=model.query)
        for seen in plan.seen:
            engine.call("stage", table=split(seen.table), query=seen.whole)
        outcome = Outcome()
    else:
        outcome = _refreshed(engine, schema, name, plan, last["newest"])
    state = json.dumps(
        {
            "digest": plan.digest,
            "run": plan.run,
            "rows": engine.call("measure", schema=schema, name=name),
            "newest": newest,
            "inputs": inputs,
        },
        sort_keys=True,
    )
    engine.call("remember", table=[schema, name], state=state)
    for seen in plan.seen:
        engine.call("remember", table=split(seen.table), state=state)
    return outcome


def _usable(
    engine: Engine, model: ModelPlan, plan: RefreshPlan, inputs: dict[str, str]
) -> dict[str, Any] | None:
    """What the last run has left, if its table can be gone on from."""
    text = engine.call("recall", table=split(model.name))
    if text is None or any(engine.call("recall", table=split(item.table)) != text for item in plan.seen):
        return None
    try:
        state: dict[str, Any] = json.loads(text)
        if state["digest"] != plan.digest or state["inputs"] != inputs:
            return None
        newest = [state["newest"][item.dataset] for item in plan.watched]
        if not all(isinstance(item, str) for item in newest):
            return None  # a source had no row, and so no cursor
        schema, name = split(model.name)
        # Rows that somebody has put in or taken out.
        return state if engine.call("measure", schema=schema, name=name) == state["rows"] else None
    except (ValueError, KeyError, TypeError):
        return None


def _refreshed(engine: Engine, schema: str, name: str, plan: RefreshPlan, newest: dict[str, str]) -> Outcome:
    """Replace the rows that a change touches."""
    since = ", ".join(
        f"CAST({literal(newest[item.dataset])} AS {item.type}) AS {quote(item.column)}"
        for item in plan.watched
    )
    staged = [plan.since_table]
    engine.call("stage", table=split(plan.since_table), query=f"SELECT {since}")
    for seen in plan.seen:
        engine.call("stage", table=split(seen.changed_table), query=seen.changed)
        engine.call("stage", table=split(seen.fresh_table), query=seen.fresh)
        staged += [seen.changed_table, seen.fresh_table]
    engine.call("stage", table=split(plan.keys_table), query=plan.keys)
    engine.call("stage", table=split(plan.rows_table), query=plan.rows)
    changed = engine.call(
        "exchange",
        table=[schema, name],
        keys=split(plan.keys_table),
        on=[list(pair) for pair in plan.columns],
        rows=split(plan.rows_table),
    )
    for seen in plan.seen:
        _count(engine, seen)
    for table in (*staged, plan.keys_table, plan.rows_table):
        engine.call("unstage", table=split(table))
    return Outcome(bool(changed), whole=False)


def _count(engine: Engine, seen: SeenPlan) -> None:
    """Keep what the changed rows are counted for now."""
    engine.call(
        "exchange",
        table=split(seen.table),
        keys=split(seen.changed_table),
        on=[[column, column] for column in seen.columns],
        rows=split(seen.fresh_table),
    )
