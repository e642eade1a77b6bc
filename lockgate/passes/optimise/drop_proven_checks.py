"""A run need not check what is proven: the keys that follow from queries, and from what is checked before them."""

from __future__ import annotations

from attrs import evolve

from lockgate.analysis.facts import facts
from lockgate.analysis.keys import declares_proven_key
from lockgate.ir.program import Model, Program
from lockgate.passes.compiler_pass import compiler_pass


@compiler_pass("drop-proven-checks", kind="optimise")
def drop_proven_checks(program: Program) -> Program:
    """Leave out the checks of keys that are proven."""
    known = facts(program)

    def without(model: Model) -> Model:
        if model.broken or not declares_proven_key(model, known.stored(model)):
            return model
        kept = tuple(check for check in model.checks if check.kind != "key")
        return model if len(kept) == len(model.checks) else evolve(model, checks=kept)

    models = tuple(map(without, program.models))
    if all(new is old for new, old in zip(models, program.models, strict=True)):
        return program
    return evolve(program, models=models)
