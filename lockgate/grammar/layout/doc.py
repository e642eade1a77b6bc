"""Documents that know where they may break, and the printer that breaks them to fit the width.

After Oppen and Wadler: a group is printed on one line if it fits, else each of its own lines breaks. The
printer keeps its own stack and looks ahead no further than the width, so it is linear and never recurses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from attrs import frozen

WIDTH: Final = 100


@frozen(slots=True, eq=False)
class Concat:
    parts: tuple[Doc, ...]
    forced: bool


@frozen(slots=True, eq=False)
class Line:
    """A place to break: `flat` is what stands there where it does not."""

    flat: str = " "
    hard: bool = False


@frozen(slots=True, eq=False)
class Nest:
    """Breaks inside are further in by `by`; with `here`, than the column where it begins."""

    doc: Doc
    by: int
    here: bool = False


@frozen(slots=True, eq=False)
class Group:
    doc: Doc
    forced: bool


@frozen(slots=True, eq=False)
class Fill:
    """Elements with a break between two only where the next does not fit."""

    parts: tuple[Doc, ...]


@frozen(slots=True, eq=False)
class Suffix:
    """Text for the end of the line, whatever else comes on it: a comment."""

    text: str


Doc = str | Concat | Line | Nest | Group | Fill | Suffix

LINE: Final = Line()
SOFT: Final = Line("")
HARD: Final = Line(hard=True)


def is_forced(doc: Doc) -> bool:
    """Whether it cannot stand on one line."""
    match doc:
        case Concat(forced=forced) | Group(forced=forced):
            return forced
        case Line(hard=hard):
            return hard
        case Nest(doc=inner):
            return is_forced(inner)
        case Fill(parts=parts):
            return any(is_forced(part) for part in parts)
        case Suffix():
            return True
        case str():
            return False


def concat(*parts: Doc) -> Doc:
    return Concat(parts, any(type(part) is not str and is_forced(part) for part in parts))


def group(*parts: Doc) -> Doc:
    inner = concat(*parts)
    return Group(inner, is_forced(inner))


def nest(by: int, *parts: Doc) -> Doc:
    return Nest(concat(*parts), by)


def align(*parts: Doc) -> Doc:
    return Nest(concat(*parts), 0, here=True)


def join(separator: Sequence[Doc], parts: Iterable[Doc]) -> Doc:
    """The parts with the separator between two."""
    made: list[Doc] = []
    for part in parts:
        if made:
            made.extend(separator)
        made.append(part)
    return concat(*made)


def commas(parts: Sequence[Doc]) -> list[Doc]:
    """Each part but the last with its comma."""
    return [
        part if index == len(parts) - 1 else part + "," if isinstance(part, str) else concat(part, ",")
        for index, part in enumerate(parts)
    ]


def bracketed(opening: str, inner: Doc, closing: str) -> Doc:
    """On one line, or what is inside further in on lines of its own."""
    return group(opening, nest(2, SOFT, inner), SOFT, closing)


def begins(doc: Doc) -> str:
    """The text with which the document begins; "" where there is none."""
    stack: list[Doc] = [doc]
    while stack:
        match stack.pop():
            case str() as text if text:
                return text
            case Concat(parts=parts) | Fill(parts=parts):
                stack.extend(reversed(parts))
            case Nest(doc=inner) | Group(doc=inner):
                stack.append(inner)
            case _:
                pass
    return ""


@frozen(slots=True, eq=False)
class _Next:
    """A further element of a Fill, with the break before it."""

    doc: Doc


_Item = tuple[int, bool, "Doc | _Next"]
"""How far in, whether flat, and what."""


def render(doc: Doc, width: int = WIDTH) -> str:
    """The text, without spaces at the ends of lines."""
    out: list[str] = []
    suffixes: list[str] = []
    column = 0
    stack: list[_Item] = [(0, False, doc)]
    while stack:
        indent, flat, item = stack.pop()
        match item:
            case str():
                out.append(item)
                column += len(item)
            case Concat(parts=parts):
                stack.extend((indent, flat, part) for part in reversed(parts))
            case Nest(doc=inner, by=by, here=here):
                stack.append(((column if here else indent) + by, flat, inner))
            case Group(doc=inner, forced=forced):
                stack.append((indent, flat or (not forced and _fits(inner, stack, width - column)), inner))
            case Fill(parts=parts):
                stack.extend((indent, flat, _Next(part)) for part in reversed(parts[1:]))
                stack.extend((indent, flat, part) for part in parts[:1])
            case _Next(doc=inner):
                fits = flat or (not is_forced(inner) and _fits(inner, stack, width - column - 1))
                stack.append((indent, flat, inner))
                stack.append((indent, fits, LINE))
            case Suffix(text=text):
                suffixes.append(text)
            case Line(flat=text, hard=hard):
                if flat and not hard:
                    out.append(text)
                    column += len(text)
                    continue
                out.extend(f"  {suffix}" for suffix in suffixes)
                suffixes.clear()
                out.append("\n" + " " * indent)
                column = indent
    out.extend(f"  {suffix}" for suffix in suffixes)
    return "\n".join(line.rstrip() for line in "".join(out).split("\n"))


def _fits(doc: Doc, rest: list[_Item], room: int) -> bool:
    """Whether the document fits flat, with what follows it up to the next break."""
    work: list[tuple[bool, Doc | _Next]] = [(True, doc)]
    below = len(rest)
    while room >= 0:
        if not work:
            if below == 0:
                return True
            below -= 1
            _, flat, item = rest[below]
        else:
            flat, item = work.pop()
        match item:
            case str():
                room -= len(item)
            case Concat(parts=parts):
                work.extend((flat, part) for part in reversed(parts))
            case Nest(doc=inner) | Group(doc=inner):
                work.append((flat, inner))
            case Fill(parts=parts):
                work.extend((flat, _Next(part)) for part in reversed(parts[1:]))
                work.extend((flat, part) for part in parts[:1])
            case _Next(doc=inner):
                if not flat:
                    return True
                room -= 1
                work.append((flat, inner))
            case Line(flat=text, hard=hard):
                if hard or not flat:
                    return True
                room -= len(text)
            case Suffix():
                pass
    return False
