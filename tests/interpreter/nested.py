"""Arrays, structs and json. The first element of an array is number 1, of json number 0."""

from __future__ import annotations

import decimal
import re
from collections.abc import Callable
from typing import Any

from tests.interpreter.failure import Unspecified
from tests.interpreter.signature import Signature
from tests.interpreter.values import Json, key

_NOTHING = object()


def _contains(of: Signature, values: list[Any], value: Any) -> bool:
    if any(item is not None and key(item) == key(value) for item in values):
        return True
    if None in values:
        raise Unspecified("a value that is not among elements of which one is NULL")
    return False


def _index(of: Signature, values: list[Any], number: int) -> Any:
    return values[number - 1] if 1 <= number <= len(values) else None


def _struct(of: Signature, *pairs: Any) -> dict[str, Any]:
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


def _field(of: Signature, value: dict[str, Any], name: str) -> Any:
    return next(item for own, item in value.items() if own.casefold() == name.casefold())


def _step(document: Any, part: Any) -> Any:
    if isinstance(document, dict) and isinstance(part, str):
        return document.get(part, _NOTHING)
    if isinstance(document, list) and isinstance(part, int) and 0 <= part < len(document):
        return document[part]
    return _NOTHING


def _at(document: Any, path: str) -> Any:
    for name, number in re.findall(r"\.([A-Za-z_][A-Za-z0-9_]*)|\[([0-9]+)\]", path):
        document = _step(document, name or int(number))
    return document


def _json(found: Any) -> Json | None:
    return None if found is _NOTHING else Json(found)


def _value(of: Signature, document: Json, path: str) -> str | None:
    found = _at(document.document, path)
    if found is _NOTHING or found is None or isinstance(found, (dict, list)):
        return None
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, decimal.Decimal) and not re.fullmatch(
        r"-?[0-9]{1,15}(\.[0-9]{0,6}[1-9])?", str(found)
    ):
        raise Unspecified("a number of json that can be written in several ways")
    return str(found)


TABLE: dict[str, Callable[..., Any]] = {
    "array": lambda of, *items: list(items),
    "array_length": lambda of, values: len(values),
    "array_contains": _contains,
    "index": _index,
    "struct": _struct,
    "field": _field,
    "json_get": lambda of, document, part: _json(_step(document.document, part)),
    "json_value": _value,
    "json_query": lambda of, document, path: _json(_at(document.document, path)),
}
