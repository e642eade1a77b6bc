"""Two repairs that look further: a word that is misspelt, and a parenthesis that was not opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.diagnostics import Edit
from lockgate.diagnostics.suggest import nearest
from lockgate.grammar.actions.builder import Builder
from lockgate.grammar.brackets import STRAY, mark_strays
from lockgate.grammar.expected import sentence, words
from lockgate.grammar.machine import END, KIND, NAME
from lockgate.grammar.tables import WORDS

if TYPE_CHECKING:
    from lockgate.grammar.repairs import Repairs

AS, LPAR, RPAR, PIPE = (KIND[name] for name in ("AS", "LPAR", "RPAR", "PIPE"))
CLOSERS = {")": RPAR, "]": KIND["RSQB"], "}": KIND["RBRACE"]}
WORD_OF = {kind: word for word, kind in WORDS.items()}
MAX_REMARKED = 50
"""How often the brackets of a file are matched anew."""


def misspelt_word(repairs: Repairs, at: int) -> int | None:
    """`kye (a)`, `lbael pii`: a word of the language would fit, and what follows it too."""
    b, machine = repairs.builder, repairs.machine
    if b.kinds[at] != NAME or (machine.accepts((AS, NAME)) and not repairs.first_of_line(at)):
        return None
    written = b.of(at)
    kinds = machine.expected()
    known = {kind: WORD_OF[kind] for kind in kinds if kind in WORD_OF}
    close = nearest(written, known.values(), 1) if len(written) > 2 else ()
    wanted = next((kind for kind, word in known.items() if close and word == close[0]), None)
    if wanted is None or not machine.accepts((wanted, b.kinds[at + 1])):
        return None
    could = words(kinds)
    word = close[0]
    repairs.problem(
        b.place(at),
        f"found `{written}`, expected {sentence(could)}",
        f"did you mean `{word}`?",
        f"write `{word}`",
        (Edit(b.place(at), word),),
        *(part.strip("`") for part in could),
        applicability="unsafe",
    )
    b.kinds[at] = wanted
    b.respelled[b.starts[at]] = word
    return at


def missing_open(repairs: Repairs, at: int) -> int | None:
    """`in 'a', 'b')`: a parenthesis closes on this line, and one that closes nothing stands there or further on."""
    b = repairs.builder
    if repairs.remarked >= MAX_REMARKED or repairs.first_of_line(at):
        return None
    if not repairs.machine.accepts((LPAR, b.kinds[at])) or not _closes(repairs, at) or not _stray(b, at):
        return None
    repairs.remarked += 1
    edit = Edit(repairs.before(at), "(")
    repairs.problem(b.place(at), f"`(` is missing before `{b.of(at)}`", "", "add `(`", (edit,), "(")
    repairs.insert(at, LPAR)
    for token in range(at, len(b.kinds)):
        if b.kinds[token] == STRAY:
            b.kinds[token] = CLOSERS[b.of(token)]
    mark_strays(b)
    return at


def _closes(repairs: Repairs, at: int) -> bool:
    """Whether a `)` stands on this line to which a parenthesis before token `at` would belong."""
    b = repairs.builder
    depth = 0
    for token in range(at, len(b.kinds)):
        kind = b.kinds[token]
        if kind in (END, PIPE) or (token > at and repairs.first_of_line(token)):
            return False
        depth += (kind == LPAR) - (kind == RPAR)
        if depth < 0 or (kind == STRAY and b.of(token) == ")"):
            return True
    return False


def _stray(b: Builder, at: int) -> bool:
    """Whether the next bracket that closes nothing is a parenthesis."""
    found = next((token for token in range(at, len(b.kinds)) if b.kinds[token] == STRAY), None)
    return found is not None and b.of(found) == ")"
