"""Lineage as text, Mermaid, JSON or a page: `render(program, "mart.daily.revenue", "html")`."""

from __future__ import annotations

from typing import assert_never

from lockgate.ir.program import Program
from lockgate.lineage.formats import FORMATS, Format
from lockgate.lineage.leaks import Leak
from lockgate.lineage.target import UnknownTargetError, find
from lockgate.lineage.view import view

__all__ = ["FORMATS", "Format", "Leak", "UnknownTargetError", "render"]


def render(
    program: Program, target: str | None, format: Format = "text", leaks: tuple[Leak, ...] = ()
) -> str:
    """The lineage of a column (`mart.daily.revenue`), of a dataset (`mart.daily`), or with None of the whole project.

    Raises UnknownTargetError, whose message names near names.
    """
    shown = view(program, None if target is None else find(program, target), leaks)
    match format:
        case "text":
            from lockgate.lineage.as_text import text

            return text(shown)
        case "mermaid":
            from lockgate.lineage.as_mermaid import mermaid

            return mermaid(shown)
        case "json":
            from lockgate.lineage.as_json import json_text

            return json_text(shown)
        case "html":
            from lockgate.lineage.page import page

            return page(shown)
        case _:
            assert_never(format)
