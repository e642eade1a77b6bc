"""Small data for the sources of a project, made from what they promise and the same every time."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from lockgate.ir.program import Program, Source, SourceColumn

ROWS = 24
Row = dict[str, Any]


def make_data(program: Program, folder: Path) -> None:
    """Write the file of each source below the folder: keys, references and domains hold, ties and NULLs occur."""
    made: dict[str, list[Row]] = {}
    asked = _asked(program)
    waiting = list(program.sources)
    while waiting:
        ready = [source for source in waiting if _needs(source) <= {*made, source.name}]
        assert ready, "sources that reference each other in a circle"
        for source in ready:
            made[source.name] = _rows(source, made, asked)
            _write(source, made[source.name], folder)
            waiting.remove(source)


def _needs(source: Source) -> set[str]:
    columns = {column.references[0] for column in source.columns if column.references}
    return columns | {reference.target for reference in source.references}


def _asked(program: Program) -> dict[tuple[str, str], list[Any]]:
    """Values that a column must have, because columns that reference it have a domain."""
    asked: dict[tuple[str, str], list[Any]] = {}
    for source in program.sources:
        for column in source.columns:
            if column.references and column.domain:
                asked.setdefault(column.references, []).extend(item.value for item in column.domain)
    return asked


def _rows(
    source: Source, made: Mapping[str, Sequence[Row]], asked: Mapping[tuple[str, str], Sequence[Any]]
) -> list[Row]:
    chance = random.Random(source.name)
    unique: list[tuple[str, ...]] = [(column.name,) for column in source.columns if column.unique]
    unique += [source.key] if source.key else []
    seen: dict[tuple[str, ...], set[tuple[Any, ...]]] = {columns: set() for columns in unique}
    rows: list[Row] = []
    for _ in range(ROWS * 20):
        row = {column.name: _value(column, chance, made) for column in source.columns}
        for column in source.columns:
            values = asked.get((source.name, column.name), ())
            if len(rows) < len(values):
                row[column.name] = values[len(rows)]
        for reference in source.references:
            target = chance.choice(made[reference.target])
            pairs = zip(reference.columns, reference.target_columns, strict=True)
            row.update({column: target[other] for column, other in pairs})
        parts = {columns: tuple(row[column] for column in columns) for columns in unique}
        if len(rows) < ROWS and all(parts[columns] not in seen[columns] for columns in unique):
            rows.append(row)
            for columns in unique:
                seen[columns].add(parts[columns])
    assert rows, source.name
    return rows


def _value(column: SourceColumn, chance: random.Random, made: Mapping[str, Sequence[Row]]) -> Any:
    if column.nullable and chance.random() < 0.25:
        return None
    if column.domain:
        return chance.choice(column.domain).value
    if column.references:
        dataset, other = column.references
        return chance.choice(made[dataset])[other]
    if column.between:
        return _between(column.between[0].value, column.between[1].value, chance)
    return _plain(str(column.type), chance)


def _between(low: Any, high: Any, chance: random.Random) -> Any:
    return low + (high - low) * chance.randint(0, 4) // 4


def _plain(kind: str, chance: random.Random) -> Any:
    day = datetime(2026, 1, 1) + timedelta(days=chance.randint(0, 60))
    if kind in ("int", "bigint"):
        return chance.randint(1, 40)
    if kind.startswith("decimal"):
        return Decimal(chance.randint(0, 9999)) / 100
    if kind == "double":
        return chance.randint(-80, 400) / 4
    if kind == "boolean":
        return chance.random() < 0.5
    if kind == "date":
        return date(day.year, day.month, day.day)
    if kind in ("timestamp", "timestamptz"):
        moment = day + timedelta(hours=chance.choice((0, 6, 12, 23)))
        return moment.replace(tzinfo=UTC) if kind == "timestamptz" else moment
    if kind == "json":
        return f'{{"rows": {chance.randint(0, 20000)}}}'
    return chance.choice("abcdefgh") + chance.choice("12345678")


def _write(source: Source, rows: Sequence[Row], folder: Path) -> None:
    assert source.location is not None
    path = folder / source.location.location.replace("*", "part")
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = ", ".join(f'"{column.name}" {column.type}' for column in source.columns)
    places = ", ".join("?" for _ in source.columns)
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(f"create table made ({columns})")
        values = [list(row.values()) for row in rows]
        connection.executemany(f"insert into made values ({places})", values)
        connection.execute(f"copy made to '{path}' (format {source.location.format})")
