"""Arrays, structs and json. The first element of an array is number 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lockgate.ir.coerce import coercible, is_integer
from lockgate.ir.expr import Literal
from lockgate.ir.functions.base import Binding, Function, Mismatch, Typed
from lockgate.ir.functions.build import Result, bind_parameters, by_rule, make, parameters, wrong_count
from lockgate.ir.functions.checks import at_least, path
from lockgate.ir.functions.conditionals import unlike
from lockgate.ir.functions.describe import advice, shown
from lockgate.ir.functions.unify import Clash, unify
from lockgate.ir.types import BIGINT, BOOLEAN, INTERVAL, JSON, NULL, STRING, UNKNOWN, Array, Struct, Type

FAMILY = "arrays, structs and json"


def _nested(name: str, params: str, result: Result, doc: str, **more: Any) -> Function:
    return make(name, params, result, doc, family=FAMILY, **more)


def _array(args: Sequence[Typed]) -> Binding | Mismatch:
    problem = wrong_count("array", parameters("item any..."), len(args))
    if problem is not None:
        return problem
    kind = unify(args)
    if isinstance(kind, Clash):
        return unlike("array", args, kind)
    if kind == INTERVAL:
        return Mismatch("an interval cannot be stored", 0, "keep the number and the unit")
    if kind == NULL:
        return Mismatch("an array of nothing but NULL has no type", 0, "cast one of them")
    return Binding((kind,) * len(args), UNKNOWN if kind == UNKNOWN else Array(kind), False)


def _contains(args: Sequence[Typed]) -> Binding | Mismatch:
    bound = bind_parameters("array_contains", parameters("values array, value any"), args)
    if isinstance(bound, Mismatch):
        return bound
    nullable = any(arg.nullable for arg in args)
    if not isinstance(bound[0], Array):
        return Binding(bound, BOOLEAN, nullable)
    element = bound[0].element
    if not coercible(args[1].type, element):
        return Mismatch(
            f"the array holds {element}, and {shown(args[1])} is {args[1].type}",
            1,
            advice(args[1], element),
            (str(element),),
        )
    return Binding((bound[0], UNKNOWN if args[1].type == UNKNOWN else element), BOOLEAN, nullable)


def _index(args: Sequence[Typed]) -> Binding | Mismatch:
    if args and args[0].type == JSON:
        return Mismatch("json is not indexed with brackets", 0, "write `j -> 0` for the first element of json")
    bound = bind_parameters("index", parameters("values array, number bigint"), args)
    if isinstance(bound, Mismatch):
        return bound
    problem = at_least(1, 1, "the number of an element")(args)
    if problem is not None:
        return problem
    return Binding(bound, bound[0].element if isinstance(bound[0], Array) else UNKNOWN, True)


def _json_get(args: Sequence[Typed]) -> Binding | Mismatch:
    bound = bind_parameters("->", parameters("j json, key any"), args)
    if isinstance(bound, Mismatch):
        return bound
    key = args[1].type
    if not (is_integer(key) or key in (STRING, NULL, UNKNOWN)):
        return Mismatch(
            f"`->` takes a string or an integer as its key, and {shown(args[1])} is {key}",
            1,
            "write a key such as 'name', or the number of an element from 0",
            ("string", "bigint"),
        )
    target: Type = BIGINT if is_integer(key) else STRING if key == NULL else key
    return Binding((bound[0], target), JSON, True)


def _name_at(args: Sequence[Typed], position: int) -> str | None:
    expr = args[position].expr
    return expr.value if isinstance(expr, Literal) and isinstance(expr.value, str) else None


def _struct(args: Sequence[Typed]) -> Binding | Mismatch:
    names = [_name_at(args, position) for position in range(0, len(args), 2)]
    if not args or len(args) % 2 or None in names:
        return Mismatch(
            "every value of a struct has a name", None, "write `struct(x as a, y as b)`", kind="arguments"
        )
    seen: set[str] = set()
    fields: list[tuple[str, Type]] = []
    for position, name in enumerate(str(item) for item in names):
        value = args[position * 2 + 1]
        if name.casefold() in seen:
            return Mismatch(
                f"two fields of the struct are named `{name}`", position * 2, "give one another name", kind="arguments"
            )
        seen.add(name.casefold())
        if value.type in (NULL, INTERVAL):
            what = "NULL alone has no type" if value.type == NULL else "an interval cannot be stored"
            return Mismatch(what, position * 2 + 1, "cast it, as in `cast(null as string)`")
        fields.append((name, value.type))
    bound = tuple(arg.type for arg in args)
    return Binding(bound, UNKNOWN if UNKNOWN in bound else Struct(tuple(fields)), False)


def _field(args: Sequence[Typed]) -> Binding | Mismatch:
    problem = wrong_count("field", parameters("s any, name string"), len(args))
    if problem is not None:
        return problem
    kind, name = args[0].type, _name_at(args, 1)
    if kind in (UNKNOWN, NULL):
        return Binding((kind, STRING), UNKNOWN, True)
    fields = kind.fields if isinstance(kind, Struct) else ()
    for known, inner in fields:
        if name is not None and known.casefold() == name.casefold():
            return Binding((kind, STRING), inner, True)
    return Mismatch(
        f"there is no field `{name or ''}` in {kind}",
        0,
        "the fields are " + ", ".join(known for known, _ in fields) if fields else "only a struct has fields",
        tuple(known for known, _ in fields),
        "arguments",
    )


FUNCTIONS = (
    by_rule(
        "array",
        "array(item any, …) → array of the common type",
        _array,
        "An array of the items.",
        family=FAMILY,
        nulls="never",
    ),
    _nested("array_length", "values array", BIGINT, "The number of elements."),
    by_rule(
        "array_contains",
        "array_contains(values array, value any) → boolean",
        _contains,
        "Whether one of the elements equals the value.",
        family=FAMILY,
    ),
    by_rule(
        "index",
        "values[number] → the element type",
        _index,
        "The element of that number, from 1; NULL where there is none.",
        family=FAMILY,
        kind="operator",
        nulls="introduce",
    ),
    by_rule(
        "struct",
        "struct(value as name, …) → struct",
        _struct,
        "A struct of named fields.",
        family=FAMILY,
        nulls="never",
    ),
    by_rule(
        "field",
        "s.name → the type of the field",
        _field,
        "The field of a struct.",
        family=FAMILY,
        kind="operator",
        nulls="introduce",
    ),
    by_rule(
        "json_get",
        "j -> key → json",
        _json_get,
        "What stands under a key, or at a number from 0; NULL where there is nothing.",
        family=FAMILY,
        kind="operator",
        nulls="introduce",
    ),
    _nested(
        "json_value",
        "j json, path string literal",
        STRING,
        "The string, number or boolean at a path such as '$.items[0].name', as a string; NULL where there is none.",
        nulls="introduce",
        check=path(1),
    ),
    _nested(
        "json_query",
        "j json, path string literal",
        JSON,
        "The json at a path; NULL where there is none.",
        nulls="introduce",
        check=path(1),
    ),
)
