"""What other languages write and this one does not: found at the token where reading stops, by its neighbours.

A pattern is a row of items with a space between them; `^` marks the token that cannot stand. An item is words
(`rows|range`), signs, or a class in capitals. `{2}` in a text is what the second item matched, a string
without its quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from attrs import field, frozen

from lockgate.diagnostics import Applicability, Diagnostic, Edit, Fix, SyntaxProblem
from lockgate.grammar.actions.builder import Builder
from lockgate.grammar.machine import END, FIRST_SOFT, KIND, NAME, Machine
from lockgate.source import Span

QUOTED_NAME, NUMBER, STRING = KIND["QUOTED_NAME"], KIND["NUMBER"], KIND["STRING"]
_SLOT = re.compile(r"\{([1-9])\}")
LONGEST = 60
"""Characters of what was written that a text quotes."""


def is_name(b: Builder, token: int) -> bool:
    kind = b.kinds[token]
    return kind in (NAME, QUOTED_NAME) or kind >= FIRST_SOFT


def is_whole(b: Builder, token: int) -> bool:
    return b.kinds[token] == NUMBER and b.of(token).isdigit()


CLASSES: dict[str, Callable[[Builder, int], bool]] = {
    "NAME": is_name,
    "INT": is_whole,
    "STRING": lambda b, token: b.kinds[token] == STRING,
    "INT_STRING": lambda b, token: b.kinds[token] == STRING and b.of(token)[1:-1].isdigit(),
    "VALUE": lambda b, token: b.kinds[token] in (NUMBER, STRING) or is_name(b, token),
    "ANY": lambda b, token: b.kinds[token] != END,
}


@frozen(slots=True)
class Foreign:
    """One construct: where it is found, and what is said."""

    pattern: str
    help: str
    message: str = ""
    fix: str | None = None
    """The text in place of what the pattern matched; none: from the marked token on it goes away."""
    safe: bool = False
    wants: tuple[str, ...] = ()
    """Kinds of token of which one could stand there; none: it does not matter."""
    skip: Literal["", "sql"] = ""
    """`sql`: a whole statement of SQL follows, which is passed over."""
    kind: type[Diagnostic] = SyntaxProblem
    items: tuple[str, ...] = field(init=False)
    error: int = field(init=False)

    def __attrs_post_init__(self) -> None:
        items = self.pattern.split(" ")
        error = next(at for at, item in enumerate(items) if item[0] == "^")
        items[error] = items[error][1:]
        object.__setattr__(self, "items", tuple(items))
        object.__setattr__(self, "error", error)

    @property
    def drops(self) -> bool:
        """Whether reading goes on as if the marked token and those behind it did not stand there."""
        return self.fix == "" and self.safe

    def matches(self, machine: Machine, at: int) -> bool:
        b = machine.builder
        first = at - self.error
        if first < 0 or first + len(self.items) >= len(b.kinds):
            return False
        if not all(_fits(b, first + offset, item) for offset, item in enumerate(self.items)):
            return False
        if self.drops and not machine.accepts((b.kinds[first + len(self.items)],)):
            return False
        return not self.wants or any(_wanted(machine, KIND[name]) for name in self.wants)

    def diagnostic(self, b: Builder, at: int) -> Diagnostic:
        first = at - self.error
        last = first + len(self.items) - 1
        span = Span(b.path, b.starts[first], b.ends[last])
        written = shortened(b.text[span.start : span.end])
        fixes: tuple[Fix, ...] = ()
        if self.fix is not None:
            text = self._filled(self.fix, b, first)
            how: Applicability = "safe" if self.safe else "unsafe"
            title = f"write `{shortened(text.strip())}`" if text.strip() else "remove it"
            place = Span(b.path, b.starts[first], b.ends[last]) if text else gone(b, at, last)
            fixes = (Fix(title, (Edit(place, text),), how),)
        message = self._filled(self.message, b, first) if self.message else f"`{written}` is not written here"
        return self.kind(span=span, message=message, help=self._filled(self.help, b, first), fixes=fixes)

    def _filled(self, text: str, b: Builder, first: int) -> str:
        def slot(match: re.Match[str]) -> str:
            token = first + int(match[1]) - 1
            return b.string(token) if b.kinds[token] == STRING else b.of(token)

        return _SLOT.sub(slot, text)


def _wanted(machine: Machine, kind: int) -> bool:
    """Whether the word could stand there as itself, not as a name."""
    return machine.accepts((kind,)) and not (kind >= FIRST_SOFT and machine.accepts((NAME,)))


def gone(b: Builder, first: int, last: int) -> Span:
    """The place of tokens that go away, with the space behind them, or of the last of a line before them."""
    start, end = b.starts[first], b.ends[last]
    behind = b.starts[last + 1] if last + 1 < len(b.starts) else end
    if "\n" not in b.text[end:behind]:
        return Span(b.path, start, behind)
    return Span(b.path, b.ends[first - 1] if first else start, end)


def shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else flat[:LONGEST] + "…"


def _fits(b: Builder, token: int, item: str) -> bool:
    test = CLASSES.get(item)
    if test is not None:
        return test(b, token)
    return b.kinds[token] != END and b.of(token).lower() in item.split("|")
