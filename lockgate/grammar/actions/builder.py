"""What the functions of a grammar's rules are given: the tokens, and places among them."""

from __future__ import annotations

from typing import Any, Final

from attrs import define, field

from lockgate.diagnostics import Diagnostic
from lockgate.source import Span

Token = int
"""A token is its number among the file's tokens."""


class Lost:
    """The value of what did not parse; what it is part of is lost too, up to the next list that can do without."""


LOST: Final = Lost()


@define(slots=True)
class Builder:
    """The tokens of a file, and the first and last token of the rule that is being reduced."""

    path: str
    text: str
    kinds: list[int]
    starts: list[int]
    ends: list[int]
    problems: list[Diagnostic] = field(factory=list)
    open_strings: set[int] = field(factory=set)
    """Where strings and quoted names begin that are not closed."""
    respelled: dict[int, str] = field(factory=dict)
    """What a token should have been, by where it begins: a look-alike letter made plain, `and` for `&&`."""
    lost: set[str] = field(factory=set)
    """Names, case-folded, that a part which did not parse may have declared."""
    first: int = 0
    last: int = 0

    def of(self, token: Token) -> str:
        """The token as written, or as it should have been."""
        start = self.starts[token]
        if self.respelled and start in self.respelled:
            return self.respelled[start]
        return self.text[start : self.ends[token]]

    def word(self, token: Token) -> str:
        """A keyword in lower case."""
        return self.of(token).lower()

    def place(self, token: Token) -> Span:
        return Span(self.path, self.starts[token], self.ends[token])

    def span(self) -> Span:
        """From the first to the last token of the rule."""
        return Span(self.path, self.starts[self.first], self.ends[max(self.first, self.last)])

    def string(self, token: Token) -> str:
        """The content of a string without its quotes."""
        written = self.of(token)
        quote = written[0]
        if self.open_strings and self.starts[token] in self.open_strings:
            return written[1:].replace(quote * 2, quote)
        return written[1:-1].replace(quote * 2, quote)


def empty(b: Builder) -> list[Any]:
    return []


def one(b: Builder, item: Any) -> list[Any]:
    return [item]


def append(b: Builder, items: list[Any], item: Any) -> list[Any]:
    items.append(item)
    return items


def concatenate(b: Builder, items: list[Any], more: list[Any]) -> list[Any]:
    items.extend(more)
    return items


def statement(b: Builder, items: list[Any], item: Any) -> list[Any]:
    """A statement of a block, or LOST where it did not parse."""
    items.append(item)
    return items


def pair(b: Builder, left: Any, right: Any) -> tuple[Any, Any]:
    return left, right
