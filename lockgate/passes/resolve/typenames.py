"""Written types: `decimal(12, 2)`, `array<struct<a int>>`."""

from __future__ import annotations

from lockgate.diagnostics import Edit, Fix, TypeMismatch
from lockgate.diagnostics.suggest import nearest
from lockgate.grammar import syntax
from lockgate.ir import types
from lockgate.ir.types import PRIMITIVES, UNKNOWN, Array, Decimal, Struct, Type
from lockgate.passes.resolve import hints
from lockgate.passes.resolve.context import Context


def resolve(node: syntax.TypeName, context: Context, stored: bool = False) -> Type:
    """The type that was written; one that is none is reported and unknown. `stored` columns have no interval."""
    if node.name == "decimal":
        return _decimal(node, context)
    if node.name == "array" and len(node.elements) == 1:
        return Array(resolve(node.elements[0][1], context, stored))
    if node.name == "struct" and node.elements:
        context_names = [name.casefold() for name, _ in node.elements]
        if len(set(context_names)) < len(context_names):
            return _bad(
                node, context, "two fields of the struct have one name", "give each field its own name"
            )
        return Struct(tuple((name, resolve(kind, context, stored)) for name, kind in node.elements))
    kind = PRIMITIVES.get(node.name)
    if kind is None or node.arguments or node.elements:
        return _unknown(node, context)
    if stored and kind == types.INTERVAL:
        return _bad(
            node, context, "an interval stands in arithmetic only", "store a number of seconds or days"
        )
    return kind


def _unknown(node: syntax.TypeName, context: Context) -> Type:
    """A type that is none here: what other languages call so, or the nearest name."""
    known = (*PRIMITIVES, "decimal", "array", "struct")
    written = node.name.lower()
    ours, plain = hints.TYPES.get(written, ("", ""))
    close = () if ours else nearest(node.name, known)
    if not ours and close and not node.elements and close[0] in PRIMITIVES:
        plain = close[0]
    if written in PRIMITIVES:
        help, plain = f"write `{written}` alone", written
    elif ours:
        help = f"write {ours}"
    else:
        help = f"did you mean `{close[0]}`?" if close else "the types are " + ", ".join(known)
    context.report(
        TypeMismatch(
            span=node.span,
            message=f"there is no type `{node.name}` of this form",
            help=help,
            expected=(plain,) if plain else (),
            fixes=(Fix(f"write `{plain}`", (Edit(node.span, plain),)),) if plain else (),
        )
    )
    return UNKNOWN


def _decimal(node: syntax.TypeName, context: Context) -> Type:
    if not 1 <= len(node.arguments) <= 2:
        return _bad(
            node,
            context,
            "a decimal needs its digits",
            "write `decimal(12, 2)`: 12 digits, 2 behind the point",
        )
    precision, scale = node.arguments[0], node.arguments[1] if len(node.arguments) == 2 else 0
    if not (1 <= precision <= 38 and 0 <= scale <= precision):
        return _bad(
            node,
            context,
            f"there is no decimal({precision}, {scale})",
            "at most 38 digits, and not more behind the point",
        )
    return Decimal(precision, scale)


def _bad(node: syntax.TypeName, context: Context, message: str, help: str) -> Type:
    context.report(TypeMismatch(span=node.span, message=message, help=help))
    return UNKNOWN
