"""Passes that fail, to see what is said of it."""

from __future__ import annotations

from lockgate.ir.program import Program


def broken(program: Program) -> Program:
    """Fail."""
    raise RuntimeError(program.name)


def interrupted(program: Program) -> Program:
    """Be stopped by the user."""
    raise KeyboardInterrupt(program.name)
