"""Names that look like others: a Cyrillic `о` in `оrders`, letters of full width, accents written in two ways.

What a bare word may hold is the lexer's affair; here are the names in backticks, and all names beside each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from lockgate.diagnostics import Edit, Fix, Related, SuspiciousCharacter
from lockgate.grammar.characters import LOOKALIKES, SUSPICIOUS
from lockgate.grammar.keywords import RESERVED, quote_name
from lockgate.source import SourceFile, Span

_TOKEN = re.compile(
    r"--[^\n]*|'(?:[^'\n]|'')*'|\"[^\"\n]*\"|(?P<quoted>`(?:[^`\n]|``)+`)|(?P<bare>[A-Za-z_][A-Za-z0-9_]*)"
)
_ODD = re.compile(r"`[^`\n\x80-\U0010ffff]*[\x80-\U0010ffff]")
_ORDINALS = "ªº"
"""Letters to Unicode, and nothing that anybody takes for one."""


def look_alikes(files: Sequence[SourceFile]) -> Iterator[SuspiciousCharacter]:
    """Each name that is not what it looks like: in itself, or beside a name that is spelled otherwise."""
    odd = [(name, span) for file in files if _ODD.search(file.text) for name, span in _quoted(file)]
    if not odd:
        return
    known: dict[str, dict[str, Span]] = {}
    for file in files:
        for name, span in _names(file):
            known.setdefault(skeleton(name), {}).setdefault(name.casefold(), span)
    for name, span in odd:
        others = known.get(skeleton(name), {})
        found = [other for key, other in others.items() if key != name.casefold()]
        if mixed(name):
            yield _report(name, span, found[:1])
        elif found and any(_plainer(name, key) for key in others):
            yield _report(name, span, [others[key] for key in others if _plainer(name, key)][:1])


def skeleton(name: str) -> str:
    """What the name looks like: two names of one skeleton cannot be told apart."""
    composed = unicodedata.normalize("NFC", SUSPICIOUS.sub("", name))
    return "".join(_look(character) for character in composed).casefold()


def mixed(name: str) -> bool:
    """It has letters that look like ASCII ones among ASCII ones, ASCII letters of another width, or spaces of it."""
    if any(character.isspace() and character != " " for character in name):
        return True
    letters = [character for character in name if character.isalpha() or character in LOOKALIKES]
    foreign = [character for character in letters if not character.isascii() and character not in _ORDINALS]
    if not foreign or not all(_look(character).isascii() for character in foreign):
        return False
    # A word of one script may be a word of its language: `сор` is only suspicious beside `cop`.
    return len(foreign) < len(letters) or not any(character in LOOKALIKES for character in foreign)


def _look(character: str) -> str:
    if character.isascii() or character in _ORDINALS:
        return character
    if character in LOOKALIKES:
        return LOOKALIKES[character]
    if character.isspace():
        return " "
    plain = unicodedata.normalize("NFKC", character)
    return plain if character.isalpha() and plain.isascii() else character


def _plainer(name: str, other: str) -> bool:
    """The other name is the one meant: it has fewer letters that only look like others."""
    folded = name.casefold()
    return other != folded and (_oddness(other), len(other), other) < (_oddness(folded), len(folded), folded)


def _oddness(name: str) -> int:
    return sum(not character.isascii() for character in name)


def _quoted(file: SourceFile) -> Iterator[tuple[str, Span]]:
    """Names with other letters than ASCII; one with an invisible character has its diagnostic already."""
    for name, span in _names(file):
        if not name.isascii() and not SUSPICIOUS.search(name):
            yield name, span


def _names(file: SourceFile) -> Iterator[tuple[str, Span]]:
    """The names of a file, as far as its words are names."""
    for found in _TOKEN.finditer(file.text):
        if found["quoted"]:
            yield found[0][1:-1].replace("``", "`"), Span(file.path, found.start(), found.end())
        elif found["bare"] and found[0].lower() not in RESERVED:
            yield found[0], Span(file.path, found.start(), found.end())


def _report(name: str, span: Span, others: Sequence[Span]) -> SuspiciousCharacter:
    meant = unicodedata.normalize("NFC", "".join(_look(character) for character in SUSPICIOUS.sub("", name)))
    odd = next((c for c in name if _look(c) != c), next((c for c in name if not c.isascii()), name[0]))
    related = tuple(Related("this name looks the same", other) for other in others)
    return SuspiciousCharacter(
        span=span,
        message=f"`{name}` has a character (U+{ord(odd):04X}) that makes it look like `{meant}`, which is another name",
        help=f"write `{meant}` in plain letters, or choose a name that nobody takes for it",
        expected=(meant,),
        related=related,
        fixes=(Fix(f"use `{meant}`", (Edit(span, quote_name(meant)),)),),
    )
