"""What a lineage question is about: a dataset, one of its columns, or the whole project."""

from __future__ import annotations

from attrs import frozen

from lockgate.diagnostics.display import safe
from lockgate.diagnostics.suggest import nearest
from lockgate.ir.program import Program


class UnknownTargetError(Exception):
    """There is no such dataset or column; the message names near ones."""


@frozen
class Target:
    """A dataset, with `column` one of its columns; names as they were declared."""

    dataset: str
    column: str | None = None

    def __str__(self) -> str:
        return self.dataset if self.column is None else f"{self.dataset}.{self.column}"


def find(program: Program, text: str) -> Target:
    """`mart.daily` is a dataset, `mart.daily.revenue` a column. Raises UnknownTargetError."""
    wanted = text.replace("`", "").strip()
    item = program.datasets.get(wanted.casefold())
    if item is not None:
        return Target(item.name)
    for place in (place for place, char in enumerate(wanted) if char == "."):
        item = program.datasets.get(wanted[:place].casefold())
        found = None if item is None else item.schema.get(wanted[place + 1 :])
        if item is not None and found is not None:
            return Target(item.name, found.name)
    raise UnknownTargetError(
        f"there is no model, source or column `{safe(text, limit=200)}`{_hint(program, wanted)}"
    )


def _hint(program: Program, wanted: str) -> str:
    owner = program.datasets.get(wanted.rpartition(".")[0].casefold())
    if owner is not None:
        near = [f"{owner.name}.{name}" for name in nearest(wanted.rpartition(".")[2], owner.schema.names)]
        if not near:
            return f"; `{owner.name}` has the columns {', '.join(f'`{name}`' for name in owner.schema.names[:20])}"
    else:
        names = {item.name: item for item in program.datasets.values()}
        near = list(nearest(wanted, names))
        column = wanted.rpartition(".")[2]
        for name in nearest(wanted.rpartition(".")[0], names, 1) if not near else ():
            near = [f"{name}.{item}" for item in nearest(column, names[name].schema.names, 1)] or [name]
        if not near:
            schemas = {name.partition(".")[2]: name for name in names}
            near = [schemas[name] for name in nearest(wanted, schemas)]
    return f"; did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""
