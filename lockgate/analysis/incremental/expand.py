"""Views written out: a scan of a model that is a view becomes the view's query.

`from stage.orders` where `stage.orders` is a view over `shop.orders` becomes a query over `shop.orders`.
"""

from __future__ import annotations

from collections.abc import Callable

from lockgate.analysis.graph import build_order
from lockgate.ir.expr import Column, Expr
from lockgate.ir.program import Model, Program
from lockgate.ir.rel import Project, Rel, Scan
from lockgate.ir.traverse import derive, transform, walk


def expanded(rel: Rel, program: Program, wanted: Callable[[Model], bool]) -> Rel:
    """The relation with each scan of a wanted view replaced, through others too; shared where it is read twice."""
    models = {model.name: model for model in program.models}
    needed: set[str] = set()
    waiting = [rel]
    while waiting:
        for item in walk(waiting.pop()):
            model = models.get(item.dataset) if isinstance(item, Scan) else None
            if model is not None and model.name not in needed and is_view(model) and wanted(model):
                needed.add(model.name)
                waiting.append(model.query)
    if not needed:
        return rel
    made: dict[str, Rel] = {}

    def replace(item: Rel) -> Rel:
        if not isinstance(item, Scan) or item.dataset not in made:
            return item
        query = made[item.dataset]
        columns: list[tuple[str, Expr]] = [
            (name, Column(query.schema[name].name)) for name in item.schema.names
        ]
        return Project(query, tuple(columns), hint=item.hint or item.dataset.rpartition(".")[2])

    for name in build_order(program):
        if name in needed:
            made[name] = transform(models[name].query, replace)
            derive(made[name])
    return transform(rel, replace)


def is_view(model: Model) -> bool:
    """Whether nothing of the model is stored."""
    return model.materialization.kind == "view" and not model.broken
