"""Queries as documents: a pipe operator a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import assert_never

from lockgate.grammar import syntax as s
from lockgate.grammar.layout import names
from lockgate.grammar.layout.comments import Comments
from lockgate.grammar.layout.doc import (
    HARD,
    LINE,
    SOFT,
    Doc,
    Fill,
    align,
    bracketed,
    commas,
    concat,
    group,
    is_forced,
    join,
    nest,
)
from lockgate.grammar.layout.expressions import Expressions
from lockgate.source import Span

_SETS = {
    "union_all": "union all",
    "union": "union distinct",
    "intersect": "intersect distinct",
    "except": "except distinct",
}


class Queries:
    """Queries, with expressions and comments."""

    def __init__(self, comments: Comments) -> None:
        self.comments = comments
        self.expressions = Expressions()
        self.expressions.queries = self
        self.expr = self.expressions.of

    def leaf(self, span: Span, build: Callable[[], Doc]) -> Doc:
        return self.comments.around(span, build)

    def whole(self, node: s.Query) -> Doc:
        """Each step on its own line."""
        return join([HARD], self._steps(node))

    def parenthesised(self, node: s.Query) -> Doc:
        return bracketed("(", join([LINE], self._steps(node)), ")")

    def _steps(self, node: s.Query) -> list[Doc]:
        steps = [self.leaf(node.source.span, lambda: concat("from ", nest(5, self.source(node.source))))]
        for operator in node.operators:
            steps.append(self.leaf(operator.span, partial(self._step, operator)))
        return steps

    def _step(self, node: s.Operator) -> Doc:
        return concat("|> ", nest(3, self.operator(node)))

    def source(self, node: s.FromItem) -> Doc:
        named = None if isinstance(node, s.BadSource) else node.alias
        alias = "" if named is None else f" as {names.name(named)}"
        match node:
            case s.FromDataset():
                return names.dataset(node.dataset) + alias
            case s.FromQuery():
                return concat(self.parenthesised(node.query), alias)
            case s.FromValues():
                columns = concat(" (", self.names(node.columns), ")") if node.columns else ""
                rows: list[Doc] = [self.row(row) for row in node.rows]
                body = group("values", nest(2, LINE, join([LINE], commas(rows))))
                return concat(body, alias, columns)
            case s.BadSource():
                return ""
            case _:
                assert_never(node)

    def row(self, cells: Sequence[s.Expr]) -> Doc:
        return concat("(", join([", "], [self.expr(cell) for cell in cells]), ")")

    def names(self, nodes: tuple[s.Name, ...]) -> Doc:
        return align(Fill(tuple(commas(list(names.names(nodes))))))

    # -- operators

    def operator(self, node: s.Operator) -> Doc:
        match node:
            case s.Where():
                return group("where", nest(2, LINE, self.expr(node.predicate)))
            case s.Select():
                return self._list("select", node.items, self._item)
            case s.Extend():
                return self._list("extend", node.items, self._item)
            case s.Set():
                return self._list("set", node.items, self._assignment)
            case s.Drop():
                return self._list("drop", node.columns, self._item)
            case s.Rename():
                return self._list("rename", node.items, self._renaming)
            case s.Alias():
                return f"as {names.name(node.name)}"
            case s.Join():
                return self._join(node)
            case s.Aggregate():
                return self._aggregate(node)
            case s.Distinct():
                return self._distinct(node)
            case s.OrderBy():
                return concat(
                    "order by", nest(2, self._fill([self.expressions.order_key(key) for key in node.keys]))
                )
            case s.Limit():
                return f"limit {node.count}" + (f" offset {node.offset}" if node.offset else "")
            case s.SetOperation():
                return self._set_operation(node)
            case s.Pivot():
                return self._pivot(node)
            case s.Unpivot():
                inside = f"{names.name(node.value)} for {names.name(node.name)} in "
                columns: list[Doc] = [names.reference(column) for column in node.columns]
                return bracketed(
                    "unpivot (", concat(inside, bracketed("(", Fill(tuple(commas(columns))), ")")), ")"
                )
            case s.Unnest():
                return concat("unnest ", self._item(node.item))
            case s.BadOperator():
                return ""
            case _:
                assert_never(node)

    def _list(self, word: str, items: Sequence[object], show: Callable[..., Doc]) -> Doc:
        """Names alone fill lines; anything else has a line each where one line does not do."""
        made: list[Doc] = []
        for item in items:
            span: Span = item[0].span.to(item[1].span) if isinstance(item, tuple) else item.span  # type: ignore[attr-defined]
            made.append(self.leaf(span, partial(show, item)))
        if all(_is_plain(item) for item in items):
            return concat(word, nest(2, self._fill(made)))
        return group(word, nest(2, LINE, join([LINE], commas(made))))

    def _fill(self, parts: list[Doc]) -> Doc:
        """A space, then the parts on as few lines as they need; a line each where one has a comment."""
        if any(is_forced(part) for part in parts):
            return concat(HARD, join([HARD], commas(parts)))
        return concat(" ", Fill(tuple(commas(parts))))

    def _item(self, node: s.Item | s.Star | s.Reference) -> Doc:
        match node:
            case s.Star():
                return "*" if node.alias is None else f"{names.name(node.alias)}.*"
            case s.Reference():
                return names.reference(node)
            case s.Item():
                value = self.expr(node.expr)
                return value if node.name is None else concat(value, f" as {names.name(node.name)}")
            case _:
                assert_never(node)

    def _assignment(self, item: tuple[s.Reference, s.Expr]) -> Doc:
        return concat(f"{names.reference(item[0])} = ", nest(2, self.expr(item[1])))

    def _renaming(self, item: tuple[s.Reference, s.Name]) -> Doc:
        return f"{names.reference(item[0])} as {names.name(item[1])}"

    def _join(self, node: s.Join) -> Doc:
        kind = "" if node.kind == "inner" else f"{node.kind} "
        many = "many " if node.many else ""
        head = concat(f"{kind}join {many}", self.source(node.right))
        if node.on is not None:
            return concat(head, group(nest(2, LINE, "on ", self.expr(node.on))))
        if node.using:
            return concat(head, group(nest(2, LINE, "using (", self.names(node.using), ")")))
        return head

    def _aggregate(self, node: s.Aggregate) -> Doc:
        parts: list[Doc] = []
        if node.items:
            items = [self.leaf(item.span, partial(self._item, item)) for item in node.items]
            parts.append(nest(2, LINE, join([LINE], commas(items))))
        if node.groups:
            groups = [self.leaf(item.span, partial(self._group, item)) for item in node.groups]
            parts.append(concat(LINE if node.items else " ", "group by", nest(2, self._fill(groups))))
        return group("aggregate", *parts)

    def _group(self, node: s.Item | s.GroupingSets) -> Doc:
        if isinstance(node, s.Item):
            return self._item(node)
        plain = node.kind != "grouping_sets"
        sets: list[Doc] = []
        for items in node.sets:
            inner = join([", "], [self._item(item) for item in items])
            alone = len(items) == 1 and (plain or items[0].name is None)
            sets.append(inner if alone else concat("(", inner, ")"))
        return bracketed(f"{node.kind.replace('_', ' ')} (", Fill(tuple(commas(sets))), ")")

    def _set_operation(self, node: s.SetOperation) -> Doc:
        """All queries on one line, or each in lines of its own."""
        sides = [concat(nest(2, SOFT, join([LINE], self._steps(query))), SOFT) for query in node.queries]
        return group(f"{_SETS[node.kind]} (", join(["), ("], sides), ")")

    def _distinct(self, node: s.Distinct) -> Doc:
        if not node.on:
            return "distinct"
        keys = Fill(tuple(commas([self.expr(key) for key in node.on])))
        order = concat(LINE, self.expressions.order(node.order)) if node.order else ""
        return group(bracketed("distinct on (", keys, ")"), nest(2, order))

    def _pivot(self, node: s.Pivot) -> Doc:
        items = join([LINE], commas([self._item(item) for item in node.items]))
        values = bracketed("(", Fill(tuple(commas([self._item(item) for item in node.values]))), ")")
        return bracketed(
            "pivot (", concat(items, LINE, f"for {names.reference(node.column)} in ", values), ")"
        )


def _is_plain(item: object) -> bool:
    if isinstance(item, s.Item):
        return item.name is None and isinstance(item.expr, s.Reference)
    return isinstance(item, s.Star | s.Reference)
