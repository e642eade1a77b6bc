"""Where a source's rows lie: an absolute place below the allowed folders, and a query of them as they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lockgate.ir.program import Location
from lockgate.runtime.names import literal, quoted
from lockgate.runtime.paths import Outside, inside, is_remote
from lockgate.runtime.plan import FilePlan

_CSV_NAMES = {
    "header": "header",
    "delimiter": "delim",
    "delim": "delim",
    "sep": "delim",
    "quote": "quote",
    "escape": "escape",
    "null": "nullstr",
    "skip": "skip",
    "encoding": "encoding",
    "compression": "compression",
}


def file_plan(location: Location | None, roots: Sequence[Path]) -> FilePlan:
    """The place, or in `problem` why it may not be read."""
    if location is None:
        return FilePlan("", "", "", "the source does not say where its rows lie")
    kind, text = location.format, location.location
    if kind == "table":
        return FilePlan(kind, text, f"SELECT * FROM {quoted(text)}")
    if kind not in ("parquet", "csv", "json"):
        return FilePlan(kind, text, "", f"DuckDB runs cannot read the format `{kind}` yet")
    if is_remote(text):
        return FilePlan(
            kind, text, "", f"`{text}` is not a file below the project, and a run may not go out for it"
        )
    problem = ""
    for root in roots:
        try:
            path = str(inside(root, text))
        except Outside as outside:
            problem = problem or str(outside)
        else:
            return FilePlan(kind, path, raw_query(kind, path, location.options))
    return FilePlan(kind, text, "", problem)


def raw_query(kind: str, path: str, options: Sequence[tuple[str, object]] = ()) -> str:
    """A query of the rows as the file has them. Text formats give names, and types only as a guess."""
    words = [literal(path)]
    if kind == "csv":
        for name, value in options:
            known = _CSV_NAMES.get(name.casefold())
            value = getattr(value, "value", value)
            if known and isinstance(value, bool | int | str):
                shown = literal(value) if isinstance(value, str) else str(value).lower()
                words.append(f"{known} = {shown}")
    reader = {"parquet": "read_parquet", "csv": "read_csv", "json": "read_json"}[kind]
    return f"SELECT * FROM {reader}({', '.join(words)})"
