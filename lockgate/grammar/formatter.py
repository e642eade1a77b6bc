"""The one layout of a file: what parses is laid out anew, comments and all; what does not stays as it is."""

from __future__ import annotations

from lockgate.grammar.actions import Builder
from lockgate.grammar.layout.comments import Comments
from lockgate.grammar.layout.declarations import Declarations
from lockgate.grammar.layout.doc import render
from lockgate.grammar.lexer import tokens
from lockgate.grammar.parser import parse
from lockgate.source import SourceFile


def format_text(text: str, path: str = "") -> str:
    """The text in the one layout; unchanged where it does not parse."""
    parsed = parse(SourceFile(path, text))
    if parsed.diagnostics:
        return text
    builder = Builder(path, text, [], [], [])
    tokens(builder)
    laid_out = render(Declarations(text, Comments(builder)).file(parsed.file))
    return laid_out.strip("\n") + "\n" if laid_out.strip() else ""
