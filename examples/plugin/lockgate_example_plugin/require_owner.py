"""A check pass: somebody answers for every model that others read."""

from __future__ import annotations

from typing import ClassVar

from lockgate.diagnostics import Diagnostic, Severity
from lockgate.ir.program import Program
from lockgate.passes.compiler_pass import compiler_pass


class MissingOwner(Diagnostic):
    """A model without an owner, in a layer where each has one."""

    code: ClassVar[str] = "EX0001"
    name: ClassVar[str] = "missing-owner"
    usual: ClassVar[Severity] = "warning"


@compiler_pass("require-owner", kind="check")
def require_owner(program: Program, *, layer: str = "mart") -> list[Diagnostic]:
    """Warn of the models of a layer that have no owner."""
    return [
        MissingOwner(
            span=model.span,
            message=f"`{model.name}` has no owner",
            help="say who answers for it, as in `owner 'finance-data'`",
        )
        for model in program.models
        if model.name.startswith(f"{layer}.") and not model.owner and model.span is not None
    ]
