"""Which models of a plan stand in the database already."""

from __future__ import annotations

from lockgate.runtime.names import split
from lockgate.runtime.plan import Plan
from lockgate.runtime.supervisor import Engine


def present_models(engine: Engine, plan: Plan) -> frozenset[str]:
    """Their case-folded names."""
    found = engine.call("present", names=[split(model.name) for model in plan.models])
    return frozenset((f"{schema}.{name}" if schema else name).casefold() for schema, name, _ in found)
