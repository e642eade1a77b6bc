"""What is known of columns, and of expressions over them, at one place; learning more gives another environment."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from lockgate.analysis.domains.domain import NOT_KNOWN, Domain, either
from lockgate.ir.expr import Call, Cast, Column, Expr, Literal
from lockgate.ir.functions import lookup
from lockgate.source import Span

Key = str | tuple[object, ...]
"""A column's name, or the shape of a call that gives the same each time."""
STEPS = 4_000
"""How many expressions are looked at for one question; what is beyond stays unknown."""
DEEPEST = 40
"""How deeply nested ones are looked into."""
_DEEPEST_KEY = 6
_LOGIC = frozenset(("and", "or", "not", "=", "<>", "<", "<=", ">", ">=", "in", "between", "is_null"))


@frozen(eq=False)
class Work:
    """What is left of the steps for one question."""

    left: list[int] = field(factory=lambda: [STEPS])

    def spend(self) -> bool:
        """Take a step; False where none is left."""
        self.left[0] -= 1
        return self.left[0] > 0


@frozen(eq=False)
class Env:
    """The domains of the columns here, and what a condition has told beyond that."""

    columns: Mapping[str, Domain]
    params: frozenset[Span] = frozenset()
    """Where values stand that may be given otherwise."""
    learnt: Mapping[Key, Domain] = field(factory=dict)
    work: Work = field(factory=Work)

    def fresh(self) -> Env:
        """The same, for another question."""
        return Env(self.columns, self.params, self.learnt)

    def column(self, name: str) -> Domain:
        """What a column can be."""
        found = self.learnt.get(name)
        return found if found is not None else self.columns.get(name, NOT_KNOWN)

    def knowing(self, key: Key, domain: Domain) -> Env:
        """The environment in which an expression can be no more than this."""
        return Env(self.columns, self.params, {**self.learnt, key: domain}, self.work)

    def all_columns(self) -> dict[str, Domain]:
        """What each column can be."""
        return {name: self.column(name) for name in self.columns}


def joined(a: Env | None, b: Env | None) -> Env | None:
    """What holds where one or the other holds; None is what cannot be."""
    if a is None or b is None or a is b:
        return b if a is None else a
    learnt = {
        key: either(domain, b.learnt[key]) for key, domain in a.learnt.items() if key in b.learnt
    }
    return Env(a.columns, a.params, learnt, a.work)


def key_of(expr: Expr, depth: int = 0) -> Key | None:
    """What stands for an expression that gives the same value wherever it stands in one row."""
    if isinstance(expr, Column):
        return expr.name
    if depth > _DEEPEST_KEY:
        return None
    if isinstance(expr, Literal):
        return ("literal", str(expr.type), repr(expr.value))
    if isinstance(expr, Cast):
        inner = key_of(expr.operand, depth + 1)
        return None if inner is None else ("cast", str(expr.type), expr.safe, inner)
    if isinstance(expr, Call) and expr.function not in _LOGIC:
        function = lookup(expr.function)
        if function is None or not function.deterministic:
            return None
        keys = [key_of(arg, depth + 1) for arg in expr.args]
        return None if any(key is None for key in keys) else (expr.function, *keys)
    return None
