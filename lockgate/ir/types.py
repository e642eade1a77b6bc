"""The types of the gate language, and schemas: a column has a name, a type and a nullability."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from attrs import field, frozen


@frozen(slots=True)
class Primitive:
    """A type without parameters, equal by its name."""

    name: str

    def __str__(self) -> str:
        return self.name


@frozen(slots=True)
class Decimal:
    """An exact number of `precision` digits, `scale` of them behind the point (1 <= p <= 38, 0 <= s <= p)."""

    precision: int
    scale: int

    def __str__(self) -> str:
        return f"decimal({self.precision}, {self.scale})"


@frozen(slots=True)
class Array:
    """A list of values of one type."""

    element: Type

    def __str__(self) -> str:
        return f"array<{self.element}>"


@frozen(slots=True)
class Struct:
    """Named fields, in order."""

    fields: tuple[tuple[str, Type], ...]

    def __str__(self) -> str:
        return f"struct<{', '.join(f'{name} {kind}' for name, kind in self.fields)}>"


Type = Primitive | Decimal | Array | Struct

BOOLEAN = Primitive("boolean")
INT = Primitive("int")
BIGINT = Primitive("bigint")
DOUBLE = Primitive("double")
STRING = Primitive("string")
DATE = Primitive("date")
TIMESTAMP = Primitive("timestamp")
TIMESTAMPTZ = Primitive("timestamptz")
INTERVAL = Primitive("interval")
JSON = Primitive("json")
NULL = Primitive("null")
"""The type of a bare `null` before it meets another."""
UNKNOWN = Primitive("unknown")
"""The type of an expression that has an error already: agrees with everything, so that one cause gives one message."""

PRIMITIVES = {
    kind.name: kind
    for kind in (BOOLEAN, INT, BIGINT, DOUBLE, STRING, DATE, TIMESTAMP, TIMESTAMPTZ, INTERVAL, JSON)
}


@frozen(slots=True)
class Field:
    """A column of a schema."""

    name: str
    type: Type
    nullable: bool = True


@frozen(slots=False)
class Schema:
    """The columns of a relation in order; names are unique under case folding.

    `open` says that not all columns are known, because what they come from has an error:
    a name that is not here is then no error of its own.
    """

    fields: tuple[Field, ...]
    open: bool = field(default=False, eq=False)

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {item.name.casefold(): item for item in self.fields}

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(item.name for item in self.fields)

    def get(self, name: str) -> Field | None:
        """The column of that name, without regard to case, or None."""
        return self.by_name.get(name.casefold())

    def __getitem__(self, name: str) -> Field:
        return self.by_name[name.casefold()]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.casefold() in self.by_name

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    @staticmethod
    def of(fields: Iterable[Field]) -> Schema:
        return Schema(tuple(fields))
