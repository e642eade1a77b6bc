"""Steps in words for people: expressions as their author would write them.

The printer's `(count > 15:bigint)` says all that equality compares; here it reads `count > 15`.
"""

from __future__ import annotations

import re

from lockgate.analysis.flow import RowStep, Step
from lockgate.ir.expr import Cast, Expr
from lockgate.ir.printer import expr_text
from lockgate.ir.traverse import transform_expr

LONGEST = 2_000
_QUOTED_OR_TYPE = re.compile(
    r"('(?:[^']|'')*'|`(?:[^`]|``)*`)"
    r"|:(?:boolean|int|bigint|double|string|date|timestamptz|timestamp|interval|json|null|unknown)\b"
    r"|:decimal\(\d+, \d+\)"
    r"|\$(?=run_)"
)

_QUOTED_OR_PARENTHESIS = re.compile(r"'(?:[^']|'')*'|`(?:[^`]|``)*`|[()]")


def expression(expr: Expr) -> str:
    """One line: without the casts the compiler put in, the types of literals, and outer parentheses."""
    text = expr_text(
        transform_expr(expr, lambda item: item.operand if isinstance(item, Cast) and item.implicit else item)
    )
    text = _QUOTED_OR_TYPE.sub(lambda match: match.group(1) or "", text)
    text = _bare(text)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def step(item: Step) -> str:
    """`sum(amount)`, or `union all` where there is no expression."""
    if item.expr is None:
        return item.text
    return f"{item.text} {expression(item.expr)}".strip()


def influence(item: RowStep | Step) -> str:
    """`status = 'shipped'`, `day, country`, `left: a = b`."""
    if isinstance(item, Step):
        return step(item)
    if item.expr is None:
        return item.text
    said = expression(item.expr)
    return f"{item.text}: {said}" if item.text else said


def _bare(text: str) -> str:
    """Without parentheses around the whole, or around a whole argument."""
    opened: list[int] = []
    dropped: set[int] = set()
    for match in _QUOTED_OR_PARENTHESIS.finditer(text):
        if match.group() == "(":
            opened.append(match.start())
        elif match.group() == ")" and opened:
            start, end = opened.pop(), match.start()
            before, after = text[max(start - 2, 0) : start], text[end + 1 : end + 2]
            if (before == "" or before == ", " or before[-1:] == "(") and after in ("", ",", ")"):
                dropped |= {start, end}
    return "".join(char for place, char in enumerate(text) if place not in dropped)
