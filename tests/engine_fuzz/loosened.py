"""The rows on which an engine may compute an expression: those that conditions, joins and limits leave out as well.

SQL does not say that a condition is checked before another, nor that a join comes before a condition. So where a
pipeline would fail without what takes rows away, an engine may fail too.
"""

from __future__ import annotations

from attrs import evolve

from lockgate.ir.expr import AggregateCall, Call, Column, Expr, Literal, WindowCall
from lockgate.ir.rel import (
    Aggregate,
    Distinct,
    DistinctOn,
    Filter,
    Join,
    Limit,
    Project,
    Rel,
    SetOperation,
    Sort,
    Unnest,
)
from lockgate.ir.traverse import expressions, map_children, walk, walk_expr
from lockgate.ir.types import BIGINT, BOOLEAN, Schema, Type
from tests.engine_fuzz.case import Case
from tests.interpreter import Failure, Interpreter, Unspecified
from tests.interpreter.expressions import Evaluator
from tests.interpreter.ordering import ties_are_fine


def _never_empty(array: Expr, element: Type) -> Expr:
    """The array, or one of a NULL in place of an empty one."""
    some = Call(">", (Call("array_length", (array,)), Literal(0, BIGINT)))
    return Call("if", (some, array, Call("array", (Literal(None, element),))))


class Loosener:
    """Keeps what it made, so that a pipeline that grows is taken apart only where it is new."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[Rel, Rel]] = {}

    def loosened(self, rel: Rel) -> Rel:
        """The pipeline without anything that takes rows away."""
        for item in walk(rel):
            if id(item) not in self._made:
                inner = map_children(item, lambda child: self._made[id(child)][1])
                self._made[id(item)] = (item, _loosen(inner))
        return self._made[id(rel)][1]


def _loosen(rel: Rel) -> Rel:
    match rel:
        case Filter():
            return Filter(rel.input, _checked(rel.predicate))
        case Distinct() | DistinctOn() | Sort() | Limit():
            return rel.input
        case Join() if rel.predicate is not None:
            joined = Join("inner", rel.left, rel.right, _checked(rel.predicate), many=True)
            if rel.kind not in ("semi", "anti"):
                return joined
            return Project(joined, tuple((name, Column(name)) for name in rel.left.schema.names))
        case Unnest():
            return Unnest(rel.input, _never_empty(rel.expr, rel.schema[rel.name].type), rel.name)
        case SetOperation() if rel.kind != "union_all":
            return evolve(rel, kind="union_all")
        case _:
            return rel


def _checked(condition: Expr) -> Expr:
    """Computed, and then true whatever it is."""
    return Call("or", (condition, Literal(True, BOOLEAN)))


def may_fail(case: Case) -> bool:
    """Whether the pipeline fails on rows that it leaves out, or in a constant that no row may need."""
    try:
        with ties_are_fine():
            Interpreter(case.tables).table(Loosener().loosened(case.rel))
    except Failure:
        return True
    except Unspecified:
        pass
    return any(map(has_failing_constant, walk(case.rel)))


def has_failing_constant(rel: Rel) -> bool:
    """Whether an expression without a column fails: an engine may compute it before it looks for rows."""
    at = Evaluator(Schema(()), {})
    return any(
        _fails(at, part) for whole in expressions(rel) for part in walk_expr(whole) if _is_constant(part)
    )


def _is_constant(expr: Expr) -> bool:
    return not any(isinstance(item, (Column, AggregateCall, WindowCall)) for item in walk_expr(expr))


def _fails(at: Evaluator, expr: Expr) -> bool:
    try:
        at.value(expr, ())
    except Failure:
        return True
    except (Unspecified, KeyError):
        return False  # a function of a window is no scalar
    return False


def fails_last(run: Interpreter, rel: Rel) -> bool:
    """Whether a pipeline fails in its last step, which computes something of each row: then an engine must fail too."""
    if not isinstance(rel, (Project, Aggregate, Unnest)):
        return False
    try:
        run.table(rel.input)
    except (Failure, Unspecified):
        return False
    return True
