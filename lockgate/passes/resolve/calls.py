"""Function calls: the language's functions, the project's own (inlined), aggregates and windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from lockgate.diagnostics import (
    AggregateInWhere,
    Edit,
    Fix,
    MisplacedAggregate,
    TooComplex,
    UnknownFunction,
    WindowInWhere,
    WrongArguments,
)
from lockgate.diagnostics.suggest import nearest
from lockgate.grammar import syntax
from lockgate.ir import functions, types
from lockgate.ir.coerce import coerce
from lockgate.ir.expr import AggregateCall, Bound, Call, Column, Expr, Frame, Literal, SortKey, WindowCall
from lockgate.ir.functions import Function, Mismatch, Typed
from lockgate.ir.infer import infer
from lockgate.ir.traverse import size, substitute, walk_expr
from lockgate.ir.types import Schema
from lockgate.passes.resolve import hints, units
from lockgate.passes.resolve.context import MAX_EXPRESSION_SIZE, UserFunction, unknown

if TYPE_CHECKING:
    from lockgate.passes.resolve.expressions import Resolver

NO_FRAME = frozenset(("row_number", "rank", "dense_rank", "percent_rank", "ntile", "lag", "lead"))
DEFAULT_FRAME = Frame("range", Bound("unbounded_preceding"), Bound("current_row"))


def resolve(resolver: Resolver, node: syntax.Call) -> Typed:
    """The typed IR of a call."""
    name = node.name.text.lower()
    own = resolver.context.functions.get(node.name.text.casefold())
    if own is not None:
        return _inline(resolver, node, own)
    if units.mistaken(resolver, node):
        return unknown(node.span)
    function = functions.lookup(name) if name[:1].isalpha() else None
    if function is None or function.kind == "operator":
        return _unknown(resolver, node)
    if function.kind == "scalar":
        return _scalar(resolver, node, function)
    if function.kind == "window" or node.over is not None:
        return _window(resolver, node, function)
    return _aggregate(resolver, node, function)


def _unknown(resolver: Resolver, node: syntax.Call) -> Typed:
    written = node.name.text.lower()
    for argument in () if written in hints.STATEMENTS else node.args:
        resolver.typed(argument.expr)
    known = [name for name, item in functions.REGISTRY.items() if item.kind != "operator"]
    close = nearest(written, [*known, *(item.name for item in resolver.context.functions.values())])
    if written in hints.OTHER_NAMES:
        close = (hints.OTHER_NAMES[written],)
    if written in hints.ADVICE:
        close = ()
    help = f"did you mean `{close[0]}`?" if close else "`lockgate functions` lists what there is"
    fixes = (Fix(f"use `{close[0]}`", (Edit(node.name.span, close[0]),)),) if close else ()
    resolver.report(
        UnknownFunction(
            span=node.name.span,
            message=f"no function `{node.name.text}`",
            help=hints.ADVICE.get(written, help),
            expected=close,
            fixes=fixes,
        )
    )
    return unknown(node.span)


def _wrong(resolver: Resolver, node: syntax.Call, message: str, help: str) -> Typed:
    resolver.report(WrongArguments(span=node.span, message=message, help=help))
    return unknown(node.span)


def _arguments(resolver: Resolver, node: syntax.Call) -> tuple[Typed, ...]:
    if node.name.text.lower() != "struct":
        for argument in node.args:
            if argument.name is not None:
                resolver.report(
                    WrongArguments(
                        span=argument.name.span,
                        message=f"an argument of `{node.name.text}` has no name",
                        help="only `struct(a as x)` names its arguments",
                    )
                )
        return tuple(resolver.typed(argument.expr) for argument in node.args)
    values: list[Typed] = []
    for argument in node.args:
        name = argument.name
        if name is None and isinstance(argument.expr, syntax.Reference):
            name = argument.expr.parts[-1]
        if name is None:
            resolver.report(
                WrongArguments(
                    span=argument.span,
                    message="this field of the struct has no name",
                    help="write `struct(expr as name)`",
                )
            )
        text = name.text if name is not None else f"field_{len(values) // 2 + 1}"
        values.append(Typed(Literal(text, types.STRING), types.STRING, False))
        values.append(resolver.typed(argument.expr))
    return tuple(values)


def _scalar(resolver: Resolver, node: syntax.Call, function: Function) -> Typed:
    if node.star or node.distinct or node.order or node.filter is not None or node.over is not None:
        return _wrong(
            resolver,
            node,
            f"`{function.name}` is not an aggregate",
            "`*`, `distinct`, `order by`, `filter` and `over` belong to aggregates and window functions",
        )
    args = _arguments(resolver, node)
    if any(arg.type == types.UNKNOWN for arg in args):
        bound = function.bind(args)
        result = types.UNKNOWN if isinstance(bound, Mismatch) else bound.result
        return evolve(unknown(node.span), type=result) if result != types.UNKNOWN else unknown(node.span)
    spans = tuple(argument.span for argument in node.args)
    if function.name == "struct":
        spans = tuple(span for span in spans for _ in range(2))
    return resolver.apply(function.name, args, node.span, spans)


def _inline(resolver: Resolver, node: syntax.Call, own: UserFunction) -> Typed:
    if node.star or node.distinct or node.order or node.filter is not None or node.over is not None:
        return _wrong(resolver, node, f"`{own.name}` is not an aggregate", "call it with its arguments only")
    args = [resolver.typed(argument.expr) for argument in node.args]
    if own.broken:
        return unknown(node.span)
    if len(args) != len(own.parameters):
        wanted = ", ".join(f"{field.name} {field.type}" for field in own.parameters)
        return _wrong(
            resolver,
            node,
            f"`{own.name}` takes {len(own.parameters)} arguments, not {len(args)}",
            f"{own.name}({wanted})",
        )
    mapping: dict[str, Expr] = {}
    for field, arg, argument in zip(own.parameters, args, node.args, strict=True):
        value = resolver.coerced(arg, field.type, argument.span, f"`{field.name}` of `{own.name}`")
        if value.type == types.UNKNOWN:
            return unknown(node.span)
        mapping[field.name.casefold()] = value.expr
    expr = substitute(own.body, mapping)
    if too_large(expr):
        resolver.report(
            TooComplex(
                span=node.span,
                message=f"`{own.name}` grows beyond {MAX_EXPRESSION_SIZE} operations when it is inlined",
                help="compute parts of it in steps of their own with `extend`",
            )
        )
        return unknown(node.span)
    _, nullable = infer(expr, resolver.schema)
    return Typed(expr, own.type, nullable)


def too_large(expr: Expr) -> bool:
    """More nodes than the limit, where a shared part counts each time it is used, as it is printed."""
    return size(expr) > MAX_EXPRESSION_SIZE


def _misplaced(resolver: Resolver, node: syntax.Call, what: str) -> None:
    name = node.name.text.lower()
    if resolver.place == "where" or resolver.place == "on":
        if what == "window function":
            resolver.report(
                WindowInWhere(
                    span=node.span,
                    message=f"`{name}(…) over` cannot stand in `{resolver.place}`: rows are filtered before it",
                    help=f"compute it with `|> extend {name}(…) over (…) as x` and filter in the next step",
                )
            )
        else:
            resolver.report(
                AggregateInWhere(
                    span=node.span,
                    message=f"`{name}` is an aggregate and cannot stand in `{resolver.place}`: it needs a group",
                    help="use `|> aggregate … group by …` first, and `|> where` on its result after it",
                )
            )
        return
    help = f"use `|> aggregate {name}(…) as x`, or `{name}(…) over (…)` for a value on every row"
    article = "an" if what == "aggregate" else "a"
    if what == "window function":
        help = "compute it with `|> extend` or `|> select` in a step of its own"
    resolver.report(
        MisplacedAggregate(
            span=node.span,
            message=f"`{name}` is {article} {what} and cannot stand here",
            help=help,
        )
    )


def _aggregate(resolver: Resolver, node: syntax.Call, function: Function) -> Typed:
    if resolver.in_aggregate or resolver.place != "aggregate":
        if resolver.in_aggregate:
            resolver.report(
                MisplacedAggregate(
                    span=node.span,
                    message=f"`{function.name}` stands inside another aggregate",
                    help="aggregate twice: `|> aggregate … group by …` and then `|> aggregate …` over its result",
                )
            )
        else:
            _misplaced(resolver, node, "aggregate")
        return unknown(node.span)
    return _aggregate_call(resolver, node, function, inside=True)


def _aggregate_call(resolver: Resolver, node: syntax.Call, function: Function, *, inside: bool) -> Typed:
    """The aggregate itself, in a group or over a window.

    What it is made of stands `inside` an aggregate, unless it is over a window: in `sum(sum(x)) over (…)`
    the inner one is the group's.
    """
    outer, resolver.in_aggregate = resolver.in_aggregate, inside
    try:
        if node.star:
            if function.name != "count" or node.args or node.distinct:
                return _wrong(
                    resolver, node, f"`{function.name}(*)` is not a thing", "only `count(*)` counts rows"
                )
            args: tuple[Typed, ...] = ()
        else:
            args = _arguments(resolver, node)
            if not args and function.name == "count":
                return _wrong(
                    resolver,
                    node,
                    "`count()` counts nothing",
                    "write `count(*)` for rows or `count(x)` for values",
                )
        condition = resolver.boolean(node.filter, "`filter`").expr if node.filter is not None else None
        order = sort_keys(resolver, node.order)
    finally:
        resolver.in_aggregate = outer
    if any(arg.type == types.UNKNOWN for arg in args):
        return unknown(node.span)
    bound = function.bind(args)
    if isinstance(bound, Mismatch):
        resolver.mismatch(function.name, bound, args, node.span, tuple(arg.span for arg in node.args))
        return unknown(node.span)
    exprs = tuple(coerce(arg.expr, arg.type, target) for arg, target in zip(args, bound.args, strict=True))
    call = AggregateCall(function.name, exprs, node.distinct, condition, order, span=node.span)
    nullable = bound.nullable or (condition is not None and not function.name.startswith("count"))
    return Typed(call, bound.result, nullable)


def _window(resolver: Resolver, node: syntax.Call, function: Function) -> Typed:
    if node.over is None:
        return _wrong(
            resolver,
            node,
            f"`{function.name}` needs a window",
            f"write `{function.name}(…) over (partition by … order by …)`",
        )
    if (
        resolver.place not in ("select", "extend", "set", "aggregate")
        or resolver.in_aggregate
        or resolver.in_window
    ):
        _misplaced(resolver, node, "window function")
        return unknown(node.span)
    resolver.in_window = True
    try:
        if function.kind == "aggregate":
            value = _aggregate_call(resolver, node, function, inside=False)
        else:
            value = _over_function(resolver, node, function)
        partition = tuple(resolver.typed(item).expr for item in node.over.partition)
        order = sort_keys(resolver, node.over.order)
        frame = _frame(resolver, node, node.over, function)
    finally:
        resolver.in_window = False
    if value.type == types.UNKNOWN or not isinstance(value.expr, (Call, AggregateCall)):
        return unknown(node.span)
    expr = WindowCall(value.expr, partition, order, frame, span=node.span)
    if any(isinstance(item, AggregateCall) for item in walk_expr(expr) if item is not value.expr):
        return Typed(expr, value.type, True)
    return Typed(expr, *_inferred(expr, value, resolver.schema))


def _inferred(expr: WindowCall, value: Typed, schema: Schema) -> tuple[types.Type, bool]:
    if any(isinstance(item, Literal) and item.type == types.UNKNOWN for item in walk_expr(expr)):
        return value.type, True
    return infer(expr, schema)


def _over_function(resolver: Resolver, node: syntax.Call, function: Function) -> Typed:
    if node.distinct or node.filter is not None or node.order or node.star:
        return _wrong(
            resolver,
            node,
            f"`{function.name}` is not an aggregate",
            "`distinct` and `filter` belong to aggregates",
        )
    args = _arguments(resolver, node)
    if any(arg.type == types.UNKNOWN for arg in args):
        return unknown(node.span)
    if node.over is not None and not node.over.order:
        return _wrong(
            resolver,
            node,
            f"`{function.name}` without an order picks rows at random",
            "add `order by …` inside `over (…)`",
        )
    return resolver.apply(function.name, args, node.span, tuple(arg.span for arg in node.args))


def _frame(resolver: Resolver, node: syntax.Call, over: syntax.Over, function: Function) -> Frame | None:
    if over.frame is None:
        return DEFAULT_FRAME if over.order and function.name not in NO_FRAME else None
    if function.name in NO_FRAME:
        _wrong(resolver, node, f"`{function.name}` takes no frame", "leave `rows between …` out")
        return None

    def bound(item: syntax.FrameBound) -> Bound:
        if item.offset is None:
            return Bound(item.kind)
        offset = resolver.typed(item.offset)
        good = isinstance(offset.expr, Literal) and (
            (offset.type == types.BIGINT and isinstance(offset.expr.value, int) and offset.expr.value >= 0)
            or (offset.type == types.INTERVAL and over.frame is not None and over.frame.unit == "range")
        )
        if not good and offset.type != types.UNKNOWN:
            _wrong(
                resolver,
                node,
                "a frame's distance is a whole number",
                "write it as in `rows between 6 preceding and current row`",
            )
        return Bound(item.kind, offset.expr)

    return Frame(over.frame.unit, bound(over.frame.start), bound(over.frame.end))


def sort_keys(resolver: Resolver, keys: tuple[syntax.OrderKey, ...]) -> tuple[SortKey, ...]:
    """An order; nulls last unless said."""
    made: list[SortKey] = []
    for key in keys:
        value = resolver.typed(key.expr)
        if is_constant(value.expr):
            resolver.report(
                WrongArguments(
                    span=key.expr.span, message="a constant orders nothing", help="write the column's name"
                )
            )
        if isinstance(value.type, (types.Struct, types.Array)) or value.type in (types.JSON, types.INTERVAL):
            resolver.report(
                WrongArguments(
                    span=key.span, message=f"{value.type} has no order", help="order by something comparable"
                )
            )
        made.append(SortKey(value.expr, key.descending, bool(key.nulls_first)))
    return tuple(made)


def is_constant(expr: Expr) -> bool:
    """The same on every row, whatever is given from outside; what has a diagnostic already is not."""
    parts = list(walk_expr(expr))
    if any(isinstance(part, Literal) and part.type == types.UNKNOWN for part in parts):
        return False
    return not any(isinstance(part, (Column, AggregateCall, WindowCall)) or _varies(part) for part in parts)


def _varies(expr: Expr) -> bool:
    function = functions.lookup(expr.function) if isinstance(expr, Call) else None
    return function is not None and not function.deterministic


def is_column(expr: Expr) -> bool:
    """A plain column."""
    return isinstance(expr, Column)
