"""Incremental models and snapshots must have a strategy that keeps them what they say they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockgate.analysis.facts import facts
from lockgate.analysis.incremental import Unsafe, strategy
from lockgate.analysis.keys import proven_keys
from lockgate.diagnostics import Diagnostic, Edit, Fix, FullRebuild, IncrementalUnsafe, Related
from lockgate.grammar.keywords import quote_name
from lockgate.ir.program import Model, Program
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.source import Span


@compiler_pass("incremental-unsafe", kind="check")
def incremental_unsafe(program: Program) -> Sequence[Diagnostic]:
    """Report incremental models that no strategy keeps equal to a full rebuild, and snapshots without a key."""
    return [
        item
        for model in program.models
        if not model.broken and model.materialization.span is not None
        for item in _of(program, model, model.materialization.span)
    ]


def _of(program: Program, model: Model, place: Span) -> Iterator[Diagnostic]:
    if model.materialization.kind == "snapshot":
        yield from _snapshot(program, model, place)
    if model.materialization.kind != "incremental":
        return
    found = strategy(program, model)
    if not isinstance(found, Unsafe):
        if found.always:
            yield FullRebuild(
                span=place,
                message=f"nearly every run builds this model whole: `{found.always}`, which it reads too, is stored and"
                " changes with the same source",
                help=f"make `{found.always}` a view, so that it can be told what a change touches in it",
            )
        return
    if found.kind == "volatile":
        return  # reported as what it is
    yield IncrementalUnsafe(
        span=place,
        message=found.reason,
        help=found.help,
        related=(Related(found.what, found.place),) if found.place is not None else (),
        fixes=(_merge(program, model, place, found) or _table(place),),
    )


def _merge(program: Program, model: Model, place: Span, found: Unsafe) -> Fix | None:
    """Add the merge keys where nothing else is missing and the query proves some."""
    how = model.materialization
    if found.kind != "missing" or how.keys or how.cursor is None or how.lookback is None:
        return None
    proven = proven_keys(model, program)
    keys = ", ".join(map(quote_name, model.key or (proven[0] if proven else ())))
    if not keys:
        return None
    end = Span(place.file, place.end, place.end)
    return Fix(f"merge on ({keys})", (Edit(end, f" merge on ({keys})"),), "safe")


def _table(place: Span) -> Fix:
    return Fix("build the whole table on every run", (Edit(place, "materialize table"),))


def _snapshot(program: Program, model: Model, place: Span) -> Iterator[Diagnostic]:
    """The key of a snapshot tells its rows apart at any one time."""
    keys = model.materialization.keys
    nullable = [name for name in keys if model.schema[name].nullable]
    known = facts(program).of(model.query)
    if known.determines(keys) and not nullable:
        return
    listed = ", ".join(keys)
    if nullable and known.determines(keys):
        reason = f"the key ({listed}) of this snapshot may be NULL: `{nullable[0]}` can have no value here"
        help = f"leave such rows out (`where {nullable[0]} is not null`), or declare the column `not null`"
    else:
        reason = (
            f"the key ({listed}) of this snapshot does not follow from its query: two rows could share it"
        )
        help = "take the key of what it reads, or keep one row of each: `distinct on (…) order by …`, `aggregate`"
    yield IncrementalUnsafe(span=place, message=reason, help=help)
