"""The arguments of the command line."""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Sequence

from .datasets import Run, Source

_UTC = datetime.timezone(datetime.timedelta(0), "UTC")


def parser(name: str) -> argparse.ArgumentParser:
    """What can be said on the command line."""
    made = argparse.ArgumentParser(description=f"Build {name} on Spark.")
    made.add_argument("--output", metavar="DIR", help="where parquet goes, a folder a model")
    made.add_argument(
        "--format",
        choices=("parquet", "table"),
        default="parquet",
        help="files, or tables of the catalog",
    )
    made.add_argument(
        "--source",
        action="append",
        default=[],
        metavar="NAME=PLACE",
        help="where a source lies: a path, parquet:PATH or table:NAME",
    )
    made.add_argument(
        "--source-root",
        default="",
        metavar="DIR",
        help="what relative locations of sources are below",
    )
    made.add_argument("--run-date", type=datetime.date.fromisoformat, metavar="YYYY-MM-DD")
    made.add_argument(
        "--run-started-at", type=_moment, metavar="TIME", help="in UTC unless it has an offset"
    )
    made.add_argument(
        "--store-views", action="store_true", help="write the models that are views, too"
    )
    made.add_argument("--master", help="where Spark runs, unless spark-submit says it")
    made.add_argument("--remote", help="the address of a Spark Connect server, sc://…")
    return made


def _moment(text: str) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=_UTC)


def run_of(options: argparse.Namespace) -> Run:
    """The run: now and today, unless it is said."""
    started = options.run_started_at or datetime.datetime.now(_UTC)
    started = started.astimezone(_UTC)
    return Run(options.run_date or started.date(), started)


def places(options: argparse.Namespace, sources: Sequence[Source]) -> dict[str, tuple[str, str]]:
    """The format and place of each source. Raises ValueError for a source that is not there."""
    given: dict[str, str] = {}
    names = {source.name for source in sources}
    for text in options.source:
        name, separator, place = text.partition("=")
        if not separator or not place:
            raise ValueError(f"--source {text}: write NAME=PLACE")
        if name not in names:
            raise ValueError(f"--source {text}: there is no source {name}")
        given[name] = place
    return {
        source.name: _place(source, given.get(source.name), options.source_root)
        for source in sources
    }


def _place(source: Source, given: str | None, root: str) -> tuple[str, str]:
    if given is None:
        below = source.format != "table" and root and not _is_absolute(source.location)
        return source.format, f"{root.rstrip('/')}/{source.location}" if below else source.location
    for form in ("parquet", "table"):
        if given.startswith(f"{form}:"):
            return form, given.removeprefix(f"{form}:")
    return source.format, given


def _is_absolute(location: str) -> bool:
    return location.startswith("/") or "://" in location
