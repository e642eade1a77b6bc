"""One history after another: after every run each incremental table must be what a full rebuild would give."""

from __future__ import annotations

import datetime
import functools
import random
from collections.abc import Callable

from attrs import field, frozen

import lockgate
from lockgate.analysis.incremental import Strategy, strategy
from lockgate.ir.program import Program
from lockgate.runtime.place import Place
from lockgate.runtime.plan import Plan
from tests.incremental import generated
from tests.incremental.engine import Direct, difference, is_kept, plan_of, run
from tests.incremental.specs import MODELS, spec
from tests.incremental.world import World

RUNS = 4
TOGETHER = 3
GROUPS = [tuple(sorted(MODELS)[at :: len(MODELS) // TOGETHER]) for at in range(len(MODELS) // TOGETHER)]
"""The models, a few to a history."""
FIRST_RUN = datetime.datetime(2026, 6, 1)


@frozen
class Outcome:
    """What happened in a history."""

    problems: list[str] = field(factory=list)
    refreshed: int = 0
    """Tables brought up to date from a part of the rows."""
    unchanged: int = 0
    whole: int = 0


@functools.cache
def program_of(names: tuple[str, ...]) -> Program:
    """The project with some models, as a run sees it."""
    from lockgate.session.pipeline import optimised

    checked = lockgate.check_text(spec(names))
    assert checked.ok, checked.diagnostics
    return optimised(checked.program)


@functools.cache
def plan_at(names: tuple[str, ...], engine: str, run: int) -> Plan:
    """What a run of it does. Runs start at the same times in all histories, after all that happens there."""
    return plan_of(program_of(names), Place(engine=engine), FIRST_RUN + datetime.timedelta(days=run))


@functools.cache
def generated_program(seed: int) -> Program | None:
    """The project with a generated model; None where no strategy is known, which is no mistake.

    None too where the cursor comes from another column than those by which the world tells of its changes, as a union
    makes of `ordered_at as updated_at`: such a model promises what the world does not keep.
    """
    from lockgate.session.pipeline import optimised

    checked = lockgate.check_text(generated.spec(seed), allow=["fanout-aggregate"])
    errors = {item.name for item in checked.diagnostics if item.severity == "error"}
    assert errors <= {"incremental-unsafe"}, (seed, checked.diagnostics)
    if errors:
        return None
    found = strategy(
        checked.program, next(item for item in checked.program.models if item.name == "mart.made")
    )
    assert isinstance(found, Strategy)
    kept = all(driving.cursor == "updated_at" for driving in found.driving)
    return optimised(checked.program) if kept else None


def of_generated(engine: Direct, seed: int) -> Outcome:
    """Play the history of a seed with the model of that seed."""
    program = generated_program(seed)
    if program is None:
        return Outcome()
    place = engine.place
    return _played(
        engine, seed, ("made",), lambda at: plan_of(program, place, FIRST_RUN + datetime.timedelta(days=at))
    )


def history(engine: Direct, seed: int) -> Outcome:
    """Play the history of a seed on an empty database."""
    names = GROUPS[seed % len(GROUPS)]
    return _played(engine, seed, names, lambda at: plan_at(names, engine.place.engine, at))


def _played(engine: Direct, seed: int, names: tuple[str, ...], planned: Callable[[int], Plan]) -> Outcome:
    pick = random.Random(seed)
    world = World(seed)
    problems: list[str] = []
    counts = {"refreshed": 0, "unchanged": 0, "whole": 0}
    for at in range(RUNS):
        if at:
            world.step()
        engine.change(world.statements())
        plan = planned(at)
        # Now and then all is built anew, or a model is left out of a run, and has more to make up for.
        left_out = f"mart.{pick.choice(names)}" if at and pick.random() < 0.2 else ""
        engine.calls.clear()
        reports = run(engine, plan, full=pick.random() < 0.05, without=[left_out])
        for model in plan.models:
            if model.name == left_out or not model.name.startswith("mart."):
                continue
            assert is_kept(model), model.name
            report = reports[model.name]
            counts["unchanged"] += report.status == "unchanged"
            if report.status not in ("built", "unchanged"):
                problems.append(f"seed {seed}, run {at}: {model.name} {report.error}")
            elif different := difference(engine, model):
                problems.append(f"seed {seed}, run {at}: {model.name} {different[:4]}")
        whole = engine.calls.count("publish") - sum(model.kind == "view" for model in plan.models)
        counts["whole"] += whole
        counts["refreshed"] += len(reports) - sum(model.kind == "view" for model in plan.models) - whole
        world.ran()
    return Outcome(problems, **counts)
