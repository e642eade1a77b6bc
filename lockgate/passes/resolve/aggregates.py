"""`aggregate … group by …` and `pivot`: groups first, then aggregates; arithmetic over them in a projection above."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from lockgate.diagnostics import DuplicateName, Edit, Fix, NotAggregated, TooComplex, WrongArguments
from lockgate.grammar import syntax
from lockgate.ir import functions, types
from lockgate.ir.coerce import coerce
from lockgate.ir.expr import AggregateCall, Call, Case, Column, Expr, Literal, WindowCall
from lockgate.ir.functions import Typed
from lockgate.ir.rel import Aggregate
from lockgate.ir.traverse import columns_of, map_expr_children
from lockgate.passes.resolve.columns import assigned, item_name, suggested
from lockgate.passes.resolve.expressions import Resolver
from lockgate.passes.resolve.names import column_of, find
from lockgate.passes.resolve.pipe import Pipe, fresh, project
from lockgate.passes.resolve.scope import Entry, Scope
from lockgate.source import Span

if TYPE_CHECKING:
    from lockgate.passes.resolve.query import QueryResolver

MAX_SETS = 4096


@define(slots=True)
class Groups:
    """The group columns so far and the grouping sets over them (None: the plain grouping)."""

    named: list[tuple[str, Expr]] = field(factory=list)
    spans: list[Span] = field(factory=list)
    sets: list[tuple[int, ...]] = field(factory=lambda: [()])
    plain: bool = True
    broken: bool = False


def aggregate(queries: QueryResolver, pipe: Pipe, node: syntax.Aggregate) -> Pipe:
    """The group columns, then the aggregates; all aliases are gone."""
    pipe = queries.lose_order(pipe)
    resolver = Resolver(queries.context, pipe.scope, pipe.rel.schema, "aggregate")
    groups = _groups(queries, pipe, node, resolver)
    collector = Collector(queries, pipe, groups)
    outputs: list[tuple[str, Expr]] = []
    broken = groups.broken
    taken = {name.casefold() for name, _ in groups.named}
    late: list[tuple[str, syntax.Item]] = []
    before = len(queries.context.diagnostics)
    for index, item in enumerate(node.items):
        item = assigned(queries, pipe.scope, item)
        value = resolver.typed(item.expr)
        name = item_name(queries, item, suggested(item.expr, index))
        if name is None:
            broken = True
            continue
        expr: Expr = value.expr
        if value.type != types.UNKNOWN:
            found = collector.replaced(value.expr)
            if found is None:
                broken = True
                expr = Literal(None, types.UNKNOWN)
            else:
                expr = found
        if name.casefold() in taken:
            late.append((name, item))
            continue
        taken.add(name.casefold())
        outputs.append((name, expr))
    if not any(isinstance(item, NotAggregated) for item in queries.context.diagnostics[before:]):
        for name, item in late:
            _taken(queries, name, item, node.items, groups)
    return _built(pipe, groups, collector, outputs, broken)


def _taken(
    queries: QueryResolver, name: str, item: syntax.Item, items: Sequence[syntax.Item], groups: Groups
) -> None:
    grouped = any(name.casefold() == known.casefold() for known, _ in groups.named)
    help = (
        "the group columns come first by themselves: leave it out here" if grouped else "give it another name"
    )
    queries.context.report(
        DuplicateName(
            span=item.name.span if item.name is not None else item.span,
            message=f"`aggregate` has two columns named `{name}`",
            help=help,
            fixes=(Fix(f"leave `{name}` out here", (Edit(_with_comma(item, items), ""),)),) if grouped else (),
        )
    )


def _with_comma(item: syntax.Item, items: Sequence[syntax.Item]) -> Span:
    """An item with the comma that goes with it: the one behind it, or of the last item the one before."""
    at = next(index for index, other in enumerate(items) if other is item)
    if at + 1 < len(items):
        return Span(item.span.file, item.span.start, items[at + 1].span.start)
    return Span(item.span.file, items[at - 1].span.end if at else item.span.start, item.span.end)


def _built(
    pipe: Pipe, groups: Groups, collector: Collector, outputs: list[tuple[str, Expr]], broken: bool
) -> Pipe:
    names = [name for name, _ in groups.named] + [name for name, _ in outputs]
    sets = None if groups.plain else tuple(groups.sets)
    # An output that is one aggregate and nothing else gives the aggregate its name.
    final: dict[str, str] = {}
    used = {name.casefold() for name in names}
    for name, expr in outputs:
        if isinstance(expr, Column) and expr.name in collector.internal and expr.name not in final:
            final[expr.name] = name
    for internal in collector.internal:
        if internal not in final:
            final[internal] = fresh(internal, used)
            used.add(final[internal].casefold())
    rename = {internal: Column(name) for internal, name in final.items()}
    aggregates = tuple((final[internal], call) for call, internal in collector.calls.items())
    rel = Aggregate(pipe.rel, tuple(groups.named), aggregates, sets)
    columns = [(name, Column(name)) for name, _ in groups.named] + [
        (name, _renamed(expr, rename)) for name, expr in outputs
    ]
    scope = Scope(tuple(Entry(None, name, name) for name in names), (), pipe.scope.open or broken)
    same = len(columns) == len(rel.schema) and all(
        isinstance(expr, Column) and expr.name == name == known
        for (name, expr), known in zip(columns, rel.schema.names, strict=True)
    )
    return Pipe(rel if same or not columns else project(rel, columns), scope)


def _renamed(expr: Expr, rename: dict[str, Column]) -> Expr:
    if isinstance(expr, Column):
        return rename.get(expr.name, expr)
    return map_expr_children(expr, lambda item: _renamed(item, rename))


class Collector:
    """Takes aggregates out of expressions, and group expressions for their column."""

    def __init__(self, queries: QueryResolver, pipe: Pipe, groups: Groups) -> None:
        self.queries = queries
        self.pipe = pipe
        self.groups = groups
        self.by_expr = {expr: name for name, expr in groups.named}
        self.calls: dict[AggregateCall, str] = {}
        self.internal: list[str] = []
        self.failed = False

    def replaced(self, expr: Expr) -> Expr | None:
        """The expression over the aggregate's output, or None after a report."""
        self.failed = False
        made = self._replace(expr)
        return None if self.failed else made

    def _replace(self, expr: Expr) -> Expr:
        name = self.by_expr.get(expr)
        if name is not None:
            return Column(name, span=expr.span)
        match expr:
            case AggregateCall():
                if expr.function == "grouping":
                    self._check_grouping(expr)
                return self._aggregate(expr)
            case Column():
                self._not_aggregated(expr)
                return expr
            case WindowCall():
                call = map_expr_children(expr.function, self._replace)
                assert isinstance(call, (Call, AggregateCall))
                return evolve(
                    expr,
                    function=call,
                    partition=tuple(self._replace(item) for item in expr.partition),
                    order=tuple(evolve(key, expr=self._replace(key.expr)) for key in expr.order),
                )
            case _:
                return map_expr_children(expr, self._replace)

    def _aggregate(self, call: AggregateCall) -> Column:
        internal = self.calls.get(call)
        if internal is None:
            internal = f"__{len(self.calls) + 1}"
            self.calls[call] = internal
            self.internal.append(internal)
        return Column(internal, span=call.span)

    def _check_grouping(self, call: AggregateCall) -> None:
        for arg in call.args:
            if arg not in self.by_expr:
                self.failed = True
                self.queries.context.report(
                    NotAggregated(
                        span=call.span or self.pipe_span(),
                        message="`grouping` takes a column of `group by`",
                        help="name one of the group columns",
                    )
                )

    def pipe_span(self) -> Span:
        return self.groups.spans[0] if self.groups.spans else Span("", 0, 0)

    def _not_aggregated(self, column: Column) -> None:
        self.failed = True
        if column.span is None:
            return
        written = next(
            (self.pipe.scope.spelled(e) for e in self.pipe.scope.entries if e.column == column.name),
            column.name,
        )
        fixes: tuple[Fix, ...] = ()
        if self.groups.spans:
            end = self.groups.spans[-1]
            at = Span(end.file, end.end, end.end)
            fixes = (Fix(f"group by `{written}` as well", (Edit(at, f", {written}"),)),)
        self.queries.context.report(
            NotAggregated(
                span=column.span,
                message=f"`{written}` is neither grouped nor aggregated, so a group has many values of it",
                help=f"add `{written}` to `group by`, or say which value you want: `min({written})`, `max({written})`",
                fixes=fixes,
            )
        )


def _groups(queries: QueryResolver, pipe: Pipe, node: syntax.Aggregate, resolver: Resolver) -> Groups:
    made = Groups()
    resolver.place = "group by"
    for item in node.groups:
        if isinstance(item, syntax.GroupingSets):
            made.plain = False
            element = [
                tuple(_group(queries, resolver, made, entry) for entry in entries) for entries in item.sets
            ]
            _multiply(queries, made, _sets(item.kind, element), item.span)
        else:
            index = _group(queries, resolver, made, item)
            made.sets = [tuple(dict.fromkeys((*known, index))) for known in made.sets]
    resolver.place = "aggregate"
    made.sets = [tuple(sorted(index for index in known if index >= 0)) for known in made.sets]
    return made


def _group(queries: QueryResolver, resolver: Resolver, made: Groups, item: syntax.Item) -> int:
    """The index of a group column, added if it is new; -1 after a report."""
    item = assigned(queries, resolver.scope, item)
    if item.name is None and isinstance(item.expr, syntax.Literal):
        queries.context.report(
            WrongArguments(
                span=item.span,
                message="a constant makes no groups, and numbers are no columns here",
                help="write the column's name",
            )
        )
        made.broken = True
        return -1
    value = resolver.typed(item.expr)
    name = item_name(queries, item, suggested(item.expr, len(made.named)))
    if name is None:
        made.broken = True
        return -1
    for index, (known, expr) in enumerate(made.named):
        if known.casefold() == name.casefold():
            if expr == value.expr and not made.plain:
                return index
            place = item.name.span if item.name is not None else item.span
            queries.context.duplicate(syntax.Name(name, span=place), made.spans[index], "group columns")
            return -1
    if value.type == types.UNKNOWN and item.name is None:
        made.broken = True  # its users may write it as it is meant to be
    made.named.append((name, value.expr))
    made.spans.append(item.span)
    return len(made.named) - 1


def _sets(kind: str, element: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    if kind == "rollup":
        return [sum(element[:count], ()) for count in range(len(element), -1, -1)]
    if kind == "cube":
        if len(element) > 12:
            return [()] * (MAX_SETS + 1)
        sizes = range(len(element), -1, -1)
        return [sum(chosen, ()) for size in sizes for chosen in combinations(element, size)]
    return element


def _multiply(queries: QueryResolver, made: Groups, new: list[tuple[int, ...]], span: Span) -> None:
    if len(made.sets) * len(new) > MAX_SETS:
        queries.context.report(
            TooComplex(
                span=span,
                message=f"this makes more than {MAX_SETS} grouping sets",
                help="group by fewer columns",
            )
        )
        made.broken = True
        return
    made.sets = [tuple(dict.fromkeys((*known, *extra))) for known in made.sets for extra in new]


def pivot(queries: QueryResolver, pipe: Pipe, node: syntax.Pivot) -> Pipe:
    """Columns from values: one filtered aggregate a value; the columns named nowhere in it are the groups."""
    pipe = queries.lose_order(pipe)
    context = queries.context
    entry = find(node.column, pipe.scope, context)
    resolver = Resolver(context, pipe.scope, pipe.rel.schema, "aggregate")
    items = [(resolver.typed(item.expr), item) for item in node.items]
    if entry is None or any(value.type == types.UNKNOWN for value, _ in items):
        return evolve(pipe, scope=evolve(pipe.scope, open=True))
    column = column_of(entry, pipe.rel.schema, node.column.span)
    used = {entry.column}
    for value, _ in items:
        used.update(columns_of(value.expr))
    kept = [item for item in pipe.scope.entries if item.column not in used]
    groups = Groups(
        named=[(item.name, Column(item.column, span=node.span)) for item in kept],
        spans=[node.span for _ in kept],
    )
    collector = Collector(queries, pipe, groups)
    outputs: list[tuple[str, Expr]] = []
    taken = {name.casefold() for name, _ in groups.named}
    broken = column.type == types.UNKNOWN
    for value_item in node.values:
        wanted = resolver.typed(value_item.expr)
        same = resolver.apply(
            "=", (column, wanted), value_item.span, (node.column.span, value_item.expr.span)
        )
        label = value_item.name.text if value_item.name is not None else _literal_text(wanted)
        if same.type == types.UNKNOWN:
            broken = True
            continue
        for value, item in items:
            tail = item.name.text if item.name is not None else suggested(item.expr, 0)
            name = label if len(items) == 1 else f"{label}_{tail}"
            if name.casefold() in taken:
                context.duplicate(syntax.Name(name, span=value_item.span), None, "columns of this `pivot`")
                broken = True
                continue
            taken.add(name.casefold())
            found = collector.replaced(_only_where(value, same.expr))
            broken = broken or found is None
            outputs.append((name, found if found is not None else Literal(None, types.UNKNOWN)))
    return _built(pipe, groups, collector, outputs, broken)


def _literal_text(value: Typed) -> str:
    return str(value.expr.value) if isinstance(value.expr, Literal) else "value"


def _only_where(value: Typed, condition: Expr) -> Expr:
    """The aggregates over the rows of one cell; NULL where the cell has no row."""

    def filtered(expr: Expr) -> Expr:
        if isinstance(expr, AggregateCall):
            both = condition if expr.filter is None else Call("and", (condition, expr.filter))
            return evolve(expr, filter=both)
        return map_expr_children(expr, filtered)

    made = filtered(value.expr)
    function = functions.lookup(made.function) if isinstance(made, AggregateCall) else None
    if function is not None and function.nulls != "never":
        return made  # it is NULL by itself where there is no row
    rows = AggregateCall("count", (), filter=condition)
    present = Call(">", (rows, Literal(0, types.BIGINT)))
    return Case(((present, coerce(made, value.type, value.type)),), None)
