"""Expressions as documents, with the parentheses that their operators need, and those of `and` inside `or`."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from lockgate.grammar import syntax as s
from lockgate.grammar.layout import names
from lockgate.grammar.layout.doc import LINE, Doc, Fill, bracketed, commas, concat, group, join, nest

if TYPE_CHECKING:
    from lockgate.grammar.layout.queries import Queries

OR, AND, NOT, COMPARISON, CONCATENATION, SUM, PRODUCT, UNARY, ATOM = range(1, 10)
_STRENGTH = {
    "or": OR, "and": AND, "||": CONCATENATION, "+": SUM, "-": SUM,
    "*": PRODUCT, "/": PRODUCT, "//": PRODUCT, "%": PRODUCT, "->": ATOM,
    "=": COMPARISON, "<>": COMPARISON, "<": COMPARISON, "<=": COMPARISON, ">": COMPARISON, ">=": COMPARISON,
}  # fmt: skip


def strength(node: s.Expr) -> int:
    """How strongly the expression's own operator binds."""
    match node:
        case s.Binary(op=op):
            return _STRENGTH[op]
        case s.Unary(op=op):
            return NOT if op == "not" else UNARY
        case s.IsNull() | s.InList() | s.Between() | s.Like():
            return COMPARISON
        case s.Subquery(kind=kind, negated=negated):
            return COMPARISON if kind == "in" else NOT if negated else ATOM
        case _:
            return ATOM


class Expressions:
    """Expressions; `queries` prints those inside."""

    queries: Queries

    def of(self, node: s.Expr, least: int = OR) -> Doc:
        """The expression, in parentheses when it binds less than `least`."""
        if strength(node) < least:
            return bracketed("(", self._bare(node), ")")
        return self._bare(node)

    def _bare(self, node: s.Expr) -> Doc:
        match node:
            case s.Reference():
                return names.reference(node)
            case s.Literal():
                return names.literal(node)
            case s.Unary():
                return self._unary(node)
            case s.Binary():
                return self._binary(node)
            case s.IsNull():
                return concat(self.of(node.operand, CONCATENATION), " is", _not(node.negated), " null")
            case s.InList():
                items = Fill(tuple(commas([self.of(item) for item in node.items])))
                operand = self.of(node.operand, CONCATENATION)
                return concat(operand, _not(node.negated), " in ", bracketed("(", items, ")"))
            case s.Between():
                low, high = self.of(node.low, CONCATENATION), self.of(node.high, CONCATENATION)
                return self._compared(node, node.operand, "between ", low, " and ", high)
            case s.Like():
                return self._compared(node, node.operand, "like ", self.of(node.pattern, CONCATENATION))
            case s.Case():
                return self._case(node)
            case s.Cast():
                word = "try_cast" if node.safe else "cast"
                return bracketed(
                    f"{word}(", concat(self.of(node.operand), f" as {names.type_name(node.type)}"), ")"
                )
            case s.Call():
                return self._call(node)
            case s.Index():
                return concat(self.of(node.operand, ATOM), "[", self.of(node.index), "]")
            case s.FieldAccess():
                return self._field(node)
            case s.Subquery():
                return self._subquery(node)
            case _:
                assert_never(node)

    def _unary(self, node: s.Unary) -> Doc:
        if node.op == "not":
            return concat("not ", self.of(node.operand, NOT))
        signed = isinstance(node.operand, s.Unary) and node.operand.op != "not"
        return concat(node.op, " " if signed else "", self.of(node.operand, UNARY))

    def _binary(self, node: s.Binary) -> Doc:
        own = _STRENGTH[node.op]
        if node.op == "->":
            return concat(self.of(node.left, ATOM), " -> ", self.of(node.right, ATOM))
        if own == COMPARISON:
            left, right = self.of(node.left, CONCATENATION), self.of(node.right, CONCATENATION)
            return group(left, nest(2, LINE, f"{node.op} ", right))
        # A chain of operators of one strength is one group: all of its breaks, or none.
        parts: list[Doc] = []
        at: s.Expr = node
        while isinstance(at, s.Binary) and _STRENGTH[at.op] == own:
            parts.append(concat(LINE, f"{at.op} ", self._member(at.right, own)))
            at = at.left
        rest = concat(*reversed(parts))
        first = self._member(at, own) if own == OR else self.of(at, own)
        return group(first, rest if own <= AND else nest(2, rest))

    def _member(self, node: s.Expr, own: int) -> Doc:
        """A part of a chain; `and` inside `or` has parentheses that only readers need."""
        return self.of(node, NOT if own == OR else own + 1)

    def _compared(self, node: s.Between | s.Like, operand: s.Expr, *parts: Doc) -> Doc:
        return group(self.of(operand, CONCATENATION), nest(2, LINE, "not " if node.negated else "", *parts))

    def _case(self, node: s.Case) -> Doc:
        head = concat("case ", self.of(node.operand)) if node.operand is not None else "case"
        lines: list[Doc] = []
        for condition, value in node.branches:
            lines += [
                LINE,
                group("when ", nest(2, self.of(condition)), nest(2, LINE, "then ", self.of(value))),
            ]
        if node.default is not None:
            lines += [LINE, concat("else ", self.of(node.default))]
        return group(head, nest(2, *lines), LINE, "end")

    def _call(self, node: s.Call) -> Doc:
        parts: list[Doc] = [self._arguments(node)]
        if node.filter is not None:
            parts.append(concat(" filter ", bracketed("(", concat("where ", self.of(node.filter)), ")")))
        if node.over is not None:
            parts.append(concat(" over ", self._over(node.over)))
        return concat(*parts)

    def _arguments(self, node: s.Call) -> Doc:
        opening = names.callee(node.name) + "("
        if node.star:
            return f"{opening}*)"
        if not node.args:
            return f"{opening})"
        items: list[Doc] = [self._argument(argument) for argument in node.args]
        inner = join([LINE], commas(items))
        if node.distinct:
            inner = concat("distinct ", inner)
        if node.order:
            inner = concat(inner, LINE, self.order(node.order))
        return bracketed(opening, inner, ")")

    def _argument(self, node: s.Argument) -> Doc:
        value = self.of(node.expr)
        return value if node.name is None else concat(value, f" as {names.name(node.name)}")

    def order(self, keys: tuple[s.OrderKey, ...]) -> Doc:
        return concat("order by ", Fill(tuple(commas([self.order_key(key) for key in keys]))))

    def order_key(self, key: s.OrderKey) -> Doc:
        nulls = {None: "", True: " nulls first", False: " nulls last"}[key.nulls_first]
        return concat(self.of(key.expr), " desc" if key.descending else "", nulls)

    def _over(self, node: s.Over) -> Doc:
        parts: list[Doc] = []
        if node.partition:
            keys = commas([self.of(item) for item in node.partition])
            parts.append(concat("partition by ", Fill(tuple(keys))))
        if node.order:
            parts.append(self.order(node.order))
        if node.frame is not None:
            start, end = self._bound(node.frame.start), self._bound(node.frame.end)
            parts.append(concat(f"{node.frame.unit} between ", start, " and ", end))
        return bracketed("(", join([LINE], parts), ")") if parts else "()"

    def _bound(self, node: s.FrameBound) -> Doc:
        if node.offset is not None:
            return concat(self.of(node.offset, ATOM), f" {node.kind}")
        return node.kind.replace("_", " ")

    def _field(self, node: s.FieldAccess) -> Doc:
        bare = isinstance(node.operand, s.Reference) or (
            isinstance(node.operand, s.Literal) and node.operand.kind in ("integer", "decimal", "double")
        )
        operand = concat("(", self.of(node.operand), ")") if bare else self.of(node.operand, ATOM)
        return concat(operand, f".{names.name(node.name)}")

    def _subquery(self, node: s.Subquery) -> Doc:
        query = self.queries.parenthesised(node.query)
        if node.kind == "in" and node.operand is not None:
            return concat(self.of(node.operand, CONCATENATION), _not(node.negated), " in ", query)
        if node.kind == "exists":
            return concat("not exists " if node.negated else "exists ", query)
        return query


def _not(negated: bool) -> str:
    return " not" if negated else ""
