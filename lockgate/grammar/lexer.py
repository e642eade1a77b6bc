"""Text to tokens, by one regular expression made from the grammar's terminals.

Tokens are three lists of equal length, `kinds`, `starts` and `ends`: a file of a megabyte has two hundred
thousand, and no object each. What the grammar has no terminal for is reported and passed over.
"""

from __future__ import annotations

import re

from lockgate.grammar.actions.builder import Builder
from lockgate.grammar.odd import WORD, after_number, odd, word
from lockgate.grammar.tables import PATTERNS, SIGNS, TERMINALS, WORDS

NAME, QUOTED_NAME, NUMBER, STRING = (
    TERMINALS.index(name) for name in ("NAME", "QUOTED_NAME", "NUMBER", "STRING")
)
END = 0
MAX_PROBLEMS = 100

_ALTERNATIVES = {
    "odd_word": WORD.pattern,  # before NAME, which would match its head
    "name": PATTERNS["NAME"],
    "comment": r"/\*",  # before the signs; no expression has the two side by side
    "sign": "|".join(re.escape(sign) for sign in sorted(SIGNS, key=lambda sign: (-len(sign), sign))),
    "string": PATTERNS["STRING"],
    "number": PATTERNS["NUMBER"],
    "quoted": PATTERNS["QUOTED_NAME"],
    "end": r"\Z",
    "other": r"(?s:.)",
}


def _pattern(names: list[str]) -> re.Pattern[str]:
    grouped = "|".join(f"(?P<{name}>{_ALTERNATIVES[name]})" for name in names)
    return re.compile(f"(?:{PATTERNS['SPACE']}+|{PATTERNS['COMMENT']}+)*+(?:{grouped})")


_NAMES = list(_ALTERNATIVES)
_ASCII = _pattern(_NAMES[1:])


def tokens(b: Builder, start_at: int = 0) -> None:
    """Fill the builder's lists; the last token is the end of the text."""
    text = b.text
    kinds, starts, ends = b.kinds, b.starts, b.ends
    master = _ASCII if text.isascii() else _pattern(_NAMES)
    group = master.groupindex
    a_name, a_sign, a_string = group["name"], group["sign"], group["string"]
    a_number, a_quoted, at_end = group["number"], group["quoted"], group["end"]
    an_odd_word = group.get("odd_word", -1)
    words, signs = WORDS, SIGNS
    at = start_at or (1 if text.startswith("\ufeff") else 0)
    while True:
        for match in master.finditer(text, at):
            found = match.lastindex
            assert found is not None
            start, end = match.span(found)
            if found == a_name:
                written = text[start:end]
                kind = words.get(written) or words.get(written.lower(), NAME)
            elif found == a_sign:
                kind = signs[text[start:end]]
            elif found == a_string:
                kind = STRING
            elif found == a_number:
                kind = NUMBER
                if (text[end : end + 1] or " ") == "_" or text[end : end + 1].isalpha():
                    at = after_number(b, start, end)
                    kinds.append(kind)
                    starts.append(start)
                    ends.append(end)
                    break
            elif found == a_quoted:
                kind = QUOTED_NAME
            elif found == at_end:
                kinds.append(END)
                starts.append(len(text))
                ends.append(len(text))
                return
            elif len(b.problems) >= MAX_PROBLEMS:
                kinds.append(END)
                starts.append(start)
                ends.append(start)
                return
            elif found == an_odd_word:
                meant = word(b, start, end)
                if meant is None:
                    continue
                kind = words.get(meant.lower(), NAME)
            else:
                kind_or_none, at = odd(b, start)
                if kind_or_none is not None:
                    kinds.append(kind_or_none)
                    starts.append(start)
                    ends.append(at)
                break
            kinds.append(kind)
            starts.append(start)
            ends.append(end)
