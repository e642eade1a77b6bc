"""Which part of a program can be reasoned about, and of what is broken how much."""

from __future__ import annotations

from attrs import evolve

from lockgate.analysis.graph import build_order, scanned
from lockgate.ir.program import Program
from lockgate.ir.types import UNKNOWN


def sound_part(program: Program) -> Program:
    """The program without broken models and without what reads them, or columns of no known type.

    The same object where nothing is broken.
    """
    holed = {item.name for item in program.sources if any(field.type == UNKNOWN for field in item.schema)}
    if not holed and not any(model.broken for model in program.models):
        return program
    models = {model.name: model for model in program.models}
    known = {source.name for source in program.sources if source.name not in holed}
    for name in build_order(program):
        if not models[name].broken and all(item in known for item in scanned(models[name].query)):
            known.add(name)
    kept = tuple(model for model in program.models if model.name in known)
    exports = tuple(item for item in program.exports if item.model in known)
    return evolve(program, models=kept, exports=exports)


def unsound_part(program: Program) -> Program:
    """What could be resolved of the broken models, by itself: for facts that hold whatever the rest becomes."""
    broken = tuple(
        evolve(model, broken=False, key=None, checks=(), tests=()) for model in program.models if model.broken
    )
    return Program(program.name, program.sources, broken, params=program.params, functions=program.functions)
