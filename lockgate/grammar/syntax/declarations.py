"""Declarations, and the file that holds them."""

from __future__ import annotations

from attrs import field, frozen

from lockgate.grammar.syntax.expressions import Expr
from lockgate.grammar.syntax.names import DatasetName, Name, TypeName
from lockgate.grammar.syntax.place import place
from lockgate.grammar.syntax.statements import Read, Statement, Text
from lockgate.source import Span


@frozen(slots=True)
class Param:
    """`param NAME TYPE = literal` (the literal may carry a sign)."""

    name: Name
    type: TypeName
    default: Expr
    span: Span = place()


@frozen(slots=True)
class Function:
    """`function NAME(a T, …) T = expr`."""

    name: Name
    parameters: tuple[tuple[Name, TypeName], ...]
    type: TypeName
    body: Expr
    span: Span = place()


@frozen(slots=True)
class Block:
    """`source|model|job|schedule|policy NAME { statements }`, statements in the order written.

    `broken` says that a statement did not parse (it has its diagnostic): what is missing is no error of its own.
    """

    kind: str
    name: DatasetName
    statements: tuple[Statement, ...]
    broken: bool = field(default=False, eq=False)
    span: Span = place()


@frozen(slots=True)
class Export:
    """`export MODEL to FORMAT 'location' (options)`."""

    model: DatasetName
    to: Read
    span: Span = place()


@frozen(slots=True)
class Waive:
    """`waive POLICY on DATASET until date '…' by '…' reason '…'`."""

    policy: Name
    target: str
    until: Text
    by: Text
    reason: Text
    span: Span = place()


Declaration = Param | Function | Block | Export | Waive


@frozen(slots=True)
class File:
    """A parsed file."""

    path: str
    declarations: tuple[Declaration, ...]
    span: Span = place()
