"""Rows of snapshots that are current, of which there is one for each value of the snapshot's key.

`from mart.customers |> where is_current` is unique by `customer_id`, and so is it `where valid_to is null`.
"""

from __future__ import annotations

from collections.abc import Mapping

from lockgate.analysis.facts.conditions import equalities
from lockgate.analysis.facts.facts import Facts, Origin
from lockgate.ir.expr import Literal
from lockgate.ir.history import IS_CURRENT, VALID_TO
from lockgate.ir.rel import Filter


def current(rel: Filter, known: Facts, keys: Mapping[str, tuple[str, ...]]) -> Facts:
    """The facts of filtered rows, with what follows where only current ones are left; `keys` are the snapshots'."""
    sets: list[frozenset[str]] = []
    for name, value in equalities(rel.predicate).constants:
        origin = known.origin.get(name)
        if origin is None or origin.dataset not in keys or not isinstance(value, Literal):
            continue
        if (origin.column, value.value) not in ((IS_CURRENT, True), (VALID_TO, None)):
            continue
        row = known.home[name]
        places = {known.origin[item]: item for item in known.origin if known.home.get(item) == row}
        columns = [places.get(Origin(origin.dataset, key)) for key in keys[origin.dataset]]
        if all(column is not None for column in columns):
            found = frozenset(column for column in columns if column is not None)
            known = known.knowing([(found, row)])
            sets.append(found)
    whole = [item for item in sets if known.determines(item)]
    return known.with_unique([*known.unique, *whole]) if whole else known
