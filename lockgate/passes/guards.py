"""The rules that the manager holds each kind of pass to, as lists of what is broken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve

from lockgate.analysis.facts import facts
from lockgate.analysis.keys import declares_proven_key
from lockgate.diagnostics import Diagnostic
from lockgate.ir.program import Check, Model, Program, Source
from lockgate.ir.rel import Scan
from lockgate.ir.traverse import derive
from lockgate.ir.types import Schema
from lockgate.passes.relations import relations


def result_problem(kind: str, wanted: type | tuple[type, ...], result: object) -> str:
    """What is wrong with what a pass returned, or ""."""
    if kind == "check":
        if isinstance(result, Sequence) and all(isinstance(item, Diagnostic) for item in result):
            return ""
        return f"a check pass gives back a sequence of diagnostics and changes nothing; this gave {_described(result)}"
    if isinstance(result, wanted):
        return ""
    return f"it gives back {_described(result)}, which is not what it was given"


def _described(result: object) -> str:
    return "nothing" if result is None else f"a {type(result).__name__}"


def unsound(before: Program, after: Program) -> list[str]:
    """What the verifier finds in what a pass has changed, with schemas worked out from the bottom up."""
    from lockgate.ir.verify import verify

    known = {id(item) for item in (*before.sources, *before.models)}
    part = evolve(
        after,
        sources=tuple(evolve(item, checks=()) if id(item) in known else item for item in after.sources),
        models=tuple(
            _outside(item) if id(item) in known and not item.broken else item for item in after.models
        ),
    )
    for rel in relations(part):
        derive(rel)
    return list(verify(part))


def _outside(model: Model) -> Model:
    """A model that was verified before, as those see it who read it."""
    return Model(model.name, Scan(model.name, derive(model.query)))


def changed(before: Program, after: Program) -> list[str]:
    """The names of the sources and models that differ."""
    known = {id(item) for item in (*before.sources, *before.models)}
    now: tuple[Source | Model, ...] = (*after.sources, *after.models)
    return [item.name for item in now if id(item) not in known]


def interface_changes(before: Program, after: Program) -> Iterator[tuple[str, str]]:
    """What an optimising pass changed and must not have: the dataset, and the sentence."""
    for what in ("exports", "jobs", "schedules", "policies", "waivers"):
        if getattr(before, what) != getattr(after, what):
            yield "", f"the {what} differ"
    parts: tuple[tuple[Sequence[Source | Model], Sequence[Source | Model]], ...] = (
        (before.sources, after.sources),
        (before.models, after.models),
    )
    for old_part, new_part in parts:
        old_names, new_names = [item.name for item in old_part], [item.name for item in new_part]
        if old_names != new_names:
            gone = [name for name in old_names if name not in new_names]
            added = [name for name in new_names if name not in old_names]
            yield "", f"the datasets differ: gone are {gone}, new are {added}"
            continue
        for old, new in zip(old_part, new_part, strict=True):
            if old is not new:
                same = len(old.checks) == len(new.checks)
                kept = old.checks if same else _without_proven(before, old)
                yield from ((old.name, problem) for problem in _dataset_changes(old, new, kept))


def _without_proven(program: Program, dataset: Source | Model) -> tuple[Check, ...]:
    """The checks that must stay: a key that is proven need not be checked."""
    if isinstance(dataset, Model) and not dataset.broken:
        if declares_proven_key(dataset, facts(program).of(dataset.query)):
            return tuple(check for check in dataset.checks if check.kind != "key")
    return dataset.checks


def _dataset_changes(old: Source | Model, new: Source | Model, kept: tuple[Check, ...]) -> Iterator[str]:
    if isinstance(old, Model) and isinstance(new, Model):
        yield from _schema_changes(f"`{old.name}`", derive(old.query), derive(new.query))
    if [_described_check(item) for item in kept] != [_described_check(item) for item in new.checks]:
        yield f"the checks of `{old.name}` differ in more than their queries"
        return
    for a, b in zip(kept, new.checks, strict=True):
        if a is not b:
            yield from _schema_changes(f"the check `{a.name}`", derive(a.violations), derive(b.violations))


def _described_check(check: Check) -> tuple[object, ...]:
    return (check.name, check.kind, check.severity, check.columns, check.text)


def _schema_changes(what: str, old: Schema, new: Schema) -> Iterator[str]:
    if len(old) != len(new):
        yield f"{what} had {len(old)} columns and has {len(new)}: {_names(old)} became {_names(new)}"
        return
    for position, (a, b) in enumerate(zip(old, new, strict=True), 1):
        if a.name != b.name:
            yield f"column {position} of {what} was named `{a.name}` and is named `{b.name}`"
        elif a.type != b.type:
            yield f"column `{a.name}` of {what} was {a.type} and is {b.type}"
        elif b.nullable and not a.nullable:
            yield f"column `{a.name}` of {what} was never NULL and may be now"


def _names(schema: Schema) -> str:
    return "(" + ", ".join(schema.names) + ")"
