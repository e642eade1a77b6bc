"""A pass that fails, to see what is said of it."""

from __future__ import annotations

from lockgate.ir.program import Program


def broken(program: Program) -> Program:
    """Fail."""
    raise RuntimeError(program.name)
