"""Nodes of the Spark SQL dialect as calls of the Column API.

The tables of the dialect say what an expression means; here is only another way to write the same nodes.
What the API cannot say (an aggregate's DISTINCT or ORDER BY, a frame of intervals) is `F.expr` with the
dialect's own text.
"""

from __future__ import annotations

import ast
import datetime
from collections.abc import Callable
from typing import Any

from sqlglot import exp

from lockgate.codegen.pyspark import columns, functions, tree, windows
from lockgate.codegen.pyspark.types import ddl
from lockgate.codegen.sql.dialect import Dialect, Node
from lockgate.codegen.sql.printer import text_of

_ARITHMETIC: dict[type[Any], type[ast.operator]] = {
    exp.Add: ast.Add,
    exp.Sub: ast.Sub,
    exp.Mul: ast.Mult,
    exp.Div: ast.Div,
    exp.Mod: ast.Mod,
}
_LOGIC: dict[type[Any], type[ast.operator]] = {exp.And: ast.BitAnd, exp.Or: ast.BitOr}
_COMPARISONS: dict[type[Any], type[ast.cmpop]] = {
    exp.EQ: ast.Eq,
    exp.NEQ: ast.NotEq,
    exp.LT: ast.Lt,
    exp.LTE: ast.LtE,
    exp.GT: ast.Gt,
    exp.GTE: ast.GtE,
}
_DISTINCT = {"COUNT": "count_distinct", "SUM": "sum_distinct"}
_FIRST_YEAR = 1900
"""Earlier dates are written as text, which means the same in every calendar."""


class Writer:
    """Writes the nodes of one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._bound: list[str] = []
        """Parameters of the lambdas around."""

    # -- three ways to write a node

    def column(self, node: Node) -> tree.Expr:
        """An expression of Python whose value is a Column."""
        known = self._constant(node)
        if known is not None:
            return tree.functions("lit", known)
        return self._write(node)

    def value(self, node: Node) -> tree.Expr:
        """A Column, or a value of Python that becomes one."""
        known = self._constant(node)
        return self._write(node) if known is None else known

    def argument(self, node: Node) -> tree.Expr:
        """A Column, or the name of one."""
        if isinstance(node, exp.Column) and not self._is_bound(node):
            return tree.const(columns.reference(node.name))
        if isinstance(node, exp.Star):
            return tree.const("*")
        return self.column(node)

    def text(self, node: Node) -> str:
        """The dialect's own text of a node."""
        return text_of(node.copy(), self.dialect.printer, self.dialect.name, pretty=False)

    # -- constants

    def _constant(self, node: Node) -> tree.Expr | None:
        """The value of Python that is a constant of the right type, if there is one."""
        match node:
            case exp.Paren():
                return self._constant(node.this)
            case exp.Null():
                return tree.const(None)
            case exp.Boolean():
                return tree.const(bool(node.this))
            case exp.Literal() if node.is_string:
                return tree.const(str(node.this))
            case exp.Literal():
                return _number(str(node.this))
            case exp.Neg(this=exp.Literal() as inner) if not inner.is_string:
                return _number(f"-{inner.this}")
            case exp.Cast(this=exp.Literal() as inner) if inner.is_string and node.to.this == exp.DType.DATE:
                return _date(str(inner.this))
            case exp.Interval():
                return _length(node)
            case _:
                return None

    # -- nodes

    def _write(self, node: Node) -> tree.Expr:
        match node:
            case exp.Paren():
                return self._write(node.this)
            case exp.Column():
                return tree.name(node.name) if self._is_bound(node) else columns.column(node.name)
            case exp.Placeholder():
                return tree.functions("lit", tree.attribute(tree.name("run"), str(node.this)))
            case exp.And() | exp.Or():
                return self._chain(node, _LOGIC[type(node)], self.column)
            case exp.Add() | exp.Sub() | exp.Mul() | exp.Div() | exp.Mod():
                return self._arithmetic(node)
            case exp.EQ() | exp.NEQ() | exp.LT() | exp.LTE() | exp.GT() | exp.GTE():
                sign = _COMPARISONS[type(node)]()
                # Python has other ways to compare with None and True.
                odd = isinstance(node.expression, (exp.Null, exp.Boolean))
                right = self.column(node.expression) if odd else self.value(node.expression)
                return ast.Compare(self.column(node.this), [sign], [right])
            case exp.IntDiv():
                return self._called("div", [node.this, node.expression])
            case exp.DPipe():
                return tree.functions("concat", *[self.argument(part) for part in _parts(node, exp.DPipe)])
            case exp.Neg():
                return ast.UnaryOp(ast.USub(), self.column(node.this))
            case exp.Not():
                return self._not(node.this)
            case exp.Is():
                return tree.method(
                    self.column(node.this), "isNotNull" if node.args.get("negate") else "isNull"
                )
            case exp.NullSafeEQ():
                return tree.method(self.column(node.this), "eqNullSafe", self.value(node.expression))
            case exp.NullSafeNEQ():
                same = tree.method(self.column(node.this), "eqNullSafe", self.value(node.expression))
                return ast.UnaryOp(ast.Invert(), same)
            case exp.In():
                return tree.method(self.column(node.this), "isin", *map(self.value, node.expressions))
            case exp.Between():
                low, high = self.value(node.args["low"]), self.value(node.args["high"])
                return tree.method(self.column(node.this), "between", low, high)
            case exp.Like() | exp.Escape():
                return self._like(node)
            case exp.Case():
                return self._case(node)
            case exp.TryCast():
                return tree.method(self.column(node.this), "try_cast", tree.const(ddl(node.to, self.dialect)))
            case exp.Cast():
                return tree.method(self.column(node.this), "cast", tree.const(ddl(node.to, self.dialect)))
            case exp.Bracket():
                return tree.method(self.column(node.this), "getItem", self.value(node.expressions[0]))
            case exp.Dot():
                return tree.method(self.column(node.this), "getField", tree.const(node.expression.name))
            case exp.Anonymous():
                return self._function(node)
            case exp.Interval():
                return _months(node) or self.raw(node)
            case exp.Window():
                over = windows.specification(self, node)
                return self.raw(node) if over is None else tree.method(self.column(node.this), "over", over)
            case _:
                return self.raw(node)

    def raw(self, node: Node) -> tree.Expr:
        """What the API has no words for."""
        return tree.functions("expr", tree.const(self.text(node)))

    def _is_bound(self, node: exp.Column) -> bool:
        return not node.table and node.name in self._bound

    def _chain(self, node: Node, sign: type[ast.operator], write: Callable[[Node], tree.Expr]) -> tree.Expr:
        parts = [write(part) for part in _parts(node, type(node))]
        made = parts[0]
        for part in parts[1:]:
            made = ast.BinOp(made, sign(), part)
        return made

    def _arithmetic(self, node: Node) -> tree.Expr:
        """The left operand may be a number of Python where the right one is a Column."""
        known = self._constant(node.this)
        bare = known is not None and _is_number(known) and self._constant(node.expression) is None
        left = known if bare and known is not None else self.column(node.this)
        return ast.BinOp(left, _ARITHMETIC[type(node)](), self.value(node.expression))

    def _not(self, node: Node) -> tree.Expr:
        inner = node.this if isinstance(node, exp.Paren) else node
        if isinstance(inner, exp.Is) and not inner.args.get("negate"):
            return tree.method(self.column(inner.this), "isNotNull")
        return ast.UnaryOp(ast.Invert(), self.column(inner))

    def _like(self, node: Node) -> tree.Expr:
        like = node.this if isinstance(node, exp.Escape) else node
        text, pattern = like.this, like.expression
        known = self._constant(pattern)
        if isinstance(node, exp.Like) and known is not None:
            return tree.method(self.column(text), "like", known)
        more = [self.column(node.expression)] if isinstance(node, exp.Escape) else []
        return tree.functions("like", self.argument(text), self.argument(pattern), *more)

    def _case(self, node: exp.Case) -> tree.Expr:
        made: tree.Expr = tree.name("F")
        for branch in node.args["ifs"]:
            made = tree.method(made, "when", self.column(branch.this), self.value(branch.args["true"]))
        default = node.args.get("default")
        return made if default is None else tree.method(made, "otherwise", self.value(default))

    def _function(self, node: exp.Anonymous) -> tree.Expr:
        name, args = str(node.this), list(node.expressions)
        if args and isinstance(args[0], exp.Distinct):
            inner = args[0].expressions
            known = _DISTINCT.get(name.upper())
            return self.raw(node) if known is None else tree.functions(known, *map(self.argument, inner))
        if any(isinstance(arg, (exp.Order, exp.Distinct)) for arg in args):
            return self.raw(node)
        if name.upper() == "COUNT" and len(args) == 1:
            counted = _counted(args[0])
            if counted is not None:
                return tree.functions("count_if", self.argument(counted))
        return self._called(name.lower(), args)

    def _called(self, name: str, args: list[Node]) -> tree.Expr:
        if name in functions.TEXT_LAST and len(args) == 2:
            args = args[::-1]
        letters = functions.signature(name)
        kinds = None if letters is None else functions.takes(letters, len(args))
        if kinds is not None:
            made = [self._passed(kind, arg) for kind, arg in zip(kinds, args, strict=True)]
            if all(item is not None for item in made):
                return tree.functions(name, *[item for item in made if item is not None])
        if any(isinstance(arg, exp.Lambda) for arg in args):
            raise NotImplementedError(name)
        return tree.functions("call_function", tree.const(name), *map(self.argument, args))

    def _passed(self, kind: str, node: Node) -> tree.Expr | None:
        """An argument as its parameter takes it; None where it takes nothing like it."""
        if kind == "f":
            return self._lambda(node) if isinstance(node, exp.Lambda) else None
        if isinstance(node, exp.Lambda):
            return None
        known = self._constant(node)
        match kind:
            case "v":
                return known
            case "l":
                return self.value(node)
            case "k":
                return self.column(node)
            case "i" if isinstance(known, ast.Constant) and isinstance(known.value, int):
                return known
            case _:
                return self.argument(node)

    def _lambda(self, node: exp.Lambda) -> tree.Expr:
        names = [item.name for item in node.expressions]
        self._bound.extend(names)
        body = self.column(node.this)
        del self._bound[len(self._bound) - len(names) :]
        arguments = ast.arguments(
            posonlyargs=[], args=[ast.arg(item) for item in names], kwonlyargs=[], kw_defaults=[], defaults=[]
        )
        return ast.Lambda(arguments, body)


def _number(text: str) -> tree.Expr:
    """A number with the type that Spark SQL gives to its text: integer, decimal or double."""
    if text.lstrip("-").isdigit():
        return tree.const(int(text))
    if "e" in text.lower():
        return tree.const(float(text))
    return tree.call(tree.name("Decimal"), tree.const(text.removesuffix("BD")))


def _is_number(known: tree.Expr) -> bool:
    inner = known.operand if isinstance(known, ast.UnaryOp) else known
    if isinstance(inner, ast.Call):
        return isinstance(inner.func, ast.Name) and inner.func.id == "Decimal"
    value = inner.value if isinstance(inner, ast.Constant) else None
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _date(text: str) -> tree.Expr | None:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    if day.year < _FIRST_YEAR:
        return None
    return tree.method(tree.name("datetime"), "date", *map(tree.const, (day.year, day.month, day.day)))


def _length(node: exp.Interval) -> tree.Expr | None:
    """`timedelta` of units whose length is fixed."""
    unit = str(node.args["unit"]).lower()
    if unit not in ("second", "minute", "hour", "day"):
        return None
    counted = {f"{unit}s": tree.const(int(node.this.this))}
    return tree.method(tree.name("datetime"), "timedelta", **counted)


def _months(node: exp.Interval) -> tree.Expr | None:
    """Months and years, for which Python has no type."""
    unit = str(node.args["unit"]).lower()
    if unit not in ("month", "year"):
        return None
    counted = {f"{unit}s": tree.functions("lit", tree.const(int(node.this.this)))}
    return tree.functions("make_ym_interval", **counted)


def _parts(node: Node, kind: type[Any]) -> list[Node]:
    """The operands of a chain of one operator, from the left."""
    made: list[Node] = []
    stack: list[Node] = [node]
    while stack:
        item = stack.pop()
        if type(item) is kind:
            stack.extend((item.expression, item.this))
        else:
            made.append(item)
    return made


def _counted(node: Node) -> Node | None:
    """The condition of `COUNT(CASE WHEN condition THEN 1 END)`."""
    if not isinstance(node, exp.Case) or node.args.get("default") is not None:
        return None
    ifs = node.args["ifs"]
    then = ifs[0].args["true"]
    if len(ifs) != 1 or not isinstance(then, exp.Literal):
        return None
    condition: Node = ifs[0].this
    return condition
