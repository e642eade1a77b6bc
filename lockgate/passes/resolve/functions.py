"""The project's params and functions, in an order in which each function is known before its use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve

from lockgate.diagnostics import Cycle, InvalidLiteral, Related, TooComplex
from lockgate.grammar import syntax
from lockgate.ir import functions as table
from lockgate.ir import types
from lockgate.ir.coerce import coerce
from lockgate.ir.expr import Literal
from lockgate.ir.functions import Typed
from lockgate.ir.types import Field, Schema
from lockgate.passes.resolve import calls, literals, typenames
from lockgate.passes.resolve.context import MAX_EXPRESSION_SIZE, Context, UserFunction, unknown
from lockgate.passes.resolve.expressions import Resolver, literal_fits
from lockgate.passes.resolve.graph import cycles, topological
from lockgate.passes.resolve.scope import Scope, table_scope


def params(declared: Sequence[syntax.Param], given: Mapping[str, str], context: Context) -> None:
    """Each param with its value: given, or its default."""
    context.unique_names([item.name for item in declared], "params")
    for item in declared:
        kind = typenames.resolve(item.type, context, stored=True)
        resolver = Resolver(context, Scope(()), Schema(()), "param")
        value = resolver.typed(item.default)
        if kind != types.UNKNOWN and value.type not in (types.UNKNOWN, kind):
            value = resolver.coerced(value, kind, item.default.span, f"the param `{item.name.text}`")
        text = next((v for n, v in given.items() if n.casefold() == item.name.text.casefold()), None)
        if text is not None and kind != types.UNKNOWN:
            value = _given(item, text, kind, context)
        if value.type != types.UNKNOWN and kind != types.UNKNOWN:
            value = Typed(value.expr, kind, value.nullable)
        context.params[item.name.text.casefold()] = value


def _given(item: syntax.Param, text: str, kind: types.Type, context: Context) -> Typed:
    try:
        return Typed(evolve(_parse(text, kind), span=item.default.span), kind, False)
    except (literals.Bad, ValueError) as bad:
        context.report(
            InvalidLiteral(
                span=item.name.span,
                message=f"the value given for `{item.name.text}` is no {kind}",
                help=str(bad)[:200],
            )
        )
        return unknown(item.span)


def _parse(text: str, kind: types.Type) -> Literal:
    if kind == types.STRING:
        return Literal(text, kind)
    if kind == types.BOOLEAN:
        if text.lower() not in ("true", "false"):
            raise literals.Bad("write true or false")
        return Literal(text.lower() == "true", kind)
    if kind in (types.DATE, types.TIMESTAMP, types.TIMESTAMPTZ):
        maker: Any = {
            "date": literals.date,
            "timestamp": literals.timestamp,
            "timestamptz": literals.timestamptz,
        }[str(kind)]
        return Literal(maker(text), kind)
    sign, digits = ("-", text[1:]) if text[:1] == "-" else ("", text)
    if (
        not digits
        or len(digits) > 60
        or not all(c.isascii() and (c.isdigit() or c in ".eE+-") for c in digits)
    ):
        raise literals.Bad("write a number")
    form = "double" if kind == types.DOUBLE else ("decimal" if "." in digits else "integer")
    made = literals.number(form, digits)
    value: Any = made.value
    signed = Literal(-value if sign else value, made.type)
    wanted = Typed(signed, made.type, False)
    if made.type != kind and not literal_fits(wanted, kind):
        raise literals.Bad(f"it does not fit {kind}")
    expr = coerce(signed, made.type, kind)
    if not isinstance(expr, Literal):
        raise literals.Bad(f"it does not fit {kind}")
    return expr


def functions(declared: Sequence[syntax.Function], context: Context) -> None:
    """Each function's body, resolved over its parameters; those that call themselves are reported."""
    context.unique_names([item.name for item in declared], "functions")
    by_name: dict[str, syntax.Function] = {}
    for item in declared:
        known = table.lookup(item.name.text.lower())
        if known is not None and known.kind != "operator":
            context.duplicate(item.name, None, "functions (the language has one already)")
        by_name.setdefault(item.name.text.casefold(), item)
    edges = {
        name: [called for called in dict.fromkeys(_called(item.body)) if called in by_name]
        for name, item in by_name.items()
    }
    broken: set[str] = set()
    for cycle in cycles(edges):
        broken.update(cycle)
        names = [by_name[name].name for name in cycle]
        context.report(
            Cycle(
                span=names[0].span,
                message="functions call each other in a circle: "
                + " → ".join(n.text for n in (*names, names[0])),
                help="a function is inlined, so it cannot call itself",
                related=tuple(Related(f"`{n.text}` is here", n.span) for n in names[1:]),
            )
        )
    for name in topological(edges):
        context.functions[name] = _function(by_name[name], context, name in broken)


def _function(item: syntax.Function, context: Context, broken: bool) -> UserFunction:
    context.unique_names([name for name, _ in item.parameters], "parameters")
    fields = tuple(Field(name.text, typenames.resolve(kind, context), True) for name, kind in item.parameters)
    result = typenames.resolve(item.type, context)
    made = UserFunction(item.name.text, fields, result, Literal(None, types.UNKNOWN), item.name.span, True)
    if broken or len({field.name.casefold() for field in fields}) < len(fields):
        return made
    schema = Schema(fields)
    resolver = Resolver(context, table_scope(None, "", schema.names), schema, "function")
    value = resolver.typed(item.body)
    if value.type == types.UNKNOWN or result == types.UNKNOWN:
        return made
    if value.type != result:
        value = resolver.coerced(value, result, item.body.span, f"the result of `{item.name.text}`")
        if value.type == types.UNKNOWN:
            return made
    if calls.too_large(value.expr):
        context.report(
            TooComplex(
                span=item.name.span,
                message=f"`{item.name.text}` grows beyond {MAX_EXPRESSION_SIZE} operations when it is inlined",
                help="compute parts of it in steps of their own with `extend`",
            )
        )
        return made
    # The whole body has a place of its own, also where it is a call of another function: policies know it by that.
    return evolve(made, body=evolve(value.expr, span=item.body.span), broken=False)


def _called(expr: Any) -> Iterator[str]:
    """Names of the functions that an expression calls."""
    todo = [expr]
    while todo:
        item = todo.pop()
        if isinstance(item, syntax.Call):
            yield item.name.text.casefold()
        if isinstance(item, tuple):
            todo.extend(item)
        elif hasattr(item, "__attrs_attrs__"):
            todo.extend(
                getattr(item, field.name) for field in item.__attrs_attrs__ if not field.name.endswith("span")
            )
