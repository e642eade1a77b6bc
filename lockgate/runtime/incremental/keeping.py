"""Stores a model that is not simply built whole: brought up to date, or given a history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.runtime.incremental import histories, refreshing
from lockgate.runtime.incremental.plans import RefreshPlan, SnapshotPlan
from lockgate.runtime.supervisor import Engine

if TYPE_CHECKING:
    from lockgate.runtime.plan import ModelPlan


def store(engine: Engine, model: ModelPlan, kept: RefreshPlan | SnapshotPlan, *, full: bool) -> bool:
    """Do so in the transaction that is open; whether the table's rows are others than before.

    `full` builds an incremental model from all rows. A history cannot be computed again, and stays.
    """
    if isinstance(kept, SnapshotPlan):
        return histories.store(engine, model, kept)
    return refreshing.store(engine, model, kept, full=full).changed
