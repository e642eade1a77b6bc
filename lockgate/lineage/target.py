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
    plain = text.replace("`", "").strip()
    found = _found(program, text) or _found(program, plain)
    if found is None:
        asked = safe(text, limit=200)
        raise UnknownTargetError(f"there is no model, source or column `{asked}`{_hint(program, plain)}")
    return found


def _found(program: Program, text: str) -> Target | None:
    item = program.datasets.get(text.casefold())
    if item is not None:
        return Target(item.name)
    for place in (place for place, char in enumerate(text) if char == "."):
        item = program.datasets.get(text[:place].casefold())
        column = None if item is None else item.schema.get(text[place + 1 :])
        if item is not None and column is not None:
            return Target(item.name, column.name)
    return None


def _hint(program: Program, wanted: str) -> str:
    owner = program.datasets.get(wanted.rpartition(".")[0].casefold())
    if owner is not None:
        near = [f"{owner.name}.{name}" for name in nearest(wanted.rpartition(".")[2], owner.schema.names)]
        if not near:
            has = ", ".join(f"`{safe(name)}`" for name in owner.schema.names[:20])
            return f"; `{safe(owner.name)}` has the columns {has}"
    else:
        names = {item.name: item for item in program.datasets.values()}
        near = list(nearest(wanted, names))
        column = wanted.rpartition(".")[2]
        for name in nearest(wanted.rpartition(".")[0], names, 1) if not near else ():
            near = [f"{name}.{item}" for item in nearest(column, names[name].schema.names, 1)] or [name]
        if not near:
            schemas = {name.partition(".")[2]: name for name in names}
            near = [schemas[name] for name in nearest(wanted, schemas)]
    return f"; did you mean {' or '.join(f'`{safe(name)}`' for name in near)}?" if near else ""
