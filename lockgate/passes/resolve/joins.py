"""Joins: both sides under their aliases, colliding columns of the right renamed, `using` merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from lockgate.diagnostics import AmbiguousColumn, DuplicateName, InvalidStatement, UnknownColumn
from lockgate.diagnostics.suggest import nearest
from lockgate.grammar import syntax
from lockgate.ir import types
from lockgate.ir.coerce import coerce, common_type
from lockgate.ir.expr import Call, Column, Expr
from lockgate.ir.rel import Join, Project, Rel
from lockgate.passes.resolve.expressions import Resolver
from lockgate.passes.resolve.names import column_of
from lockgate.passes.resolve.pipe import Pipe, fresh, project
from lockgate.passes.resolve.scope import Entry, Scope

if TYPE_CHECKING:
    from lockgate.passes.resolve.query import QueryResolver

LEFT_ONLY = ("semi", "anti")


def join(queries: QueryResolver, pipe: Pipe, node: syntax.Join) -> Pipe:
    """Any join."""
    context = queries.context
    if node.kind not in LEFT_ONLY:
        pipe = queries.lose_order(pipe)
    right = queries.source(node.right)
    alias = right.scope.origins[0][0] if right.scope.origins else None
    if alias is None:
        queries.statement(node.right.span, "the joined query needs an alias", "write `join (…) as x on …`")
    elif alias.casefold() in pipe.scope.by_alias:
        _same_alias(queries, pipe, node, alias)
        alias = fresh(alias, pipe.scope.by_alias)
    right_rel, right_entries = _renamed(pipe, right, alias)
    both = Scope(
        (*pipe.scope.entries, *right_entries),
        (
            *pipe.scope.origins,
            *(((alias, right.scope.origins[0][1]),) if alias and right.scope.origins else ()),
        ),
        pipe.scope.open or right.scope.open,
    )
    combined = Join("cross", pipe.rel, right_rel, None)
    if node.using:
        return _using(queries, pipe, node, right_rel, right_entries, both)
    predicate: Expr | None = None
    if node.on is not None:
        value = Resolver(context, both, combined.schema, "on").boolean(node.on, "`on`")
        predicate = value.expr if value.type != types.UNKNOWN else None
    elif node.kind != "cross":
        context.report(
            InvalidStatement(
                span=node.span,
                message=f"a {node.kind} join needs `on` or `using`",
                help="write `on a.id = b.id`",
            )
        )
    return _joined(pipe, node, right_rel, predicate, both)


def _joined(pipe: Pipe, node: syntax.Join, right: Rel, predicate: Expr | None, both: Scope) -> Pipe:
    kind = node.kind if predicate is not None else "cross"
    if node.kind in LEFT_ONLY:
        scope = evolve(pipe.scope, open=both.open)
        if predicate is None:
            return evolve(pipe, scope=scope)
        return evolve(pipe, rel=_node(kind, pipe.rel, right, predicate, node), scope=scope)
    return evolve(pipe, rel=_node(kind, pipe.rel, right, predicate, node), scope=both)


def _node(kind: str, left: Rel, right: Rel, predicate: Expr | None, node: syntax.Join) -> Join:
    return Join(kind, left, right, predicate, node.many, span=node.span, right_span=node.right.span)


def _same_alias(queries: QueryResolver, pipe: Pipe, node: syntax.Join, alias: str) -> None:
    queries.context.report(
        DuplicateName(
            span=node.right.span,
            message=f"two tables of this query are named `{alias}`",
            help="give one an alias of its own: `join … as other on …`",
        )
    )


def _renamed(pipe: Pipe, right: Pipe, alias: str | None) -> tuple[Rel, list[Entry]]:
    """The right side with the columns renamed that the left has too, as `alias.column`."""
    taken = set(pipe.rel.schema.by_name)
    moved: dict[str, str] = {}
    own = right.rel.schema.by_name
    for name in right.rel.schema.names:
        if name.casefold() in taken:
            # Taken are the left's names and the right's own, so that no rename makes a new collision.
            moved[name] = fresh(f"{alias}.{name}" if alias else name, taken | own.keys())
        else:
            moved[name] = name
        taken.add(moved[name].casefold())
    # After an error a name may be in scope that the relation does not have.
    entries = [Entry(alias, entry.name, moved.get(entry.column, entry.column)) for entry in right.scope.entries]
    if all(old == new for old, new in moved.items()):
        return right.rel, entries
    columns = tuple((new, Column(old)) for old, new in moved.items())
    return Project(right.rel, columns, hint=alias), entries


def _using(
    queries: QueryResolver, pipe: Pipe, node: syntax.Join, right: Rel, right_entries: list[Entry], both: Scope
) -> Pipe:
    """`using (a, b)`: equal columns become one, unqualified."""
    context = queries.context
    context.unique_names(node.using, "columns of `using`")
    combined = Join("cross", pipe.rel, right, None)
    resolver = Resolver(context, both, combined.schema, "on")
    predicate: Expr | None = None
    merged: list[tuple[str, Entry, Entry]] = []
    lost = False
    for name in node.using:
        left = _side(queries, pipe.scope, pipe.scope.named(name.text), name, "left")
        found = [entry for entry in right_entries if entry.name.casefold() == name.text.casefold()]
        other = _side(queries, evolve(both, entries=tuple(right_entries)), found, name, "right")
        if left is None or other is None:
            lost = True
            continue
        pair = [column_of(entry, combined.schema, name.span) for entry in (left, other)]
        if any(value.type == types.UNKNOWN for value in pair):
            lost = True
            continue
        same = resolver.apply("=", (pair[0], pair[1]), name.span, (name.span, name.span))
        if same.type == types.UNKNOWN:
            lost = True
            continue
        predicate = same.expr if predicate is None else Call("and", (predicate, same.expr), span=name.span)
        merged.append((name.text, left, other))
    if node.kind in LEFT_ONLY:
        return _joined(pipe, node, right, predicate, both)
    if predicate is None or lost:
        joined = _joined(pipe, node, right, predicate, both)
        # What could not be merged has been reported; its name means the left's from here.
        merging = {name.text.casefold() for name in node.using}
        entries = tuple(
            item
            for item in joined.scope.entries
            if item.name.casefold() not in merging or item not in right_entries
        )
        return evolve(joined, scope=evolve(joined.scope, entries=entries, open=True))
    joined_rel = _node(node.kind, pipe.rel, right, predicate, node)
    return _merge(pipe, node, joined_rel, both, merged)


def _side(
    queries: QueryResolver, scope: Scope, found: list[Entry], name: syntax.Name, side: str
) -> Entry | None:
    if len(found) == 1:
        return found[0]
    if not found and scope.open:
        return None
    if found:
        ways = ", ".join(f"`{entry.alias}.{entry.name}`" for entry in found)
        help = f"it could be any of {ways}: write `on` with the alias"
        message = f"`{name.text}` is ambiguous on the {side} of the join"
        queries.context.report(AmbiguousColumn(span=name.span, message=message, help=help))
        return None
    close = nearest(name.text, [entry.name for entry in scope.entries])
    queries.context.report(
        UnknownColumn(
            span=name.span,
            message=f"no column `{name.text}` on the {side} of the join",
            help=f"did you mean `{close[0]}`?"
            if close
            else "`using` needs the column on both sides; `on` takes any two",
            expected=close,
        )
    )
    return None


def _merge(
    pipe: Pipe, node: syntax.Join, joined: Join, both: Scope, merged: list[tuple[str, Entry, Entry]]
) -> Pipe:
    """Keep one column of each pair: the left's, the right's for a right join, the coalesce for a full one."""
    replaced: dict[str, Expr] = {}
    gone: set[str] = set()
    names: dict[str, str] = {}
    for _, left, right in merged:
        gone.add(right.column)
        names[left.column] = left.name
        if node.kind == "right":
            replaced[left.column] = Column(right.column)
        elif node.kind == "full":
            replaced[left.column] = Call("coalesce", _agreed(joined, left.column, right.column))
    columns = [(name, replaced.get(name, Column(name))) for name in joined.schema.names if name not in gone]
    # The merged column stands where the left's stood, without an alias.
    entries = [
        Entry(None, names[entry.column], entry.column) if entry.column in names else entry
        for entry in both.entries
        if entry.column not in gone
    ]
    return evolve(pipe, rel=project(joined, columns), scope=both.with_entries(entries))


def _agreed(joined: Join, left: str, right: str) -> tuple[Expr, Expr]:
    a, b = joined.schema[left].type, joined.schema[right].type
    common = common_type(a, b)
    assert common is not None  # `=` has bound them already
    return coerce(Column(left), a, common), coerce(Column(right), b, common)
