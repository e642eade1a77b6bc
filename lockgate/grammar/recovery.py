"""Going on behind an error."""

from __future__ import annotations

from lockgate.diagnostics import SyntaxProblem
from lockgate.grammar import syntax
from lockgate.grammar.machine import Machine
from lockgate.source import Span


class Recovery:
    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def parse(self) -> syntax.File:
        machine, b = self.machine, self.machine.builder
        at = machine.run(0)
        if at < 0:
            file: syntax.File = machine.values[0]
            return file
        b.problems.append(SyntaxProblem(span=b.place(at), message=f"`{b.of(at)}` cannot stand here"))
        return syntax.File(b.path, (), span=Span(b.path, 0, len(b.text)))
