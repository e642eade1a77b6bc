"""Where a program runs: the environment that was asked for, and where sources lie there."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from lockgate.diagnostics import Diagnostic, InvalidProject
from lockgate.diagnostics.suggest import nearest
from lockgate.ir.program import Location, Program, Source
from lockgate.project import Config, Environment
from lockgate.project.discovery import CONFIG
from lockgate.project.places import place_of
from lockgate.session.errors import UsageError
from lockgate.source import SourceFile


def environment(config: Config, name: str | None) -> Environment:
    """The environment of that name, or the default. Raises UsageError for one that is not there."""
    found = config.environment(name)
    if found is None:
        names = [item.name for item in config.environments]
        near = nearest(name or "", names, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(names) or 'none'}"
        raise UsageError(f"there is no environment `{name}`; {hint}")
    return found


def placed(program: Program, where: Environment) -> Program:
    """The program with its sources where they lie in that environment."""
    moved = {item.source.casefold(): item for item in where.sources}
    if not moved:
        return program

    def place(source: Source) -> Source:
        override = moved.get(source.name.casefold())
        if override is None:
            return source
        before = source.location or Location("parquet", "")
        form = override.read or before.format
        # Options belong to a format: a delimiter means nothing to a parquet file.
        options = before.options if form == before.format else ()
        return evolve(
            source,
            location=evolve(
                before, format=form, location=override.location or before.location, options=options
            ),
        )

    return evolve(program, sources=tuple(place(source) for source in program.sources))


def places(config: Config) -> list[Location]:
    """Every place that the settings name: where sources lie in environments, and files of databases."""
    found: list[Location] = []
    for where in config.environments:
        found += [Location(item.read or "", item.location) for item in where.sources if item.location]
        found += [Location("", where.database)] if where.database else []
    return found


def unknown_sources(config: Config, program: Program, sources: Mapping[str, SourceFile]) -> list[Diagnostic]:
    """Overrides of sources that the project does not have."""
    known = {source.name.casefold() for source in program.sources}
    found: list[Diagnostic] = []
    for where in config.environments:
        for override in where.sources:
            if override.source.casefold() in known:
                continue
            near = nearest(override.source, [source.name for source in program.sources])
            found.append(
                InvalidProject(
                    span=place_of(sources[CONFIG], ("env", where.name, "sources", override.source)),
                    message=f"there is no source `{override.source}`",
                    help=f"did you mean `{near[0]}`?" if near else "",
                    expected=near,
                )
            )
    return found
