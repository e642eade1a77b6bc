"""Parsing in tests."""

from __future__ import annotations

from attrs import evolve

from lockgate.diagnostics import Diagnostic
from lockgate.grammar import syntax
from lockgate.grammar.layout.declarations import rank
from lockgate.grammar.parser import Parsed, parse
from lockgate.source import SourceFile


def parsed(text: str) -> Parsed:
    return parse(SourceFile("case.gate", text))


def silent(text: str) -> syntax.File:
    """The file of a text that parses without a word."""
    result = parsed(text)
    assert [problem.message for problem in result.diagnostics] == []
    return result.file


def ordered(file: syntax.File) -> list[syntax.Declaration]:
    """The declarations, the statements of each in the formatter's order: their order means nothing."""
    return [
        evolve(item, statements=tuple(sorted(item.statements, key=rank)))
        if isinstance(item, syntax.Block)
        else item
        for item in file.declarations
    ]


def expression(text: str) -> syntax.Expr:
    (function,) = silent(f"function f() int = {text}").declarations
    assert isinstance(function, syntax.Function)
    return function.body


def operator(text: str) -> syntax.Operator:
    (block,) = silent(f"model m {{ from x |> {text} }}").declarations
    assert isinstance(block, syntax.Block)
    (query,) = block.statements
    assert isinstance(query, syntax.Query)
    (found,) = query.operators
    return found


def applied(text: str, problem: Diagnostic) -> str:
    """The text after the first fix of the problem."""
    for edit in sorted(problem.fixes[0].edits, key=lambda edit: -edit.span.start):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text
