"""Expressions: from syntax to typed IR.

One `Resolver` serves one place (a `where`, a select list, a join's `on`): it knows the scope, and
what may stand there. Types are worked out upwards; an expression with an error has the type
`unknown`, with which everything agrees, so that one cause gives one message.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from attrs import evolve

from lockgate.diagnostics import (
    DecimalOverflow,
    Diagnostic,
    DivisionByLiteralZero,
    Edit,
    Fix,
    JoinTypeMismatch,
    LossyCast,
    NullComparison,
    TypeMismatch,
    WrongArguments,
)
from lockgate.grammar import syntax
from lockgate.ir import functions, types
from lockgate.ir.coerce import coerce, coercible, common_type
from lockgate.ir.expr import Call, Case, Cast, Column, Expr, Literal
from lockgate.ir.functions import Mismatch, Typed
from lockgate.ir.types import Schema, Type
from lockgate.passes.resolve import calls, hints, literals, names, subqueries, typenames
from lockgate.passes.resolve.context import Context, unknown
from lockgate.passes.resolve.scope import Scope
from lockgate.source import Span

if TYPE_CHECKING:
    from lockgate.passes.resolve.query import QueryResolver

COMPARISONS = frozenset(("=", "<>", "<", "<=", ">", ">="))
INTEGERS = (types.INT, types.BIGINT)
TIMES = (types.DATE, types.TIMESTAMP, types.TIMESTAMPTZ)
WHOLE = ("round", "ceil", "floor", "trunc")


class Resolver:
    """Expressions of one place. `place` is `where`, `on`, `select`, `aggregate` or another word for messages."""

    def __init__(self, context: Context, scope: Scope, schema: Schema, place: str) -> None:
        self.context = context
        self.scope = scope
        self.schema = schema
        self.place = place
        self.in_aggregate = False
        self.in_window = False
        self.queries: QueryResolver | None = None
        self.step: syntax.Where | None = None
        """The query and the step in which the expression stands, where a rewrite of it is wanted."""

    def typed(self, node: syntax.Expr) -> Typed:
        """The typed IR of an expression."""
        return _HANDLERS[type(node)](self, node)

    def boolean(self, node: syntax.Expr, what: str) -> Typed:
        """An expression that must be a condition."""
        value = self.typed(node)
        if value.type in (types.BOOLEAN, types.UNKNOWN):
            return value
        if value.type == types.NULL:
            return Typed(coerce(value.expr, types.NULL, types.BOOLEAN), types.BOOLEAN, True)
        self.report(
            TypeMismatch(
                span=node.span,
                message=f"{what} must be boolean, and this is {value.type}",
                help="write a comparison, such as `x > 0`",
            )
        )
        return unknown(node.span)

    def report(self, diagnostic: Diagnostic) -> None:
        self.context.report(diagnostic)

    def coerced(self, value: Typed, target: Type, span: Span, what: str) -> Typed:
        """The value as the type that is wanted, or a report."""
        if value.type == types.UNKNOWN or target == types.UNKNOWN:
            return Typed(value.expr, target, value.nullable)
        if value.type == target:
            return value
        if not (coercible(value.type, target) or literal_fits(value, target)):
            self.report(
                TypeMismatch(
                    span=span,
                    message=f"{what} is {target}, and this is {value.type}",
                    help=f"write `cast(… as {target})` if that is what you mean",
                )
            )
            return unknown(span)
        return Typed(coerce(value.expr, value.type, target), target, value.nullable)

    def apply(self, name: str, args: tuple[Typed, ...], span: Span, spans: tuple[Span, ...]) -> Typed:
        """An operator or scalar function on arguments: bound, coerced, or reported."""
        function = functions.lookup(name)
        assert function is not None, name
        bound = function.bind(args)
        if isinstance(bound, Mismatch):
            self.mismatch(name, bound, args, span, spans)
            return unknown(span)
        exprs = tuple(
            coerce(arg.expr, arg.type, target) for arg, target in zip(args, bound.args, strict=True)
        )
        return Typed(Call(name, exprs, span=span), bound.result, bound.nullable)

    def mismatch(
        self, name: str, bad: Mismatch, args: tuple[Typed, ...], span: Span, spans: tuple[Span, ...]
    ) -> None:
        """Report arguments that a function does not take; beside one that has its diagnostic already, nothing."""
        if any(arg.type == types.UNKNOWN for arg in args):
            return
        at = spans[bad.argument] if bad.argument is not None and bad.argument < len(spans) else span
        kind: type[Diagnostic] = TypeMismatch
        if getattr(bad, "overflow", False):
            kind = DecimalOverflow
        elif bad.kind != "types":
            kind = WrongArguments
        elif self.place == "on" and name in COMPARISONS and _joins_unlike(args):
            kind, at = JoinTypeMismatch, span
        help = hints.counted(name, args) or bad.help
        self.report(kind(span=at, message=bad.message, help=help, expected=bad.expected))

    # -- one method a syntax class

    def _reference(self, node: syntax.Reference) -> Typed:
        return names.reference(node, self.scope, self.schema, self.context)

    def _literal(self, node: syntax.Literal) -> Typed:
        return literals.literal(node, self.context)

    def _unary(self, node: syntax.Unary) -> Typed:
        if node.op == "not" and isinstance(node.operand, syntax.Subquery) and not node.operand.negated:
            return subqueries.subquery(self, evolve(node.operand, negated=True, span=node.span))
        operand = self.typed(node.operand)
        if node.op == "not":
            return self.apply("not", (operand,), node.span, (node.operand.span,))
        if node.op == "+":
            return operand
        if isinstance(operand.expr, Literal) and isinstance(node.operand, syntax.Literal):
            value = operand.expr.value
            if operand.type == types.Decimal(38, 0) and value == literals.BIGINT_MAX + 1:
                return Typed(
                    Literal(-literals.BIGINT_MAX - 1, types.BIGINT, span=node.span), types.BIGINT, False
                )
            if (
                not isinstance(value, (bool, str)) and operand.type in (*INTEGERS, types.DOUBLE)
            ) or isinstance(operand.type, types.Decimal):
                negative: Any = -value  # type: ignore[operator]
                return Typed(Literal(negative, operand.type, span=node.span), operand.type, False)
        return self.apply("neg", (operand,), node.span, (node.operand.span,))

    def _binary(self, node: syntax.Binary) -> Typed:
        left, right = self.typed(node.left), self.typed(node.right)
        op = node.op
        if op in COMPARISONS:
            for side in (right, left):
                if side.type == types.NULL:
                    self._null_comparison(node, left if side is right else right)
                    return Typed(unknown(node.span).expr, types.UNKNOWN, True)
        elif op in ("/", "//", "%") and _is_zero(right.expr):
            self.report(
                DivisionByLiteralZero(
                    span=node.right.span,
                    message=f"`{op}` by zero is an error on every row",
                    help="divide by something else, or use `safe_divide`, which gives NULL",
                )
            )
            return unknown(node.span)
        return self.apply(
            "json_get" if op == "->" else op, (left, right), node.span, (node.left.span, node.right.span)
        )

    def _null_comparison(self, node: syntax.Binary, other: Typed) -> None:
        written = (
            node.left if isinstance(node.right, syntax.Literal) and node.right.kind == "null" else node.right
        )
        test = "is not null" if node.op == "<>" else "is null"
        fixes: tuple[Fix, ...] = ()
        if node.op in ("=", "<>") and written is node.left:
            fixes = (
                Fix(f"use `{test}`", (Edit(Span(node.span.file, node.op_span.start, node.span.end), test),)),
            )
        self.report(
            NullComparison(
                span=node.span,
                message=f"`{node.op} null` is never true: a comparison with NULL gives NULL",
                help=f"write `{test}`",
                fixes=fixes,
            )
        )

    def _is_null(self, node: syntax.IsNull) -> Typed:
        test = self.apply("is_null", (self.typed(node.operand),), node.span, (node.operand.span,))
        return self.apply("not", (test,), node.span, (node.span,)) if node.negated else test

    def _in_list(self, node: syntax.InList) -> Typed:
        operand = self.typed(node.operand)
        items = tuple(self.typed(item) for item in node.items)
        spans = (node.operand.span, *(item.span for item in node.items))
        test = self.apply("in", (operand, *items), node.span, spans)
        return self.apply("not", (test,), node.span, (node.span,)) if node.negated else test

    def _between(self, node: syntax.Between) -> Typed:
        args = (self.typed(node.operand), self.typed(node.low), self.typed(node.high))
        spans = (node.operand.span, node.low.span, node.high.span)
        test = self.apply("between", args, node.span, spans)
        return self.apply("not", (test,), node.span, (node.span,)) if node.negated else test

    def _like(self, node: syntax.Like) -> Typed:
        args = (self.typed(node.operand), self.typed(node.pattern))
        test = self.apply("like", args, node.span, (node.operand.span, node.pattern.span))
        return self.apply("not", (test,), node.span, (node.span,)) if node.negated else test

    def _case(self, node: syntax.Case) -> Typed:
        operand = self.typed(node.operand) if node.operand is not None else None
        conditions: list[Expr] = []
        values: list[Typed] = []
        for when, then in node.branches:
            if operand is None or node.operand is None:
                conditions.append(self.boolean(when, "a `when`").expr)
            else:
                wanted = self.typed(when)
                same = self.apply("=", (operand, wanted), when.span, (node.operand.span, when.span))
                conditions.append(same.expr)
            values.append(self.typed(then))
        spans = [then.span for _, then in node.branches]
        default = self.typed(node.default) if node.default is not None else None
        if default is not None and node.default is not None:
            values.append(default)
            spans.append(node.default.span)
        return self._unified(node, conditions, values, spans, default is not None)

    def _unified(
        self,
        node: syntax.Case,
        conditions: list[Expr],
        values: list[Typed],
        spans: list[Span],
        has_default: bool,
    ) -> Typed:
        result = self.common(values, spans, "the branches of a `case`")
        if result is None:
            return unknown(node.span)
        exprs = [coerce(value.expr, value.type, result) for value in values]
        nullable = not has_default or any(value.nullable for value in values)
        default = exprs.pop() if has_default else None
        branches = tuple(zip(conditions, exprs, strict=True))
        return Typed(Case(branches, default, span=node.span), result, nullable)

    def common(self, values: list[Typed], spans: list[Span], what: str) -> Type | None:
        """The smallest type that all values have in common, or None after a report."""
        kinds = [value.type for value in values]
        result: Type = types.NULL
        for value, kind, span in zip(values, kinds, spans, strict=True):
            joined = merged(result, kind, value)
            if joined is None:
                self.report(
                    TypeMismatch(
                        span=span,
                        message=f"{what} have different types: {result} and {kind}",
                        help="cast one of them so that they agree",
                    )
                )
                return None
            result = joined
        return result

    def _cast(self, node: syntax.Cast) -> Typed:
        operand = self.typed(node.operand)
        target = typenames.resolve(node.type, self.context)
        if operand.type == types.UNKNOWN or target == types.UNKNOWN:
            return Typed(operand.expr, target, True)
        problem = functions.cast_problem(operand.type, target)
        if problem is not None:
            self.report(TypeMismatch(span=node.span, message=problem.message, help=problem.help))
            return unknown(node.span)
        fraction = operand.type == types.DOUBLE or (
            isinstance(operand.type, types.Decimal) and operand.type.scale > 0
        )
        named = isinstance(operand.expr, Call) and operand.expr.function in WHOLE
        if fraction and target in INTEGERS and not named and not isinstance(operand.expr, Literal):
            inner = Span(node.span.file, node.operand.span.start, node.operand.span.end)
            self.report(
                LossyCast(
                    span=node.span,
                    message=f"casting {operand.type} to {target} rounds the fraction away",
                    help="say how: `round`, `floor`, `ceil` or `trunc` inside the cast",
                    fixes=(
                        Fix(
                            "round it, which is what the cast does",
                            (
                                Edit(Span(inner.file, inner.start, inner.start), "round("),
                                Edit(Span(inner.file, inner.end, inner.end), ")"),
                            ),
                            "safe",
                        ),
                    ),
                )
            )
        nullable = operand.nullable or node.safe
        return Typed(Cast(operand.expr, target, safe=node.safe, span=node.span), target, nullable)

    def _call(self, node: syntax.Call) -> Typed:
        return calls.resolve(self, node)

    def _index(self, node: syntax.Index) -> Typed:
        args = (self.typed(node.operand), self.typed(node.index))
        return self.apply("index", args, node.span, (node.operand.span, node.index.span))

    def _field(self, node: syntax.FieldAccess) -> Typed:
        return names.field_of(self.typed(node.operand), node.name, self.context)

    def _subquery(self, node: syntax.Subquery) -> Typed:
        return subqueries.subquery(self, node)


def literal_fits(value: Typed, target: Type) -> bool:
    """A number literal takes the type that it meets where it fits."""
    if (
        not isinstance(value.expr, Literal)
        or isinstance(value.expr.value, (bool, str))
        or value.expr.value is None
    ):
        return False
    number: Any = value.expr.value
    if target == types.INT and value.type == types.BIGINT:
        return bool(-(2**31) <= number < 2**31)
    if isinstance(target, types.Decimal) and value.type in INTEGERS:
        return len(str(abs(number))) <= target.precision - target.scale
    if isinstance(target, types.Decimal) and isinstance(value.type, types.Decimal):
        whole = value.type.precision - value.type.scale
        return value.type.scale <= target.scale and whole <= target.precision - target.scale
    return False


def merged(known: Type, kind: Type, value: Typed) -> Type | None:
    """The common type, where a literal bigint gives way to int."""
    if known == types.INT and literal_fits(value, known):
        return known
    return common_type(known, kind)


def _joins_unlike(args: tuple[Typed, ...]) -> bool:
    """Columns of different kinds; two kinds of time are a mismatch of zones, wherever they meet."""
    return all(_is_column(arg.expr) for arg in args) and not all(arg.type in TIMES for arg in args)


def _is_column(expr: Expr) -> bool:
    return isinstance(expr, Column) or (
        isinstance(expr, Cast) and expr.implicit and isinstance(expr.operand, Column)
    )


def _is_zero(expr: Expr) -> bool:
    return (
        isinstance(expr, Literal)
        and expr.value is not None
        and not isinstance(expr.value, (bool, str))
        and expr.value == 0
    )


_HANDLERS: dict[type, Callable[[Resolver, Any], Typed]] = {
    syntax.Reference: Resolver._reference,
    syntax.Literal: Resolver._literal,
    syntax.Unary: Resolver._unary,
    syntax.Binary: Resolver._binary,
    syntax.IsNull: Resolver._is_null,
    syntax.InList: Resolver._in_list,
    syntax.Between: Resolver._between,
    syntax.Like: Resolver._like,
    syntax.Case: Resolver._case,
    syntax.Cast: Resolver._cast,
    syntax.Call: Resolver._call,
    syntax.Index: Resolver._index,
    syntax.FieldAccess: Resolver._field,
    syntax.Subquery: Resolver._subquery,
}
