"""A target: one Markdown page that says what every dataset holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import ClassVar

from lockgate.codegen.base import Options
from lockgate.ir.program import Model, Program, Source


class DataDictionary:
    """Writes `data-dictionary.md`."""

    name: ClassVar[str] = "data-dictionary"

    def emit(self, program: Program, options: Options) -> Mapping[PurePosixPath, str]:
        """The page; there are no options."""
        lines = [f"# {_cell(program.name)}"]
        datasets: list[Source | Model] = [*program.sources, *program.models]
        for dataset in datasets:
            lines += _section(dataset)
        return {PurePosixPath("data-dictionary.md"): "\n".join(lines) + "\n"}


def _section(dataset: Source | Model) -> Iterator[str]:
    yield from ("", f"## {_cell(dataset.name)}", "")
    if dataset.description:
        yield from (_cell(dataset.description), "")
    yield from ("| column | type | may be NULL | |", "| --- | --- | --- | --- |")
    described = (
        {item.name: item.description for item in dataset.columns} if isinstance(dataset, Source) else {}
    )
    for column in dataset.schema:
        null = "yes" if column.nullable else "no"
        yield f"| {_cell(column.name)} | {_cell(str(column.type))} | {null} | {_cell(described.get(column.name, ''))} |"


def _cell(text: str) -> str:
    """Text from a spec, so that it cannot break out of its cell."""
    for sign in "\\`*_{}[]<>#|!":
        text = text.replace(sign, "\\" + sign)
    return " ".join(text.split())
