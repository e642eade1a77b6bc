"""Closing brackets that nothing opened: found before parsing, so that the parser stops right at them.

An LALR parser sees only that a `)` can end a query somewhere, and would end the query before it finds that
this `)` has no place; what stands behind it would be lost.
"""

from __future__ import annotations

from lockgate.grammar.actions.builder import Builder
from lockgate.grammar.tables import TERMINALS

STRAY = -1
"""The kind of a closing bracket without its opening one: it can stand nowhere."""

_LBRACE, _RBRACE = TERMINALS.index("LBRACE"), TERMINALS.index("RBRACE")
OPENED_BY = {
    TERMINALS.index("RPAR"): TERMINALS.index("LPAR"),
    TERMINALS.index("RSQB"): TERMINALS.index("LSQB"),
    _RBRACE: _LBRACE,
}
_OPENERS = frozenset(OPENED_BY.values())


def mark_strays(b: Builder) -> None:
    """Give stray closing brackets their kind. A brace ends what is still open inside."""
    open_now: list[int] = []
    braces = 0
    for token, kind in enumerate(b.kinds):
        if kind in _OPENERS:
            open_now.append(kind)
            braces += kind == _LBRACE
        elif kind in OPENED_BY:
            if kind == _RBRACE and braces:
                braces -= 1
                while open_now.pop() != _LBRACE:
                    pass
            elif open_now and open_now[-1] == OPENED_BY[kind]:
                open_now.pop()
            else:
                b.kinds[token] = STRAY
