"""The leaks of a program as its lineage shows them."""

from __future__ import annotations

from datetime import date

from lockgate.analysis.soundness import sound_part
from lockgate.ir.program import Program
from lockgate.lineage import Leak
from lockgate.passes.policy import flow


def leaks(program: Program, day: date | None) -> tuple[Leak, ...]:
    """Each leak that the policies tell of, with the columns and rows of datasets that it passes."""
    return tuple(
        Leak(
            found.policy.name,
            found.level,
            flow.said(arrival, found, rule),
            tuple((node.dataset, node.name) for node in arrival.path if node.kind in ("column", "rows")),
            found.waived,
        )
        for arrival, found, rule in flow.leaks(sound_part(program), day)
    )
