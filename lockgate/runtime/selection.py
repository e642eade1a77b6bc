"""Which models a run builds: names, globs, `+name` with what it needs, `name+` with what needs it.

`mart.*,+stage.orders` selects by comma. A model that was not selected but is needed and does not
stand in the database yet is built as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from lockgate.runtime.plan import Plan


class NothingSelected(Exception):
    """A selector that matches no model; the text is for the user."""


def select(plan: Plan, selectors: Sequence[str] | None) -> frozenset[str]:
    """The case-folded names of the selected models; None selects all."""
    names = [model.name.casefold() for model in plan.models]
    if selectors is None:
        return frozenset(names)
    needs = _needs(plan)
    needed_by: dict[str, list[str]] = {name: [] for name in names}
    for name in names:
        for upstream in needs[name]:
            needed_by[upstream].append(name)
    chosen: set[str] = set()
    for selector in (part.strip() for group in selectors for part in group.split(",")):
        if not selector:
            continue
        pattern = selector.removeprefix("+").removesuffix("+").casefold()
        found = [name for name in names if fnmatchcase(name, pattern)]
        if not found:
            raise NothingSelected(f"`{selector}` selects no model")
        chosen.update(found)
        if selector.startswith("+"):
            chosen |= _reach(found, needs)
        if selector.endswith("+"):
            chosen |= _reach(found, needed_by)
    if not chosen:
        raise NothingSelected("the selection names no model")
    return frozenset(chosen)


def with_missing(plan: Plan, chosen: frozenset[str], present: frozenset[str]) -> frozenset[str]:
    """The selection and the models that it needs and that are not in the database, nor what those need."""
    needs = _needs(plan)
    wanted = set(chosen)
    waiting = sorted(chosen)
    while waiting:
        for upstream in needs.get(waiting.pop(), ()):
            if upstream not in wanted and upstream not in present:
                wanted.add(upstream)
                waiting.append(upstream)
    return frozenset(wanted)


def reached(plan: Plan, chosen: Iterable[str]) -> frozenset[str]:
    """Every dataset, by case-folded name, that the chosen models read directly or through others."""
    everything = {
        model.name.casefold(): [item.casefold() for item in model.depends_on] for model in plan.models
    }
    return frozenset(_reach(list(chosen), everything))


def _needs(plan: Plan) -> dict[str, list[str]]:
    names = {model.name.casefold() for model in plan.models}
    return {
        model.name.casefold(): [item.casefold() for item in model.depends_on if item.casefold() in names]
        for model in plan.models
    }


def _reach(start: Sequence[str], edges: Mapping[str, Sequence[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        for item in edges.get(waiting.pop(), ()):
            if item not in found:
                found.add(item)
                waiting.append(item)
    return found
