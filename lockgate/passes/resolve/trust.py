"""What a file may declare: policies only in trusted files, and a submission only what builds on the project."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from lockgate.diagnostics import Related, UntrustedDeclaration
from lockgate.grammar import syntax
from lockgate.passes.resolve.context import Context
from lockgate.source import Span

Trust = Literal["trusted", "project", "submission"]
"""`trusted` files say everything, `project` files no policies; a `submission` has models, exports, jobs, schedules."""

SUBMITTED_BLOCKS = ("model", "job", "schedule")
SHARED = {"model": "job", "job": "dataset"}
"""Kinds of blocks, and the other kind whose names they may not take."""


def _word(declaration: syntax.Declaration) -> str:
    match declaration:
        case syntax.Block():
            return declaration.kind
        case syntax.Waive():
            return "waive"
        case _:
            return type(declaration).__name__.lower()


def _place(declaration: syntax.Declaration) -> Span:
    match declaration:
        case syntax.Export():
            return declaration.model.span
        case syntax.Waive():
            return declaration.policy.span
        case _:
            return declaration.name.span


def allowed(declaration: syntax.Declaration, trust: Trust, context: Context) -> bool:
    """Whether the file may make the declaration; if not it is reported."""
    word = _word(declaration)
    if trust == "trusted" or (trust == "project" and word not in ("policy", "waive")):
        return True
    if trust == "submission" and (word in SUBMITTED_BLOCKS or word == "export"):
        return True
    if trust == "project":
        help = "move it to a folder that `trusted` in `lockgate.toml` names"
    else:
        help = "a submission declares models, checks, tests, exports, jobs and schedules over what the project has"
    what = "waiver" if word == "waive" else word
    context.report(
        UntrustedDeclaration(
            span=_place(declaration), message=f"this file may not declare a {what}", help=help
        )
    )
    return False


def redeclared(name: syntax.DatasetName, first: Span, context: Context) -> None:
    """A submission declares a name that the project has."""
    context.report(
        UntrustedDeclaration(
            span=name.span,
            message=f"the project has `{name.text}` already, and a submission may not replace it",
            help="give the new one another name",
            related=(Related("the project's is here", first),),
        )
    )


Truster = Callable[[str], Trust]
