"""What happened in a pipeline: one entry a pass, with texts made only when they are asked for."""

from __future__ import annotations

from attrs import field, frozen

from lockgate.diagnostics import Diagnostic
from lockgate.ir.program import Program
from lockgate.passes.compiler_pass import Kind
from lockgate.passes.pipeline import Step


@frozen(slots=True)
class Entry:
    """One pass that ran. `seconds` is what the timer said, 0 without one."""

    step: Step
    seconds: float
    diagnostics: tuple[Diagnostic, ...]
    before: Program = field(repr=False)
    after: Program = field(repr=False)
    failure: str = ""
    """Why its result was not taken; only the optimising passes of plugins may fail."""

    @property
    def name(self) -> str:
        return self.step.item.name

    @property
    def kind(self) -> Kind:
        return self.step.item.kind

    @property
    def changed(self) -> bool:
        return self.after is not self.before

    @property
    def text_before(self) -> str:
        """The canonical text of the program before the pass."""
        return _text(self.before)

    @property
    def text_after(self) -> str:
        """The canonical text of the program after it."""
        return _text(self.after)


@frozen(slots=True)
class Trace:
    """The entries in the order in which the passes ran."""

    entries: tuple[Entry, ...] = ()

    def after(self, name: str) -> Program | None:
        """The program after the last run of a pass, or None where it did not run."""
        return next((item.after for item in reversed(self.entries) if item.name == name), None)

    @property
    def seconds(self) -> float:
        return sum(item.seconds for item in self.entries)


def _text(program: Program) -> str:
    from lockgate.ir.printer import program_text

    return program_text(program)
