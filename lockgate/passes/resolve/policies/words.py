"""A reader of a rule's words, which says of the first that it does not understand what could stand there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NoReturn

from attrs import define, field

from lockgate.diagnostics import Diagnostic, InvalidStatement
from lockgate.diagnostics.suggest import nearest
from lockgate.grammar import syntax
from lockgate.passes.resolve import literals
from lockgate.passes.resolve.context import use_instead
from lockgate.source import Span

END = ("end", "")


class NotUnderstood(Exception):
    """A rule that means nothing, with its diagnostic."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


@define(slots=True)
class Words:
    """The words of one rule, and how far they are read. All but `peek` raise NotUnderstood."""

    rule: syntax.Rule
    position: int = 0
    possible: list[str] = field(factory=list)
    """What could have stood at this position, as far as it was tried."""

    @property
    def kind(self) -> str:
        return self._current[0]

    @property
    def text(self) -> str:
        return self._current[1]

    @property
    def _current(self) -> tuple[str, str]:
        words = self.rule.words
        return words[self.position] if self.position < len(words) else END

    @property
    def place(self) -> Span:
        """Of the word that is next; behind the last one where there is none."""
        places = self.rule.places
        if self.position < len(places):
            return places[self.position]
        return Span(self.rule.span.file, self.rule.span.end, self.rule.span.end)

    def peek(self, *words: str) -> str:
        """Which of these comes next, or ""."""
        found = self.text.lower() if self.kind in ("word", "sign") else ""
        if found and found in words:
            return found
        self.possible += [word for word in words if word not in self.possible]
        return ""

    def take(self, *words: str) -> str:
        """Read one of these if it comes next, else give ""."""
        found = self.peek(*words)
        if found:
            self._forward()
        return found

    def want(self, *words: str) -> str:
        """Read one of these."""
        return self.take(*words) or self.fail()

    def name(self, what: str) -> syntax.Name:
        """Read one name, without its backticks."""
        if self.kind != "word":
            return self.fail(what)
        text = self.text[1:-1].replace("``", "`") if self.text[:1] == "`" else self.text
        made = syntax.Name(text, span=self.place)
        self._forward()
        return made

    def string(self, what: str) -> syntax.Text:
        """Read a string."""
        if self.kind != "string":
            return self.fail(what)
        made = syntax.Text(self.text, span=self.place)
        self._forward()
        return made

    def seconds(self, example: str) -> tuple[int, str]:
        """Read a duration: its seconds and its text."""
        text = self.string(f"a duration such as '{example}'")
        try:
            return literals.duration(text.text), text.text
        except literals.Bad as bad:
            raise NotUnderstood(
                InvalidStatement(span=text.span, message="this is no duration", help=str(bad))
            ) from None

    def number(self, what: str) -> tuple[str, Span]:
        """Read a number as it is written."""
        if self.kind != "number":
            return self.fail(what)
        found = self.text, self.place
        self._forward()
        return found

    def end(self) -> None:
        """Nothing may follow."""
        if self._current is not END:
            self.fail()

    def refuse(self, span: Span, message: str, help: str, close: Sequence[str] = ()) -> NotUnderstood:
        """What to raise for a word that is read and means nothing here."""
        return NotUnderstood(
            InvalidStatement(
                span=span,
                message=message,
                help=f"did you mean `{close[0]}`?" if close else help,
                expected=tuple(close),
                fixes=use_instead(span, close) if close and " " not in close[0] else (),
            )
        )

    def fail(self, *more: str) -> NoReturn:
        """Raise, with what could stand here."""
        possible = (*self.possible, *more)
        written = f"`{self.text}`" if self._current is not END else "the end of the rule"
        close = (
            nearest(self.text, [word for word in possible if word.isalpha()], 1)
            if self.kind == "word"
            else ()
        )
        listed = f"{either(possible)} could" if possible else "the rule is complete before it"
        raise NotUnderstood(
            InvalidStatement(
                span=self.place,
                message=f"{written} cannot stand here",
                help=f"did you mean `{close[0]}`?" if close else listed,
                expected=(*close, *(word for word in possible if word not in close)),
                fixes=use_instead(self.place, close),
            )
        )

    def _forward(self) -> None:
        self.position += 1
        self.possible = []


def either(words: Iterable[str]) -> str:
    """`a`, `b` or `c`; what is a description goes without quotes."""
    shown = [word if " " in word and word != "cross join" else f"`{word}`" for word in words]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
