"""The words for a syntax error: what stands there, what could, and help for the commonest slips."""

from __future__ import annotations

import re

from lockgate.diagnostics import Diagnostic, Edit, Fix, InvalidStatement, SyntaxProblem
from lockgate.diagnostics.suggest import nearest
from lockgate.grammar.expected import sentence, spellings, words
from lockgate.grammar.machine import END, KIND, ROWS, Machine
from lockgate.grammar.repairs import Repairs
from lockgate.grammar.tables import LISTS, WORDS

_BLOCKS = {
    state: name.removesuffix("_body")
    for name, states in LISTS.items()
    if name.endswith("_body")
    for state in states
}
_STATEMENTS = frozenset(kind for state in _BLOCKS for kind in ROWS[state])
_RUN_TOGETHER = re.compile(r"([A-Za-z]+)([0-9]+)\Z")
_LONGEST = 40


def complaint(machine: Machine, repairs: Repairs, at: int) -> Diagnostic:
    """The diagnostic for token `at`, which cannot stand where the machine is."""
    b = machine.builder
    kinds = machine.expected()
    written = b.of(at)
    shown = written if len(written) <= _LONGEST else written[:_LONGEST] + "…"
    block = _BLOCKS.get(machine.states[-1])
    if block is not None and b.kinds[at] in _STATEMENTS and repairs.first_of_line(at):
        return InvalidStatement(
            span=b.place(at),
            message=f"a {block} has no `{written.lower()}`",
            help=f"the statements of a {block} are {', '.join(spellings(kinds))}",
        )
    could = words(kinds)
    found = "the file ends here" if b.kinds[at] == END else f"found `{shown}`"
    help, edit = _help(machine, at, kinds)
    fixes = () if edit is None else (Fix(f"write `{edit.text}`", (edit,)),)
    return SyntaxProblem(
        span=b.place(at),
        message=f"{found}, expected {sentence(could)}" if could else f"{found}, where nothing can stand",
        help=help,
        expected=tuple(part.strip("`") for part in could),
        fixes=fixes,
    )


def _help(machine: Machine, at: int, kinds: list[int]) -> tuple[str, Edit | None]:
    """Help for a slip that one knows, and the edit that mends it."""
    b = machine.builder
    written = b.of(at)
    word = written.lower()
    kind = b.kinds[at]
    before = b.kinds[at - 1] if at else END
    possible = spellings(kinds)
    together = _RUN_TOGETHER.match(written)
    if together is not None and together[1].lower() in possible:
        apart = f"{together[1].lower()} {together[2]}"
        return f"put a space between: `{apart}`", Edit(b.place(at), apart)
    if kind == KIND["COLON"] and (before == kind or b.kinds[min(at + 1, len(b.kinds) - 1)] == kind):
        return "a cast is written `cast(x as TYPE)`", None
    if kind == KIND["STRING"] and written.startswith('"') and KIND["NAME"] in kinds:
        return '`"…"` is a string; names are quoted with backticks', None
    if kind == KIND["NAME"] and KIND["AS"] in kinds and KIND["COMMA"] in kinds:
        return f"an alias needs its `as`: `as {written}`; a list needs commas", None
    is_word = kind == KIND["NAME"] or kind in WORDS.values()
    close = nearest(written, possible, 1) if is_word and len(written) > 2 else ()
    if close and close[0] != word:
        return f"did you mean `{close[0]}`?", Edit(b.place(at), close[0])
    return "", None
