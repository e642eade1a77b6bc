"""Which values a column or an expression can have: a set, and whether NULL is among them."""

from __future__ import annotations

from decimal import Decimal as Exact
from functools import cache

from attrs import evolve, field, frozen

from lockgate.analysis.domains import parts as sets
from lockgate.analysis.domains.parts import Parts
from lockgate.ir.coerce import RANGES, is_orderable
from lockgate.ir.expr import Literal
from lockgate.ir.types import BOOLEAN, INT, UNKNOWN, Decimal, Type
from lockgate.source import Span


@frozen(slots=True)
class Domain:
    """`parts` hold every value that can occur besides NULL; they may hold others too."""

    type: Type
    parts: Parts
    nullable: bool
    place: Span | None = field(default=None, eq=False)
    """Where it is said."""

    @property
    def never(self) -> bool:
        """There is no value at all, NULL neither."""
        return not self.parts and not self.nullable

    @property
    def always_null(self) -> bool:
        """NULL is all there is."""
        return not self.parts and self.nullable

    def within(self, parts: Parts, place: Span | None = None) -> Domain:
        """What of it lies in a set, without NULL."""
        kept = sets.whole(sets.intersect(self.parts, parts), self.type) if has_order(self.type) else self.parts
        if kept == self.parts:
            return self if not self.nullable else evolve(self, nullable=False)
        return Domain(self.type, kept, False, place or self.place)

    def null_only(self) -> Domain:
        """NULL, if that can be."""
        return Domain(self.type, sets.NONE, self.nullable, self.place)

    def filled(self) -> Domain:
        """Without NULL."""
        return evolve(self, nullable=False) if self.nullable else self

    def or_null(self) -> Domain:
        """With NULL."""
        return self if self.nullable else evolve(self, nullable=True)

    def typed(self, kind: Type) -> Domain:
        """The same values under another type."""
        return self if kind == self.type else evolve(self, type=kind)


def has_order(kind: Type) -> bool:
    """Sets of such values are followed."""
    return kind == BOOLEAN or is_orderable(kind)


@cache
def _every(kind: Type) -> Parts:
    if kind == BOOLEAN:
        return sets.points((False, True))
    if kind == INT:
        return sets.between(*RANGES[INT])
    if isinstance(kind, Decimal):
        end = Exact(10) ** (kind.precision - kind.scale)
        return (((0, -end, 1), (0, end, -1)),)
    return sets.ALL


def anything(kind: Type, nullable: bool) -> Domain:
    """All values of a type."""
    return Domain(kind, _every(kind), nullable)


NOT_KNOWN = anything(UNKNOWN, True)


def constant(literal: Literal) -> Domain:
    """What a literal is."""
    if literal.value is None:
        return Domain(literal.type, sets.NONE, True)
    if not has_order(literal.type) or not sets.family(literal.value):
        return anything(literal.type, False)
    return Domain(literal.type, sets.point(literal.value), False)


def either(a: Domain, b: Domain) -> Domain:
    """What one or the other can be."""
    if a is b:
        return a
    place = a.place if a.place == b.place else None
    return Domain(a.type, sets.union(a.parts, b.parts), a.nullable or b.nullable, place)
