"""What a condition says where it is true: columns that are one constant, columns and values that are equal."""

from __future__ import annotations

from attrs import frozen

from lockgate.ir import functions
from lockgate.ir.expr import Call, Cast, Column, Expr, Literal, Parameter, WindowCall
from lockgate.ir.traverse import columns_of, walk_expr
from lockgate.ir.types import BOOLEAN, DOUBLE, NULL

_TRUE, _FALSE, _NULL = Literal(True, BOOLEAN), Literal(False, BOOLEAN), Literal(None, NULL)


@frozen(slots=True)
class Equalities:
    """Parts of a conjunction that are equalities."""

    constants: tuple[tuple[str, Literal | Parameter], ...]
    """The column is this constant (a NULL of `x is null` too)."""
    pairs: tuple[tuple[str, str], ...]
    """The two columns are equal, and not NULL unless `null_pairs` says so."""
    computed: tuple[tuple[str, Expr], ...]
    """The column equals an expression of columns."""
    whole: bool
    """There is nothing else in the condition but equal pairs of columns."""


def equalities(predicate: Expr | None) -> Equalities:
    """The equalities that hold wherever the predicate is true."""
    constants: list[tuple[str, Literal | Parameter]] = []
    pairs: list[tuple[str, str]] = []
    computed: list[tuple[str, Expr]] = []
    whole = True
    todo = [] if predicate is None else [predicate]
    while todo:
        item = todo.pop()
        if isinstance(item, Call) and item.function == "and":
            todo.extend(reversed(item.args))
        elif isinstance(item, Call) and item.function in ("=", "is_not_distinct") and len(item.args) == 2:
            a, b = bare(item.args[0]), bare(item.args[1])
            if isinstance(a, Column) and isinstance(b, Column):
                pairs.append((a.name, b.name))
                continue
            whole = False
            for one, other in ((a, b), (b, a)):
                if isinstance(one, Column) and isinstance(other, (Literal, Parameter)):
                    constants.append((one.name, other))
                elif isinstance(one, Column) and is_function_of_columns(other):
                    computed.append((one.name, other))
        else:
            whole = False
            if isinstance(item, Column):
                constants.append((item.name, _TRUE))
            elif isinstance(item, Call) and item.function == "not" and isinstance(item.args[0], Column):
                constants.append((item.args[0].name, _FALSE))
            elif isinstance(item, Call) and item.function == "is_null" and isinstance(item.args[0], Column):
                constants.append((item.args[0].name, _NULL))
    return Equalities(tuple(constants), tuple(pairs), tuple(computed), whole)


def bare(expr: Expr) -> Expr:
    """The column under widenings that keep different values different."""
    while isinstance(expr, Cast) and expr.implicit and expr.type != DOUBLE:
        expr = expr.operand
    return expr


def is_function_of_columns(expr: Expr) -> bool:
    """Whether equal columns give equal values: no window, and no function that answers differently each time."""
    for item in walk_expr(expr):
        if isinstance(item, WindowCall):
            return False
        if isinstance(item, Call):
            function = functions.lookup(item.function)
            if function is None or not function.deterministic:
                return False
    return True


def names(expr: Expr | None) -> frozenset[str]:
    """The columns that an expression names."""
    return frozenset() if expr is None else frozenset(columns_of(expr))
