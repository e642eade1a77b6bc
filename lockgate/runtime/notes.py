"""What a run on an engine does in another way than on DuckDB, said in its report."""

from __future__ import annotations

from lockgate.runtime.names import PRIVATE_SCHEMA
from lockgate.runtime.place import Place
from lockgate.runtime.plan import Plan

_SHOWN = 3


def notes(place: Place, plan: Plan) -> tuple[str, ...]:
    """Sentences for the report; none on DuckDB."""
    if place.engine == "postgres":
        return _copied(plan)
    if place.engine != "spark":
        return ()
    if place.keeps_folders:
        return (
            *_whole(plan),
            "each model is published by replacing a link, and versions before it are removed: what reads a"
            " table at that moment may have to read it again",
        )
    return (
        *_whole(plan),
        "each model is published by replacing a view, which is as atomic as this Spark's catalogue makes it;"
        " two runs at once are not kept apart",
    )


def _whole(plan: Plan) -> tuple[str, ...]:
    names = [model.name for model in plan.models if model.incremental]
    if not names:
        return ()
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return (f"Spark builds {', '.join(f'`{name}`' for name in names[:_SHOWN])}{more} from all rows on each run",)


def _copied(plan: Plan) -> tuple[str, ...]:
    names = [source.name for source in plan.sources if source.load is not None]
    if not names:
        return ()
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    listed = ", ".join(f"`{name}`" for name in names[:_SHOWN])
    return (
        f"PostgreSQL reads no files: each run copies the rows of {listed}{more} into tables of the schema"
        f" `{PRIVATE_SCHEMA}`",
    )
