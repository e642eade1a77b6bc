"""Facts of relations, each worked out once from those of its inputs."""

from __future__ import annotations

from typing import Generic, TypeVar

from attrs import field, frozen

from lockgate.ir.rel import Rel
from lockgate.ir.traverse import walk

Fact = TypeVar("Fact")


@frozen(eq=False)
class PerRelation(Generic[Fact]):
    """What is known of each relation that was asked for, and of all below it. A subclass has the rule."""

    _relations: dict[int, Fact] = field(factory=dict, init=False)
    """By address; a rule finds its inputs here."""
    _kept: list[Rel] = field(factory=list, init=False)
    """Relations stay alive as long as their addresses are keys."""

    def of(self, rel: Rel) -> Fact:
        """What is known of a relation."""
        known = self._relations
        if id(rel) not in known:
            self._kept.append(rel)
            for item in walk(rel):
                if id(item) not in known:
                    known[id(item)] = self._rule(item)
        return known[id(rel)]

    def _rule(self, rel: Rel) -> Fact:
        raise NotImplementedError
