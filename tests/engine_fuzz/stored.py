"""Cases as files: the fuzzer writes them, a test runs them.

A file has three parts with empty lines between: what the case is, to be read; its tables; its pipeline. The last two
are Python expressions of the nodes of the IR.
"""

from __future__ import annotations

import datetime
import decimal
import math
from pathlib import Path
from typing import Any

import attrs

from lockgate.ir import expr, rel, types
from lockgate.ir.rel import Bind, Rel
from lockgate.ir.traverse import map_children, walk
from lockgate.ir.types import Primitive, Schema
from tests.engine_fuzz.case import Case
from tests.engine_fuzz.loosened import may_fail
from tests.interpreter.values import Json

FOLDER = Path(__file__).parent / "cases"
_TYPES = {name: kind for name, kind in vars(types).items() if isinstance(kind, Primitive)}
_NAMES: dict[str, Any] = {
    **{name: item for part in (expr, rel, types) for name, item in vars(part).items() if attrs.has(item)},
    **_TYPES,
    "datetime": datetime,
    "Number": decimal.Decimal,
    "Json": Json,
    "nan": math.nan,
    "inf": math.inf,
}


def stored() -> list[Path]:
    """The files there are."""
    return sorted(FOLDER.glob("*.case"))


def read(path: Path) -> Case:
    """The case of a file."""
    _, *tables, pipeline = path.read_text(encoding="utf-8").strip().split("\n\n")
    known: dict[str, tuple[Schema, list[Any]]] = {}
    for text in tables:
        name, schema, *rows = (eval(line, _NAMES) for line in text.splitlines())
        known[name] = (schema, rows)
    made = Case(_shared(eval(pipeline, _NAMES)), known)
    return attrs.evolve(made, may_fail=may_fail(made))


def _shared(found: Rel) -> Rel:
    """Uses of one binding share one object."""
    bindings: dict[Rel, Rel] = {}
    made: dict[int, Rel] = {}
    for item in walk(found):
        new = map_children(item, lambda child: made[id(child)])
        made[id(item)] = bindings.setdefault(new, new) if isinstance(new, Bind) else new
    return made[id(found)]


def written(case: Case, message: str) -> str:
    """The text of a case's file."""
    told = "\n".join(f"-- {line}" for line in f"{case.text()}\n{message}".splitlines() if line.strip())
    tables = [
        "\n".join([repr(name), _expression(schema), *map(_expression, rows)])
        for name, (schema, rows) in case.tables.items()
    ]
    return "\n\n".join([told, *tables, _expression(case.rel)]) + "\n"


def _expression(value: Any) -> str:
    """A value as Python reads it: nodes without what they have by default, types by their names."""
    match value:
        case tuple():
            return f"({', '.join(map(_expression, value))}{',' if len(value) == 1 else ''})"
        case list():
            return f"[{', '.join(map(_expression, value))}]"
        case decimal.Decimal():
            return f"Number({str(value)!r})"
        case Json():
            return f"Json.parse({value.text()!r})"
        case datetime.datetime() if value.tzinfo is not None:
            return repr(value.astimezone(datetime.UTC)).replace("datetime.timezone.utc", "datetime.UTC")
        case Primitive():
            return next(name for name, kind in _TYPES.items() if kind == value)
        case _:
            return _node(value) if attrs.has(type(value)) else repr(value)


def _node(value: Any) -> str:
    told = [
        f"{item.name}={_expression(own)}"
        for item in attrs.fields(type(value))
        if (own := getattr(value, item.name)) != item.default and (item.eq or item.name == "hint")
    ]
    return f"{type(value).__name__}({', '.join(told)})"
