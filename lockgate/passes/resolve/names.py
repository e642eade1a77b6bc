"""References: from a written name to a column, param or run value, or to a diagnostic that helps."""

from __future__ import annotations

from collections.abc import Iterable

from lockgate.diagnostics import (
    AmbiguousColumn,
    Edit,
    Fix,
    Related,
    UnknownColumn,
    UnknownName,
)
from lockgate.diagnostics.suggest import nearest
from lockgate.grammar import syntax
from lockgate.grammar.keywords import quote_name
from lockgate.ir import types
from lockgate.ir.expr import Call, Column, Literal, Parameter
from lockgate.ir.functions import Typed
from lockgate.ir.types import Schema, Struct
from lockgate.passes.resolve import hints
from lockgate.passes.resolve.context import Context, unknown
from lockgate.passes.resolve.scope import Entry, Scope
from lockgate.source import Span

RUN_VALUES = {"run_date": types.DATE, "run_started_at": types.TIMESTAMPTZ}


def column_of(entry: Entry, schema: Schema, span: Span) -> Typed:
    """A visible column as an expression; one whose type is not known is unknown."""
    field = schema.get(entry.column)
    if field is None or field.type == types.UNKNOWN:
        return unknown(span)
    return Typed(Column(field.name, span=span), field.type, field.nullable)


def find(reference: syntax.Reference, scope: Scope, context: Context) -> Entry | None:
    """The column that one or two parts name, or None after a report (or silently in an open scope)."""
    parts = reference.parts
    if len(parts) == 1:
        return _unqualified(parts[0], scope, context)
    if len(parts) == 2:
        return _qualified(parts[0], parts[1], scope, context)
    context.report(
        UnknownColumn(
            span=reference.span,
            message=f"no column `{'.'.join(part.text for part in parts)}` here",
            help="a column is written `column` or `alias.column`",
        )
    )
    return None


def _unqualified(name: syntax.Name, scope: Scope, context: Context) -> Entry | None:
    entries = scope.named(name.text)
    if len(entries) == 1:
        return entries[0]
    if entries:
        _ambiguous(name, entries, scope, context)
    elif not scope.open:
        unknown_column(name, scope, context)
    return None


def _qualified(alias: syntax.Name, name: syntax.Name, scope: Scope, context: Context) -> Entry | None:
    columns = scope.by_alias.get(alias.text.casefold())
    if columns is None:
        if not scope.open:
            _unknown_alias(alias, name, scope, context)
        return None
    entry = columns.get(name.text.casefold())
    if entry is None and not scope.open:
        unknown_column(name, scope, context, alias)
    return entry


def _ambiguous(name: syntax.Name, entries: list[Entry], scope: Scope, context: Context) -> None:
    ways = [f"{quote_name(e.alias)}.{quote_name(e.name)}" for e in entries if e.alias is not None]
    shown = [f"`{way}`" for way in ways]
    help = "say which one by writing its alias"
    if len(ways) < len(entries):
        shown.append("the one without an alias")
        help += "; a column without one gets it by `|> as name` before the join"
    context.report(
        AmbiguousColumn(
            span=name.span,
            message=f"`{name.text}` could be any of {', '.join(shown)}",
            help=help,
            expected=tuple(ways),
            fixes=tuple(Fix(f"use `{way}`", (Edit(name.span, way),)) for way in ways),
        )
    )


def unknown_column(
    name: syntax.Name, scope: Scope, context: Context, alias: syntax.Name | None = None
) -> None:
    """Report a column that is not in scope, with the nearest one or the table that has it."""
    elsewhere = [e for e in scope.named(name.text) if e.alias is not None] if alias is not None else []
    candidates = scope.columns_of(alias.text) if alias is not None else list(scope.entries)
    spelled = [entry.name if alias is not None else scope.spelled(entry) for entry in candidates]
    close = nearest(name.text, dict.fromkeys(spelled if alias is not None else [*spelled, *context.params]))
    fixes: tuple[Fix, ...] = ()
    known = hints.NAMES.get(name.text.lower()) if alias is None and not name.quoted else None
    expected: tuple[str, ...] = ()
    if known is not None:
        help = known
    elif alias is not None and any(e.alias is None for e in scope.named(name.text)):
        way = quote_name(name.text)
        help = f"`{name.text}` has no alias here, being computed or merged by `using`: write `{way}`"
        fixes = (Fix(f"use `{way}`", (Edit(alias.span.to(name.span), way),)),)
        expected = (name.text, *close)
    elif elsewhere and alias is not None:
        owners = [f"`{e.alias}` ({scope.origin(e.alias or '') or 'a query'})" for e in elsewhere]
        help = f"`{name.text}` is a column of {' and of '.join(owners)}"
        way = f"{quote_name(elsewhere[0].alias or '')}.{quote_name(elsewhere[0].name)}"
        fixes = (Fix(f"use `{way}`", (Edit(alias.span.to(name.span), way),)),)
        expected = tuple(f"{e.alias}.{e.name}" for e in elsewhere) + close
    elif close:
        help = f"did you mean `{close[0]}`?"
        expected = close + tuple(item for item in dict.fromkeys(spelled) if item not in close)[:20]
        fixes = (Fix(f"use `{close[0]}`", (Edit(name.span, _quoted_path(close[0])),)),)
    else:
        shown = list(dict.fromkeys(spelled))
        listing = ", ".join(f"`{item}`" for item in shown[:8]) + (", …" if len(shown) > 8 else "")
        help = f"the columns here are {listing}" if shown else "there are no columns in scope here"
        expected = tuple(shown[:20])
    where = "here"
    if alias is not None:
        origin = scope.origin(alias.text)
        where = f"in `{alias.text}`" + (f" ({origin})" if origin and origin != alias.text else "")
    context.report(
        UnknownColumn(
            span=name.span,
            message=f"no column `{name.text}` {where}",
            help=help,
            expected=expected,
            related=_declared_at(alias.text if alias else None, scope, context),
            fixes=fixes,
        )
    )


def _quoted_path(spelled: str) -> str:
    return ".".join(quote_name(part) for part in spelled.split("."))


def _declared_at(alias: str | None, scope: Scope, context: Context) -> tuple[Related, ...]:
    """Where the columns come from, when that is one dataset."""
    origins = [
        dataset for known, dataset in scope.origins if alias is None or known.casefold() == alias.casefold()
    ]
    if len(origins) != 1:
        return ()
    dataset = context.datasets.get(origins[0].casefold())
    return (Related("the columns come from here", dataset.span),) if dataset is not None else ()


def _unknown_alias(alias: syntax.Name, name: syntax.Name, scope: Scope, context: Context) -> None:
    aliases = list(dict.fromkeys(known for known, _ in scope.origins))
    close = nearest(alias.text, aliases)
    holders = scope.named(name.text)
    fixes: tuple[Fix, ...] = ()
    if close:
        help = f"did you mean `{close[0]}`?"
        fixes = (Fix(f"use `{close[0]}`", (Edit(alias.span, quote_name(close[0])),)),)
    elif holders:
        way = scope.spelled(holders[0])
        help = f"`{name.text}` is in scope as `{way}`; a table gets another name by `as {quote_name(alias.text)}`"
        fixes = (Fix(f"use `{way}`", (Edit(alias.span.to(name.span), _quoted_path(way)),)),)
    elif aliases:
        help = "the aliases here are " + ", ".join(f"`{item}`" for item in aliases)
    else:
        help = "no alias is in scope here: after `aggregate`, `as` or a set operation only the new names are"
    context.report_once(
        alias.text.casefold(),
        UnknownColumn(
            span=alias.span.to(name.span),
            message=f"no table `{alias.text}` in scope, so no column `{alias.text}.{name.text}`",
            help=help,
            expected=close or tuple(aliases),
            fixes=fixes,
        ),
    )


def reference(node: syntax.Reference, scope: Scope, schema: Schema, context: Context) -> Typed:
    """The typed expression that a written reference means."""
    parts = node.parts
    first = parts[0].text.casefold()
    if len(parts) > 1 and first not in scope.by_alias:
        entries = scope.named(first)
        if len(entries) == 1:
            base = column_of(entries[0], schema, parts[0].span)
            if isinstance(base.type, Struct) or base.type == types.UNKNOWN:
                return _fields(base, parts[1:], context)
    if len(parts) > 2 and first in scope.by_alias:
        entry = _qualified(parts[0], parts[1], scope, context)
        if entry is None:
            return unknown(node.span)
        return _fields(column_of(entry, schema, node.span), parts[2:], context)
    if len(parts) == 1 and not scope.named(first):
        if first in context.params:
            return context.params[first]
        if first in RUN_VALUES:
            return Typed(Parameter(first, RUN_VALUES[first], span=node.span), RUN_VALUES[first], False)
    entry = find(node, scope, context)
    return unknown(node.span) if entry is None else column_of(entry, schema, node.span)


def _fields(base: Typed, names: tuple[syntax.Name, ...], context: Context) -> Typed:
    for name in names:
        base = field_of(base, name, context)
    return base


def field_of(base: Typed, name: syntax.Name, context: Context) -> Typed:
    """A struct's field."""
    if base.type == types.UNKNOWN:
        return unknown(name.span)
    fields = base.type.fields if isinstance(base.type, Struct) else ()
    for known, kind in fields:
        if known.casefold() == name.text.casefold():
            key = Literal(known, types.STRING, span=name.span)
            return Typed(Call("field", (base.expr, key), span=name.span), kind, True)
    close = nearest(name.text, [known for known, _ in fields])
    context.report(
        UnknownName(
            span=name.span,
            message=f"no field `{name.text}` in {base.type}",
            help=f"did you mean `{close[0]}`?" if close else _fields_are(fields),
            expected=close or tuple(known for known, _ in fields),
        )
    )
    return unknown(name.span)


def _fields_are(fields: Iterable[tuple[str, types.Type]]) -> str:
    names = ", ".join(f"`{name}`" for name, _ in fields)
    return f"its fields are {names}" if names else "only a struct has fields"
