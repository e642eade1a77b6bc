"""What a function is: a name, a signature, rules for types, NULL and labels, and a line of documentation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal as OneOf

from attrs import field, frozen

from lockgate.ir.expr import Expr
from lockgate.ir.types import Type

Kind = OneOf["operator", "scalar", "aggregate", "window"]
Nulls = OneOf["propagate", "introduce", "ignore", "never", "custom"]
"""`propagate`: NULL exactly where an argument is. `introduce`: also elsewhere. `ignore`: NULL arguments are
left out. `never`: no result is NULL. `custom`: as the documentation says."""


@frozen(slots=True)
class Typed:
    """An expression with its type and whether it may be NULL."""

    expr: Expr
    type: Type
    nullable: bool


@frozen(slots=True)
class Binding:
    """A function on arguments: the type that each is coerced to, and what comes out."""

    args: tuple[Type, ...]
    result: Type
    nullable: bool


@frozen(slots=True)
class Mismatch:
    """Why a function does not take some arguments. `argument` counts from 0; None is the call as a whole."""

    message: str
    argument: int | None = None
    help: str = ""
    expected: tuple[str, ...] = ()
    kind: OneOf["types", "arguments"] = "types"
    overflow: bool = False
    """The types are right and their decimal result has more digits than there are."""


Rule = Callable[[Sequence[Typed]], Binding | Mismatch]


@frozen(slots=True)
class Function:
    """An entry of the function table."""

    name: str
    kind: Kind
    signature: str
    doc: str
    nulls: Nulls
    family: str
    rule: Rule = field(eq=False, repr=False)
    deterministic: bool = True
    labels: OneOf["keep", "drop"] = "keep"
    """Whether the labels of the arguments are labels of the result, where no policy says otherwise."""

    def bind(self, args: Sequence[Typed]) -> Binding | Mismatch:
        """The function on these arguments, or why not."""
        return self.rule(args)
