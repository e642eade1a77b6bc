"""Which relations must have exactly their own columns.

Catalyst reads only the columns that are needed, so a projection that merely leaves columns out is noise,
unless something downstream looks at all of them: a set operation, `distinct`, the model's end.
"""

from __future__ import annotations

from lockgate.ir.rel import Aggregate, Distinct, Join, Project, Rel, SetOperation, Unpivot
from lockgate.ir.traverse import children, walk


def exact_relations(rel: Rel, *, exact: bool = True) -> frozenset[int]:
    """The identities of the relations whose columns must be exactly their own, in order."""
    order = list(walk(rel))
    found = {id(rel)} if exact else set()
    for item in reversed(order):
        inputs = children(item)
        match item:
            case Distinct() | SetOperation():
                wanted = [True] * len(inputs)
            case Aggregate() | Unpivot():
                wanted = [False] * len(inputs)
            case Join():
                own = id(item) in found
                wanted = [own, own and item.kind not in ("semi", "anti")]
            case Project():
                wanted = [id(item) in found and extends(item, item.input.schema.names)]
            case _:
                wanted = [id(item) in found] * len(inputs)
        found.update(id(child) for child, is_exact in zip(inputs, wanted, strict=True) if is_exact)
    return frozenset(found)


MAX_DROPPED = 2


def extends(rel: Project, names: tuple[str, ...]) -> bool:
    """All the input's columns stay but a few, in their order, some replaced and some added at the end."""
    result, dropped = extended(rel, names)
    return result == tuple(name for name, _ in rel.columns) and len(dropped) <= min(
        MAX_DROPPED, len(result) - 1
    )


def extended(rel: Project, names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the columns would be if the new ones were put to the input's, and which of the input's are not wanted."""
    outputs = {name.casefold(): name for name, _ in rel.columns}
    known = {name.casefold() for name in names}
    dropped = tuple(name for name in names if name.casefold() not in outputs)
    kept = tuple(outputs[name.casefold()] for name in names if name.casefold() in outputs)
    return (*kept, *(name for name, _ in rel.columns if name.casefold() not in known)), dropped
