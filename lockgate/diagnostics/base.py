"""What a diagnostic is: a place, a fact, help, related places and fixes.

A user's mistake is a value of a subclass, never an exception. Each subclass names one kind of
mistake; its docstring is its documentation page.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from attrs import frozen

from lockgate.source import Span

Severity = Literal["error", "warning", "note"]
Applicability = Literal["safe", "unsafe", "shown"]


@frozen(slots=True)
class Edit:
    """Replace the text of a span (an empty span inserts)."""

    span: Span
    text: str


@frozen(slots=True)
class Fix:
    """Edits that mend it. `safe` keeps the meaning, `unsafe` may change it, `shown` is only to be read."""

    title: str
    edits: tuple[Edit, ...]
    applicability: Applicability = "unsafe"


@frozen(slots=True)
class Related:
    """Another place that helps to understand."""

    message: str
    span: Span | None = None


@frozen(slots=True, kw_only=True)
class Diagnostic:
    """One mistake at one place. `expected` lists what could have stood there, nearest first.

    A class has a usual severity; one instance may have another, where the facts, a policy or an override say so.
    """

    code: ClassVar[str] = "LG0000"
    name: ClassVar[str] = "diagnostic"
    usual: ClassVar[Severity] = "error"
    overridable: ClassVar[bool] = False
    """It judges a program that has a meaning, so the user may allow it (`--allow NAME`)."""

    span: Span
    message: str
    help: str = ""
    related: tuple[Related, ...] = ()
    expected: tuple[str, ...] = ()
    fixes: tuple[Fix, ...] = ()
    level: Severity | None = None

    @property
    def severity(self) -> Severity:
        """How bad it is here."""
        return self.level or self.usual

    @property
    def sort_key(self) -> tuple[str, int, str, int, str]:
        return (self.span.file, self.span.start, self.code, self.span.end, self.message)
