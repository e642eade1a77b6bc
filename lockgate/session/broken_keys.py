"""Keys that the data does not keep, said as a diagnostic at the place where the key is declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lockgate.diagnostics import Diagnostic, KeyContradicted
from lockgate.ir.program import Model, Program

if TYPE_CHECKING:
    from lockgate.runtime.report import Report


def broken_keys(report: Report, program: Program) -> Iterator[Diagnostic]:
    """One for each declared key that a run found broken."""
    for dataset in (*report.sources, *report.models):
        declared = program.datasets.get(dataset.name.casefold())
        if declared is None or declared.key is None:
            continue
        place = (declared.key_span if isinstance(declared, Model) else None) or declared.span
        for check in dataset.checks:
            if check.kind == "key" and check.status == "fail" and place is not None:
                several = check.failing_rows != 1
                some = f"{check.failing_rows:,} values of it are" if several else "one value of it is"
                yield KeyContradicted(
                    span=place,
                    message=f"({', '.join(declared.key)}) is no key of `{declared.name}`:"
                    f" {some} in several rows or NULL",
                    help="the report has examples; add the columns that tell those rows apart, or keep one of each",
                )
