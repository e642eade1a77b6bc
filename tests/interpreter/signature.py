"""What a function is told of a call beside its values."""

from __future__ import annotations

from attrs import frozen

from lockgate.ir.types import Type


@frozen
class Signature:
    """The types of a call's arguments, as they are bound, and of its result."""

    args: tuple[Type, ...]
    result: Type
