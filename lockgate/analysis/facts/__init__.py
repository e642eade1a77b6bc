"""What can be proven of rows before any is read: keys, dependencies, how often rows of a join meet, origins.

One walk over a relation, from its datasets to its output; a rule for each node. Sound: what is not certain is left
out. The sets of columns that the rules follow are those that Codd's theory of functional dependencies calls keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import assert_never

from attrs import field, frozen

from lockgate.analysis.facts import histories, joins, several, single
from lockgate.analysis.facts.bounds import bounded
from lockgate.analysis.facts.facts import Facts, Origin
from lockgate.analysis.facts.joins import Meeting
from lockgate.analysis.facts.references import References, references
from lockgate.analysis.graph import build_order
from lockgate.analysis.memo import memoised
from lockgate.analysis.per_relation import PerRelation
from lockgate.ir import rel as relations
from lockgate.ir.history import keeps_history
from lockgate.ir.program import Model, Program
from lockgate.ir.rel import Join, Rel

__all__ = ["Facts", "Known", "Meeting", "Origin", "facts"]


@frozen(eq=False)
class Known(PerRelation[Facts]):
    """The facts of every relation of a program's queries."""

    references: References
    interfaces: dict[str, several.Interface] = field(factory=dict)
    histories: dict[str, tuple[str, ...]] = field(factory=dict)
    """The keys of snapshots."""
    _meetings: dict[int, Meeting] = field(factory=dict)
    _sides: dict[int, tuple[Facts, Facts]] = field(factory=dict)
    _numbers: Iterator[int] = field(factory=count)

    def stored(self, model: Model) -> Facts:
        """The facts of a model's rows as they are stored: those of its query, unless it keeps what these once were."""
        found = self.of(model.query)
        return several.history(model, found, self._numbers.__next__) if keeps_history(model) else found

    def sides(self, join: Join) -> tuple[Facts, Facts]:
        """The facts of a join's two sides, apart from each other."""
        self.of(join)
        return self._sides[id(join)]

    def meeting(self, join: Join) -> Meeting:
        """How often the rows of a join's sides meet."""
        self.of(join)
        return self._meetings[id(join)]

    def _rule(self, rel: Rel) -> Facts:
        fresh: single.Fresh = self._numbers.__next__
        return bounded(rel, self._made(rel, fresh), fresh)

    def _made(self, rel: Rel, fresh: single.Fresh) -> Facts:
        done = self._relations
        match rel:
            case relations.Scan():
                return several.scanned(rel, self.interfaces.get(rel.dataset, several.Interface()), fresh)
            case relations.Values():
                return several.literal_rows(rel, fresh)
            case relations.Bind() | relations.Sort():
                return done[id(rel.input)]
            case relations.Filter():
                made = single.filtered(rel, done[id(rel.input)])
                return histories.current(rel, made, self.histories) if self.histories else made
            case relations.Project():
                return single.projected(rel, done[id(rel.input)], fresh)
            case relations.Join():
                left = done[id(rel.left)]
                right = joins.apart(left, done[id(rel.right)], fresh)
                self._sides[id(rel)] = left, right
                met = self._meetings[id(rel)] = joins.meeting(rel, left, right)
                return joins.joined(rel, left, right, met)
            case relations.Aggregate():
                return single.aggregated(rel, done[id(rel.input)], fresh)
            case relations.Distinct():
                return single.distinct(rel, done[id(rel.input)], fresh)
            case relations.DistinctOn():
                return single.distinct_on(rel, done[id(rel.input)])
            case relations.Limit():
                return single.limited(rel, done[id(rel.input)])
            case relations.SetOperation():
                return several.combined(rel, [done[id(item)] for item in rel.inputs], fresh)
            case relations.Unpivot():
                return single.unpivoted(rel, done[id(rel.input)], fresh)
            case relations.Unnest():
                return single.unnested(rel, done[id(rel.input)], fresh)
            case _:
                assert_never(rel)


@memoised
def facts(program: Program) -> Known:
    """The facts of a program; a broken model tells nothing but its declared key."""
    known = Known(references(program))
    known.histories.update((item.name, item.materialization.keys) for item in program.models if keeps_history(item))
    for source in program.sources:
        known.interfaces[source.name] = several.of_source(source)
    models: Mapping[str, Model] = {model.name: model for model in program.models}
    for name in build_order(program):
        model = models[name]
        found = Facts(frozenset()) if model.broken else known.stored(model)
        known.interfaces[name] = several.of_model(model, found)
    return known
