"""Text to syntax: `parse` gives what could be read and says what could not; it never raises."""

from __future__ import annotations

from itertools import islice

from attrs import frozen

from lockgate.diagnostics import Diagnostic, UnreadableFile
from lockgate.grammar import syntax
from lockgate.grammar.actions import Builder
from lockgate.grammar.brackets import mark_strays
from lockgate.grammar.characters import suspicious
from lockgate.grammar.lexer import MAX_PROBLEMS, tokens
from lockgate.grammar.machine import Machine
from lockgate.grammar.recovery import Recovery
from lockgate.source import SourceFile, Span

MAX_SIZE = 2 * 1024 * 1024
"""Characters of a file; a longer one is not read."""


@frozen
class Parsed:
    """A file's syntax and what is wrong with its text, sorted by place."""

    file: syntax.File
    diagnostics: tuple[Diagnostic, ...]
    lost: frozenset[str] = frozenset()
    """Names, case-folded, that a part which did not parse may have declared."""


def parse(source: SourceFile) -> Parsed:
    """Read a file. What did not parse is left out: see `Block.broken` and `BadOperator`."""
    if len(source.text) > MAX_SIZE:
        return _too_large(source)
    builder = Builder(source.path, source.text, [], [], [])
    tokens(builder)
    mark_strays(builder)
    machine = Machine(builder)
    file = Recovery(machine).parse()
    problems = [*builder.problems, *islice(suspicious(source.path, source.text), MAX_PROBLEMS)]
    problems.sort(key=lambda problem: problem.sort_key)
    return Parsed(file, tuple(problems[:MAX_PROBLEMS]), frozenset(builder.lost))


def _too_large(source: SourceFile) -> Parsed:
    nowhere = Span(source.path, 0, 0)
    problem = UnreadableFile(
        span=nowhere,
        message=f"the file has more than {MAX_SIZE // 1024 // 1024} MiB",
        help="split it: all .gate files of a project make one module",
    )
    return Parsed(syntax.File(source.path, (), span=nowhere), (problem,))
