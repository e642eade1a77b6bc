"""Declared columns against the real ones: what is missing, and what has a type that does not fit."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from lockgate.ir.types import BIGINT, DATE, DOUBLE, INT, JSON, STRING, TIMESTAMP, Decimal, Type
from lockgate.runtime.encode import text
from lockgate.runtime.plan import ColumnPlan
from lockgate.runtime.types import gate_type

_DIGITS = {INT: 10, BIGINT: 19}


@frozen(slots=True)
class Difference:
    """One declared column that the real data does not bear out."""

    column: ColumnPlan
    message: str


def drift(
    declared: Sequence[ColumnPlan],
    real: Sequence[Sequence[str]],
    file_format: str,
    engine: str = "duckdb",
) -> list[Difference]:
    """`real` holds (name, engine's type). In csv and json the declaration decides the types."""
    there = {name.casefold(): kind for name, kind in real}
    hopeless = len(declared) > 1 or list(there) in ([], ["column0"])
    if declared and hopeless and not any(column.name.casefold() in there for column in declared):
        return [Difference(declared[0], _nothing(real, file_format))]
    found = []
    for column in declared:
        kind = there.get(column.name.casefold())
        if kind is None:
            offered = ", ".join(f"`{text(name, 60)}`" for name, _ in real[:8])
            more = f" and {len(real) - 8} more" if len(real) > 8 else ""
            found.append(Difference(column, f"there is no column `{column.name}`; there are {offered}{more}"))
        elif file_format not in ("csv", "json") and not fits(gate_type(kind, engine), column.type):
            known = gate_type(kind, engine)
            shown = str(known) if known is not None else text(kind, 60)
            message = f"column `{column.name}` is {shown}, declared as {column.type}"
            found.append(Difference(column, message))
    return found


def _nothing(real: Sequence[Sequence[str]], file_format: str) -> str:
    """Why none of the declared columns is there."""
    names = [name for name, _ in real]
    if file_format == "csv" and names in ([], ["column0"]):
        return "the file is empty: it has no line with the columns' names"
    offered = ", ".join(f"`{text(name, 60)}`" for name in names[:8])
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    hint = ""
    if file_format == "csv" and len(names) == 1:
        hint = "; is its delimiter another? `read csv '…' (delimiter = ';')`"
    return f"none of the declared columns is there; the file has {offered}{more}{hint}"


def fits(real: Type | None, declared: Type) -> bool:
    """Every value of the real type is one of the declared type, exactly."""
    if real is None:
        return False
    if real == declared:
        return True
    if declared in (BIGINT, DOUBLE) and real == INT:
        return True
    if declared == TIMESTAMP:
        return real == DATE
    if declared == JSON:
        return real == STRING
    if isinstance(declared, Decimal):
        whole = declared.precision - declared.scale
        if isinstance(real, Decimal):
            return real.scale <= declared.scale and real.precision - real.scale <= whole
        return real in _DIGITS and _DIGITS[real] <= whole
    return False
