"""Which values each column can have, from what sources promise, constants, known ranges of functions and conditions.

Sound: no value lies outside; what is not known can be anything. Three-valued logic throughout.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from attrs import field, frozen

from lockgate.analysis.domains import rules
from lockgate.analysis.domains.domain import Domain
from lockgate.analysis.domains.env import Env
from lockgate.analysis.domains.rules import Columns, Rules
from lockgate.analysis.graph import build_order
from lockgate.analysis.memo import memoised
from lockgate.analysis.per_relation import PerRelation
from lockgate.ir import rel as relations
from lockgate.ir.history import HISTORY
from lockgate.ir.program import Model, Program
from lockgate.ir.rel import Join, Rel
from lockgate.ir.traverse import walk

__all__ = ["Domain", "Domains", "Env", "domains", "promises"]


@frozen(eq=False)
class Domains(PerRelation[Columns]):
    """The domains of every relation of a program's queries."""

    rules: Rules
    interfaces: dict[str, Columns] = field(factory=dict)
    _both: dict[int, Columns] = field(factory=dict)

    def inside(self, rel: Rel) -> Env:
        """What the expressions of a relation find: the columns of its inputs."""
        match rel:
            case relations.Scan() | relations.Values() | relations.SetOperation():
                return self.rules.env({})
            case Join():
                if id(rel) not in self._both:
                    self._both[id(rel)] = {**self.of(rel.left), **self.of(rel.right)}
                return self.rules.env(self._both[id(rel)])
            case _:
                return self.rules.env(self.of(rel.input))

    def _rule(self, rel: Rel) -> Columns:
        return rules.agreeing(self._made(rel), rel.schema)

    def _made(self, rel: Rel) -> Columns:
        done = self._relations
        match rel:
            case relations.Scan():
                return self.interfaces.get(rel.dataset, {})
            case relations.Values():
                return rules.literal_rows(rel)
            case (
                relations.Bind()
                | relations.Sort()
                | relations.Limit()
                | relations.Distinct()
                | relations.DistinctOn()
            ):
                return done[id(rel.input)]
            case relations.Filter():
                return self.rules.where(done[id(rel.input)], rel.predicate)
            case relations.Project():
                return self.rules.project(rel.columns, done[id(rel.input)])
            case Join():
                return self.rules.join(rel, done[id(rel.left)], done[id(rel.right)])
            case relations.Aggregate():
                return self.rules.aggregate(rel, done[id(rel.input)])
            case relations.SetOperation():
                inputs = [done[id(item)] for item in rel.inputs]
                return rules.combined(rel, inputs, [item.schema for item in rel.inputs])
            case relations.Unpivot():
                return rules.unpivoted(rel, done[id(rel.input)])
            case relations.Unnest():
                return self.rules.unnest(rel, done[id(rel.input)])
            case _:
                assert_never(rel)


@memoised
def domains(program: Program) -> Domains:
    """What columns can be where conditions count."""
    if not any(_refines(rel) for model in program.models if not model.broken for rel in walk(model.query)):
        return promises(program)  # there is no condition
    return _worked_out(program, refine=True)


def _refines(rel: Rel) -> bool:
    match rel:
        case relations.Filter() | relations.Aggregate():
            return True
        case Join():
            return rel.predicate is not None
        case _:
            return False


@memoised
def promises(program: Program) -> Domains:
    """What columns can be by what is promised and computed alone, whatever conditions leave."""
    return _worked_out(program, refine=False)


def _worked_out(program: Program, refine: bool) -> Domains:
    known = Domains(Rules(frozenset(program.params), refine))
    for source in program.sources:
        known.interfaces[source.name] = rules.promised(source)
    models: Mapping[str, Model] = {model.name: model for model in program.models}
    for name in build_order(program):
        model = models[name]
        if not model.broken:
            found = known.of(model.query)
            if model.materialization.kind == "snapshot":  # the query gives the first rows, later ones are closed
                found = {name: domain for name, domain in found.items() if name not in HISTORY}
            known.interfaces[name] = found
    return known
