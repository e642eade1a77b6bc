"""Characters that make a text look other than it is: invisible ones, direction controls, look-alike letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from lockgate.diagnostics import Edit, Fix, SuspiciousCharacter
from lockgate.source import Span

BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200d\u2028\u2029\u2060-\u2064"
    "\u2065\u206a-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
JOINERS = re.compile("[\u200c\u200d\u2800\ufe00-\ufe0f\U000e0020-\U000e007f]+")
"""These belong to scripts, braille and emoji, and are fine between or behind letters that are not ASCII."""
SUSPICIOUS = re.compile(rf"[{BIDI}{INVISIBLE}]+")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]+|\r(?!\n)")
WORDISH = rf"(?:[^\W\x00-\x7f]|[{BIDI}{INVISIBLE}])"

# Letters of other scripts that look like an ASCII letter, from Unicode's list of confusables.
_CYRILLIC = "аеорсухіјѕԁһԛԝьАВЕКМНОРСТУХІЈЅ" + "ɡ"
_LATIN = "aeopcyxijsdhqwbABEKMHOPCTYXIJS" + "g"
_GREEK = "ονραικτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_LATIN_GREEK = "ovpaiktuxABEZHIKMNOPTYX"
LOOKALIKES = {
    **dict(zip(_CYRILLIC, _LATIN, strict=True)),
    **dict(zip(_GREEK, _LATIN_GREEK, strict=True)),
    "ı": "i", "ǀ": "l", "ⅼ": "l", "ℓ": "l", "օ": "o", "ս": "u", "ո": "n", "հ": "h", "Օ": "O", "ꓳ": "O",
}  # fmt: skip


def suspicious(path: str, text: str) -> Iterator[SuspiciousCharacter]:
    """Each run of invisible or control characters, wherever it stands."""
    for match in CONTROL.finditer(text):
        yield _report(path, text, match, "a control character")
    if text.isascii():
        return
    for match in SUSPICIOUS.finditer(text, 1 if text.startswith("\ufeff") else 0):
        run = match[0]
        if JOINERS.fullmatch(run) and match.start() > 0 and not text[match.start() - 1].isascii():
            continue
        bidi = re.search(f"[{BIDI}]", run)
        what = "a control of the writing direction" if bidi else "an invisible character"
        yield _report(path, text, match, what)


def _report(path: str, text: str, match: re.Match[str], what: str) -> SuspiciousCharacter:
    span = Span(path, match.start(), match.end())
    shown = " ".join(dict.fromkeys(f"U+{ord(character):04X}" for character in match[0][:4]))
    return SuspiciousCharacter(
        span=span,
        message=f"{what} ({shown}) hides in the text",
        help="remove it: the text that one sees must be the text that is compiled",
        fixes=(Fix("remove it", (Edit(span, ""),)),),
    )


def plain(word: str) -> str:
    """The word without invisible characters, and with ASCII letters for those that look like one."""
    visible = unicodedata.normalize("NFKC", SUSPICIOUS.sub("", word))
    return "".join(LOOKALIKES.get(character, character) for character in visible)
