"""Programs as canonical text, and their digest.

Equal programs print alike and different ones differently: the text stands for the program in
`--print-after`, in tests, and in digests. Fields that hold their default are left out.
"""

from __future__ import annotations

import hashlib
from typing import Any, get_args

import attrs

from lockgate.ir import quoting
from lockgate.ir.expr import Expr
from lockgate.ir.print_expr import expr_text, type_text
from lockgate.ir.print_rel import rel_text, schema_text
from lockgate.ir.program import Program
from lockgate.ir.rel import Rel
from lockgate.ir.types import Schema, Type

__all__ = ["digest", "expr_text", "program_text", "rel_text", "text_digest", "type_text"]

_RELS: tuple[type, ...] = get_args(Rel)
_EXPRS: tuple[type, ...] = get_args(Expr)
_TYPES: tuple[type, ...] = get_args(Type)
STEP = "  "


def program_text(program: Program) -> str:
    """The whole program, with an end of line."""
    lines = [f"program {quoting.string(program.name)}"]
    for item in attrs.fields(Program):
        for declaration in getattr(program, item.name) if item.name != "name" else ():
            lines += ["", declaration_text(declaration)]
    return "\n".join(lines) + "\n"


def declaration_text(declaration: Any) -> str:
    """A source, model, export, job or schedule, one line a field."""
    return "\n".join(_block(declaration, ""))


def digest(program: Program) -> str:
    """`sha256:…` of the canonical text."""
    return text_digest(program_text(program))


def text_digest(text: str) -> str:
    """`sha256:…` of a text in UTF-8."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _told(item: Any) -> list[tuple[str, Any]]:
    """The fields that equality compares and that say something."""
    return [
        (field.name, value)
        for field in attrs.fields(type(item))
        if field.eq and (value := getattr(item, field.name)) != field.default
    ]


def _block(item: Any, indent: str) -> list[str]:
    lines = [f"{indent}{type(item).__name__.lower()}"]
    for name, value in _told(item):
        lines += _field(name, value, indent + STEP)
    return lines


def _field(name: str, value: Any, indent: str) -> list[str]:
    if isinstance(value, _RELS):
        return [f"{indent}{name}:", rel_text(value, indent + STEP)]  # type: ignore[arg-type]
    if isinstance(value, tuple) and value and all(_is_block(item) for item in value):
        return [f"{indent}{name}:", *(line for item in value for line in _block(item, indent + STEP))]
    return [f"{indent}{name}: {_value(value)}"]


def _is_block(item: Any) -> bool:
    """Something of the program with fields of its own."""
    return attrs.has(type(item)) and not isinstance(item, (*_RELS, *_EXPRS, *_TYPES, Schema))


def _value(value: Any) -> str:
    if isinstance(value, str):
        return quoting.string(value)
    if isinstance(value, tuple):
        return f"({', '.join(map(_value, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, _EXPRS):
        return expr_text(value)  # type: ignore[arg-type]
    if isinstance(value, _TYPES):
        return type_text(value)  # type: ignore[arg-type]
    if isinstance(value, Schema):
        return f"({schema_text(value)})"
    if _is_block(value):
        return f"{type(value).__name__.lower()}({', '.join(f'{name}: {_value(item)}' for name, item in _told(value))})"
    return str(value)
