"""Which models of a plan stand in the database already."""

from __future__ import annotations

from lockgate.runtime.names import split
from lockgate.runtime.plan import Plan
from lockgate.runtime.supervisor import Engine


def present_models(engine: Engine, plan: Plan) -> frozenset[str]:
    """Their case-folded names."""
    return frozenset(kinds(engine, plan))


def kinds(engine: Engine, plan: Plan) -> dict[str, str]:
    """What they are, `table` or `view`, by case-folded name."""
    found = engine.call("present", names=[split(model.name) for model in plan.models])
    return {(f"{schema}.{name}" if schema else name).casefold(): kind for schema, name, kind in found}
