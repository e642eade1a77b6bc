"""Every relation of a program: the models' queries, and the violations of the checks of sources and models."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from attrs import evolve

from lockgate.ir.program import Check, Model, Program, Source
from lockgate.ir.rel import Rel

_Owner = TypeVar("_Owner", Source, Model)


def relations(program: Program) -> Iterator[Rel]:
    """All of them, sources first; those of a model that has errors are left out."""
    for source in program.sources:
        yield from (check.violations for check in source.checks)
    for model in program.models:
        if not model.broken:
            yield model.query
            yield from (check.violations for check in model.checks)


def written(program: Program) -> Iterator[tuple[Source | Model, Rel]]:
    """The relations that an author wrote, each with its owner: queries, and checks of more than single rows."""
    for source in program.sources:
        yield from ((source, check.violations) for check in source.checks if check.kind in ("table", "empty"))
    for model in program.models:
        if not model.broken:
            yield model, model.query
            yield from ((model, check.violations) for check in model.checks if check.kind in ("table", "empty"))


def map_relations(program: Program, rewrite: Callable[[Rel], Rel]) -> Program:
    """The program with each relation rewritten; the same object if none changed."""
    sources = tuple(_checked(source, rewrite) for source in program.sources)
    models = tuple(_rewritten(model, rewrite) for model in program.models)
    if _same(sources, program.sources) and _same(models, program.models):
        return program
    return evolve(program, sources=sources, models=models)


def _rewritten(model: Model, rewrite: Callable[[Rel], Rel]) -> Model:
    if model.broken:
        return model
    query = rewrite(model.query)
    return _checked(model if query is model.query else evolve(model, query=query), rewrite)


def _checked(owner: _Owner, rewrite: Callable[[Rel], Rel]) -> _Owner:
    checks = tuple(_check(item, rewrite) for item in owner.checks)
    return owner if _same(checks, owner.checks) else evolve(owner, checks=checks)


def _check(check: Check, rewrite: Callable[[Rel], Rel]) -> Check:
    violations = rewrite(check.violations)
    return check if violations is check.violations else evolve(check, violations=violations)


def _same(new: tuple[object, ...], old: tuple[object, ...]) -> bool:
    return all(a is b for a, b in zip(new, old, strict=True))
