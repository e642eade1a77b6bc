"""What the resolver knows while it works: datasets, functions, params, and the diagnostics so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import define, evolve, field, frozen

from lockgate.diagnostics import Diagnostic, DuplicateName, Edit, Fix, Related
from lockgate.grammar.keywords import quote_name
from lockgate.grammar.syntax import Name
from lockgate.ir.expr import Expr, Literal
from lockgate.ir.functions import Typed
from lockgate.ir.program import SourceColumn
from lockgate.ir.rel import Rel
from lockgate.ir.types import UNKNOWN, Field, Schema, Type
from lockgate.source import Span

MAX_MESSAGE = 600
"""Characters of a message or help."""
MAX_EXPRESSION_SIZE = 20_000
"""Nodes of one expression after functions are inlined; more is `too-complex`."""


@define(slots=True)
class Dataset:
    """A source or model as those see it who read it."""

    name: str
    kind: str
    span: Span
    schema: Schema = Schema((), open=True)
    columns: Mapping[str, SourceColumn] = {}
    """A source's columns by case-folded name."""
    query: Rel | None = None
    """A model's query."""
    places: Mapping[str, Span] = {}
    """Where columns are declared, by case-folded name."""


@frozen(slots=True)
class UserFunction:
    """A declared function: `body` names its parameters as columns and has the declared type."""

    name: str
    parameters: tuple[Field, ...]
    type: Type
    body: Expr
    span: Span
    broken: bool = False


@define(slots=True)
class Context:
    """The resolver's state for one project."""

    diagnostics: list[Diagnostic] = field(factory=list)
    datasets: dict[str, Dataset] = field(factory=dict)
    functions: dict[str, UserFunction] = field(factory=dict)
    params: dict[str, Typed] = field(factory=dict)
    said: dict[str, int] = field(factory=dict)
    """Where among the diagnostics of a query those stand that have one cause and many places, by the cause."""
    errors: int = 0
    """How many errors there are so far that leave a hole in the program; a judgement leaves none."""

    def report(self, diagnostic: Diagnostic) -> None:
        """Add a diagnostic; names in it may be of any length, messages are not."""
        if len(diagnostic.message) > MAX_MESSAGE or len(diagnostic.help) > MAX_MESSAGE:
            diagnostic = evolve(
                diagnostic, message=_shortened(diagnostic.message), help=_shortened(diagnostic.help)
            )
        self.diagnostics.append(diagnostic)
        self.errors += diagnostic.severity == "error" and not diagnostic.overridable

    def report_once(self, cause: str, diagnostic: Diagnostic) -> None:
        """Report the first of those with one cause in a query; the others are places related to it."""
        at = self.said.setdefault(cause, len(self.diagnostics))
        if at == len(self.diagnostics):
            self.report(diagnostic)
            return
        self.errors += 1
        first = self.diagnostics[at]
        same = {fix.title: fix for fix in diagnostic.fixes}
        self.diagnostics[at] = evolve(
            first,
            related=(*first.related, Related("and here", diagnostic.span)),
            fixes=tuple(
                evolve(fix, edits=fix.edits + same[fix.title].edits) if fix.title in same else fix
                for fix in first.fixes
            ),
        )

    def unique_names(self, names: Iterable[Name], what: str) -> None:
        """Report each name that stands a second time."""
        seen: dict[str, Name] = {}
        for name in names:
            first = seen.setdefault(name.text.casefold(), name)
            if first is not name:
                self.duplicate(name, first.span, what)

    def duplicate(self, name: Name, first: Span | None, what: str) -> None:
        """Report a name that is taken."""
        related = (Related("the first is here", first),) if first is not None else ()
        self.report(
            DuplicateName(
                span=name.span,
                message=f"two {what} are named `{name.text}`",
                help="give one of them another name (names differ by more than case)",
                related=related,
            )
        )


def _shortened(text: str) -> str:
    half = MAX_MESSAGE // 2
    return text if len(text) <= MAX_MESSAGE else f"{text[:half]} … {text[-half:]}"


def use_instead(span: Span, close: Sequence[str]) -> tuple[Fix, ...]:
    """The fix that writes the nearest name."""
    if not close:
        return ()
    way = ".".join(quote_name(part) for part in close[0].split("."))
    return (Fix(f"use `{close[0]}`", (Edit(span, way),)),)


def unknown(span: Span | None = None) -> Typed:
    """The value of an expression that has its diagnostic already."""
    return Typed(Literal(None, UNKNOWN, span=span), UNKNOWN, True)
