"""Formats of dates: written by `to_char`, read by a pattern that puts the parts in the order of ISO."""

from __future__ import annotations

import re

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.postgres.literals import string
from lockgate.codegen.sql.postgres.once import Make, error, once
from lockgate.codegen.sql.postgres.texts import matches
from lockgate.ir.types import Type

_WRITTEN = {
    "%Y": "YYYY",
    "%m": "MM",
    "%d": "DD",
    "%H": "HH24",
    "%M": "MI",
    "%S": "SS",
    "%f": "US",
    "%j": "DDD",
    "%b": "Mon",
    "%B": "FMMonth",
    "%a": "Dy",
    "%A": "FMDay",
}
_READ = {
    "%Y": "[0-9]{4}",
    "%m": "[0-9]{2}",
    "%d": "[0-9]{2}",
    "%H": "([01][0-9]|2[0-3])",
    "%M": "[0-5][0-9]",
    "%S": "[0-5][0-9]",
    "%f": "[0-9]{1,6}",
}
_ISO = (("", "%Y", "1900"), ("-", "%m", "01"), ("-", "%d", "01"), (" ", "%H", "00"), (":", "%M", "00"))
_ISO_END = ((":", "%S", "00"), (".", "%f", "0"))


def _pieces(text: str) -> list[str]:
    """Codes, and the texts between them."""
    return [piece for piece in re.split(r"(%.)", text, flags=re.DOTALL) if piece]


def written(node: Node, text: str) -> Node:
    """A timestamp as text in a format."""
    made = ""
    for piece in _pieces(text):
        code = _WRITTEN.get(piece)
        if code is None:
            plain = "%" if piece == "%%" else piece
            code = '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
        made += code
    return nodes.call("TO_CHAR", node, string(made))


def parsed(low: Lowering, node: Node, text: str, target: Type) -> Node:
    """A date or timestamp from text in a format; another text is an error. A part that is not there is that of 1900."""
    pattern, places = "", dict[str, str]()
    group = 0
    for piece in _pieces(text):
        read = _READ.get(piece)
        if read is None:
            pattern += _escaped("%" if piece == "%%" else piece)
            continue
        group += 1
        if piece in places:
            pattern += f"({read})"
        else:
            places[piece] = f"\\{group}"
            pattern += f"({read})"
        group += read.count("(")
    iso = "".join(lead + places.get(code, default) for lead, code, default in (*_ISO, *_ISO_END))
    whole = string(f"^{pattern}$")

    def use(value: Make) -> Node:
        wrong = nodes.negated(matches(value(), str(whole.this)))
        ordered = nodes.call("REGEXP_REPLACE", value(), whole.copy(), string(iso))
        return nodes.case(
            [(wrong, error(f"not a {target} in the format", target))], low.cast_to(ordered, target)
        )

    return once(low, node, use)


def _escaped(text: str) -> str:
    """A text as a pattern of PostgreSQL's that matches it alone."""
    return re.sub(r"([\\^$.|?*+()\[\]{}])", r"\\\1", text)
