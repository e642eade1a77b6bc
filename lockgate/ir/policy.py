"""Policies: what a project holds itself to, as a level, a kind and where it holds; and waivers of them.

A pattern is `*`, `mart.*` or a name. Spans and the places of functions take no part in equality.
"""

from __future__ import annotations

import datetime
from typing import Literal, get_args

from attrs import field, frozen

from lockgate.source import Span

Level = Literal["deny", "gate", "warn", "note"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""From the strictest to the mildest."""


def _span() -> Span | None:
    return field(default=None, eq=False, repr=False, kw_only=True)  # type: ignore[no-any-return]


@frozen(slots=True)
class FlowRule:
    """`flow LABEL [including implicit] to TARGETS [, export] [unless through f, g]`."""

    level: Level
    label: str
    targets: tuple[str, ...]
    export: bool = False
    """It is about exports too, of whatever model."""
    implicit: bool = False
    through: tuple[str, ...] = ()
    bodies: tuple[Span, ...] = field(default=(), eq=False, repr=False)
    """Where the bodies of those functions stand that are the project's own: what is inlined keeps its place."""
    span: Span | None = _span()


@frozen(slots=True)
class MissingRule:
    """`missing owner, key on TARGETS`: the statements that a declaration must have."""

    level: Level
    statements: tuple[str, ...]
    targets: tuple[str, ...]
    """Patterns of datasets, and the words `job` and `schedule`."""
    span: Span | None = _span()


@frozen(slots=True)
class NondeterminismRule:
    """`nondeterminism on TARGETS`: this level is what such a model has, in place of the refusal."""

    level: Level
    targets: tuple[str, ...]
    span: Span | None = _span()


@frozen(slots=True)
class JoinRule:
    """`fanout, cross join on TARGETS`; `kinds` holds `fanout` and `cross join`."""

    level: Level
    kinds: tuple[str, ...]
    targets: tuple[str, ...]
    span: Span | None = _span()


@frozen(slots=True)
class NameRule:
    """`name unless like 'regex' on TARGETS`: the whole name of a dataset must match."""

    level: Level
    pattern: str
    targets: tuple[str, ...]
    span: Span | None = _span()


@frozen(slots=True)
class ExportRule:
    """`export [on TARGETS] [unless to 'prefix', …]`."""

    level: Level
    prefixes: tuple[str, ...]
    targets: tuple[str, ...] = ("*",)
    span: Span | None = _span()


@frozen(slots=True)
class ScheduleRule:
    """`schedule under '15 minutes'`: what runs more often than every so many seconds."""

    level: Level
    seconds: int
    text: str
    span: Span | None = _span()


@frozen(slots=True)
class ChangeRule:
    """What happens to stored tables when a plan is applied; `check` only keeps it.

    `actions` are drop, overwrite, schema_change, or one of backfill (`over` so many seconds of history) and
    shrink (`below` this share of the rows before). `environment` is None for every environment. A rule of the
    level `gate` asks for `approvals` of people.
    """

    level: Level
    actions: tuple[str, ...]
    targets: tuple[str, ...] = ("*",)
    environment: str | None = None
    over: int | None = None
    below: str | None = None
    approvals: int = 1
    span: Span | None = _span()


Rule = (
    FlowRule | MissingRule | NondeterminismRule | JoinRule | NameRule | ExportRule | ScheduleRule | ChangeRule
)


@frozen(slots=True)
class Policy:
    """Rules under a name; their order means nothing."""

    name: str
    rules: tuple[Rule, ...] = ()
    description: str = ""
    owner: str = ""
    tags: tuple[str, ...] = ()
    span: Span | None = _span()


@frozen(slots=True)
class Waiver:
    """A policy does not hold for what `target` matches, up to and with the day `until`."""

    policy: str
    target: str
    until: datetime.date
    by: str
    reason: str
    span: Span | None = _span()


def matches(pattern: str, name: str) -> bool:
    """Whether a pattern is about a dataset, job or schedule of that name."""
    if pattern == "*":
        return True
    wanted, given = pattern.casefold(), name.casefold()
    return given.startswith(wanted[:-1]) if wanted.endswith(".*") else given == wanted


def under(label: str, wanted: str) -> bool:
    """Whether a label is the wanted one or falls under it, as `pii.email` under `pii`."""
    given, head = label.casefold(), wanted.casefold()
    return given == head or given.startswith(head + ".")
