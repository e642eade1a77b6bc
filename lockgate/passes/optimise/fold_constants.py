"""Work out what is constant once, instead of on every row.

    filter ((amount > (1 + 2)) and (1 = 1))   →   filter (amount > 3)

Errors stay where they are: `1 / 0`, and a sum that its type does not hold, are left to run. Only what is
the same on every engine is worked out; functions of the run (`run_date`) and of chance are never touched.
"""

from __future__ import annotations

from functools import reduce
from operator import is_

from attrs import evolve

from lockgate.ir.expr import AggregateCall, Call, Case, Cast, Expr, Literal
from lockgate.ir.functions import Mismatch, Typed, lookup
from lockgate.ir.infer import infer
from lockgate.ir.nonnull import required
from lockgate.ir.rel import Aggregate, DistinctOn, Filter, Join, Rel, Scan, SetOperation, Sort, Values
from lockgate.ir.traverse import map_expressions, transform, transform_expr
from lockgate.ir.types import NULL, UNKNOWN, Schema
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.passes.optimise.cast_constants import cast_constant
from lockgate.passes.optimise.compute import computed
from lockgate.passes.optimise.conditions import conjuncts
from lockgate.passes.optimise.constants import Constant, boolean_of, constant_of, is_null
from lockgate.passes.optimise.facts import Known, can_fail, is_deterministic
from lockgate.passes.optimise.simplify import simplified, simplified_case

_NOTHING = Schema(())
_DIVISIONS = frozenset(("/", "//", "%"))
_STRICT = _DIVISIONS | {"+", "-", "*", "neg", "=", "<>", "<", "<=", ">", ">=", "||", "like", "not"}
"""Operators that are NULL where an argument is."""


@compiler_pass("fold-constants", kind="optimise")
def fold_constants(rel: Rel) -> Rel:
    """Work out constant expressions, simplify logic with constants, drop filters that are always true."""
    return transform(rel, _fold_node)


def _fold_node(rel: Rel) -> Rel:
    schema = _scope(rel)

    def fold(expr: Expr) -> Expr:
        return fold_expr(expr, schema)

    def fold_key(expr: Expr) -> Expr:
        # A bare number in GROUP BY or ORDER BY is a position in SQL.
        made = fold(expr)
        return expr if constant_of(made) is not None else made

    def fold_predicate(expr: Expr) -> Expr:
        # A condition also proves columns to be not NULL, and `a > 1 and false` proves more than `false`.
        made = fold(expr)
        if _proves(made, expr, schema):
            return made
        parts = conjuncts(expr)
        kept = [item if _proves(item, part, schema) else part for part in parts for item in (fold(part),)]
        return expr if all(map(is_, kept, parts)) else reduce(lambda a, b: Call("and", (a, b)), kept)

    keyed = isinstance(rel, (Aggregate, DistinctOn, Sort))
    proving = isinstance(rel, (Filter, Join))
    made = map_expressions(rel, fold_key if keyed else fold_predicate if proving else fold)
    if isinstance(made, Filter) and boolean_of(made.predicate) is True:
        return made.input
    return made


def _proves(made: Expr, expr: Expr, schema: Schema) -> bool:
    """Where `made` is true, all columns that `expr` proves to be not NULL are so."""
    if made is expr:
        return True
    return not any(schema[name].nullable for name in required(expr) - required(made) if name in schema)


def _scope(rel: Rel) -> Schema:
    """What the expressions of a relation may name."""
    if isinstance(rel, (Scan, Values, SetOperation)):
        return _NOTHING
    if isinstance(rel, Join):
        return Schema(rel.left.schema.fields + rel.right.schema.fields)
    return rel.input.schema


def fold_expr(expr: Expr, schema: Schema) -> Expr:
    """The expression with its constant parts worked out: the same type, NULL at most where it was."""
    known: Known = {}
    made = transform_expr(expr, lambda item: _step(item, schema, known))
    if made is expr:
        return expr
    (old_type, old_nullable), (new_type, new_nullable) = infer(expr, schema), infer(made, schema)
    return made if new_type == old_type and (old_nullable or not new_nullable) else expr


def _step(expr: Expr, schema: Schema, known: Known) -> Expr:
    match expr:
        case Call():
            made = simplified(expr, known) or _computed(expr) or _null(expr, schema, known)
        case Cast():
            constant = constant_of(expr.operand)
            made = None if constant is None else cast_constant(constant, expr.type)
        case Case():
            made = simplified_case(expr)
        case AggregateCall():
            made = evolve(expr, filter=None) if expr.filter is not None and boolean_of(expr.filter) else None
        case _:
            made = None
    if made is None or made is expr:
        return expr
    if is_null(made) and isinstance(expr, (Call, Case)):
        return Literal(None, infer(expr, schema)[0])  # A NULL that was chosen has the type of the choice.
    return made


def _computed(call: Call) -> Expr | None:
    """The value of a call on constants only."""
    args: list[Constant] = []
    for arg in call.args:
        constant = constant_of(arg)
        if constant is None or constant.value is None:
            return None
        args.append(constant)
    function = lookup(call.function)
    if function is None or not args:
        return None
    bound = function.bind([Typed(arg, item.type, False) for arg, item in zip(call.args, args, strict=True)])
    return None if isinstance(bound, Mismatch) else computed(call.function, args, bound.result)


def _null(call: Call, schema: Schema, known: Known) -> Expr | None:
    """NULL, where an argument is a literal NULL and the operator passes that on."""
    if call.function not in _STRICT or not any(map(is_null, call.args)):
        return None
    if any(can_fail(arg, known) or not is_deterministic(arg) for arg in call.args):
        return None
    if call.function in _DIVISIONS and not is_null(call.args[1]):
        divisor = constant_of(call.args[1])
        if divisor is None or not divisor.value:
            return None  # NULL by zero is an error too.
    kind = infer(call, schema)[0]
    return None if kind in (NULL, UNKNOWN) else Literal(None, kind)
