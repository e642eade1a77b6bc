"""Names, types and literals as text."""

from __future__ import annotations

from lockgate.grammar import syntax as s
from lockgate.grammar.keywords import SOFT, quote_name

_NO_CALL = frozenset({"rollup", "cube", "unique", "empty"})


def name(node: s.Name) -> str:
    """Backticks where they are needed; those around a word of the language stay."""
    if node.quoted and node.text.lower() in SOFT:
        return f"`{node.text}`"
    return quote_name(node.text)


def callee(node: s.Name) -> str:
    """A function's name: before a parenthesis four words mean something else."""
    return f"`{node.text}`" if node.text.lower() in _NO_CALL else name(node)


def dataset(node: s.DatasetName) -> str:
    head, *tail = node.parts
    first = f"`{head.text}`" if head.text.lower() == "many" else name(head)
    return ".".join([first, *map(name, tail)])


def reference(node: s.Reference) -> str:
    return ".".join(map(name, node.parts))


def names(nodes: tuple[s.Name, ...]) -> list[str]:
    return [name(node) for node in nodes]


def string(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def type_name(node: s.TypeName) -> str:
    if node.name == "array":
        return f"array<{type_name(node.elements[0][1])}>"
    if node.name == "struct":
        inner = ", ".join(f"{quote_name(field)} {type_name(kind)}" for field, kind in node.elements)
        return f"struct<{inner}>"
    if node.arguments:
        return f"{node.name}({', '.join(map(str, node.arguments))})"
    return node.name


def literal(node: s.Literal) -> str:
    match node.kind:
        case "string":
            return string(node.text)
        case "null":
            return "null"
        case "date" | "timestamp" | "timestamptz" | "interval":
            return f"{node.kind} {string(node.text)}"
        case _:
            return node.text
