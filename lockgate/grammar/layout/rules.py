"""The words of a policy's rule with the spaces between them: `deny missing owner, key on mart.*`."""

from __future__ import annotations

from lockgate.grammar import syntax as s
from lockgate.grammar.layout import names
from lockgate.grammar.layout.doc import Doc


def rule_words(node: s.Rule) -> list[Doc]:
    """Words and what clings to them, each to be set apart by a space."""
    made: list[str] = []
    clinging = False
    before = ""
    for kind, text in node.words:
        shown = names.string(text) if kind == "string" else text
        numeric = kind == "number" or before == "number"
        if made and (clinging or text in (",", ")") or (text == "." and kind == "sign" and not numeric)):
            made[-1] += shown
        else:
            made.append(shown)
        clinging = kind == "sign" and (text == "(" or (text == "." and before not in ("number", "")))
        before = kind
    return list(made)
