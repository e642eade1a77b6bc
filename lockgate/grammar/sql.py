"""Where a statement of SQL ends that stands in a model or in parentheses."""

from __future__ import annotations

from lockgate.grammar.actions.builder import Builder
from lockgate.grammar.foreign import is_name
from lockgate.grammar.machine import END, KIND
from lockgate.grammar.repairs import CLOSERS, DECLARATIONS, first_of_line, indent

_LBRACE, _RBRACE, _LPAR = (KIND[name] for name in ("LBRACE", "RBRACE", "LPAR"))
_STRING, _COLON, _AS = (KIND[name] for name in ("STRING", "COLON", "AS"))
_TABLES = frozenset(KIND[name] for name in ("VIEW", "TABLE", "INCREMENTAL", "SNAPSHOT"))
_BEHIND = {
    **{KIND[word]: frozenset({_LPAR}) for word in ("KEY", "TAGS", "COLUMNS")},
    **{KIND[word]: frozenset({_STRING}) for word in ("OWNER", "DESCRIPTION")},
    KIND["MATERIALIZE"]: _TABLES,
}
"""What follows the word of a statement."""
_NAMED = {KIND["CHECK"]: _COLON, KIND["TEST"]: _LBRACE, KIND["WITH"]: _AS}
"""What follows the name of a statement that has one."""


def end_of_sql(b: Builder, at: int) -> int:
    """The first token behind the SQL that begins at `at`: a bracket that closes, a statement, a declaration."""
    kinds = b.kinds
    opened: list[int] = []
    for token in range(at, len(kinds)):
        kind = kinds[token]
        if kind == END or (kind in DECLARATIONS and first_of_line(b, token) and not indent(b, token)):
            return token
        if kind in CLOSERS:
            opened.append(kind)
        elif kind == _RBRACE and _LBRACE not in opened:
            return token
        elif kind in CLOSERS.values():
            if not opened:
                return token
            opened.pop()
        elif not opened and token > at and first_of_line(b, token) and _begins_statement(b, token):
            return token
    return len(kinds) - 1


def _begins_statement(b: Builder, token: int) -> bool:
    kinds = b.kinds
    behind = _BEHIND.get(kinds[token])
    if behind is not None:
        return kinds[token + 1] in behind
    wanted = _NAMED.get(kinds[token])
    return wanted is not None and is_name(b, token + 1) and kinds[token + 2] == wanted
