"""Names and types as written."""

from __future__ import annotations

from attrs import field, frozen

from lockgate.grammar.syntax.place import place
from lockgate.source import Span


@frozen(slots=True)
class Name:
    """One identifier as written, without its backticks; `quoted` says that it had them."""

    text: str
    span: Span = place()
    quoted: bool = field(default=False, eq=False)


@frozen(slots=True)
class DatasetName:
    """One or two names: `orders`, `mart.orders`."""

    parts: tuple[Name, ...]
    span: Span = place()

    @property
    def text(self) -> str:
        return ".".join(part.text for part in self.parts)


@frozen(slots=True)
class TypeName:
    """A type as written: lower-case canonical `name` (spellings already rewritten: `integer` is `int`).

    `arguments` are the numbers of decimal(p, s) (varchar(n) loses its n); `elements` the element type of
    an array (one, named "") or the named fields of a struct.
    """

    name: str
    arguments: tuple[int, ...] = ()
    elements: tuple[tuple[str, TypeName], ...] = ()
    span: Span = place()
