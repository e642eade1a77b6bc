"""What a target is: a name, and files made from a program.

Built-in targets are loaded when they are first asked for, so that checking a project never pays for
what only code generation needs. Targets from outside are added by `lockgate.plugins`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import PurePosixPath
from typing import ClassVar, Protocol

from attrs import field, frozen

from lockgate.ir.program import Program
from lockgate.source import Span


@frozen
class Options:
    """What a caller may choose. Values that are None are read from the engine when the output runs."""

    dialect: str = "duckdb"
    run_date: datetime.date | None = None
    run_started_at: datetime.datetime | None = None
    """Aware; written in UTC."""
    extra: Mapping[str, str] = field(factory=dict)


class Target(Protocol):
    """Writes files from a program. The paths are relative, and the same program gives the same bytes."""

    name: ClassVar[str]

    def emit(self, program: Program, options: Options) -> Mapping[PurePosixPath, str]:
        """The files, by path. Raises Refused for what the target cannot keep the meaning of."""
        ...


class Unsupported(Exception):
    """What a target cannot keep: `feature` as the language calls it, why, and where it stands."""

    def __init__(self, feature: str, reason: str, span: Span | None = None) -> None:
        super().__init__(f"{feature}: {reason}")
        self.feature = feature
        self.reason = reason
        self.span = span


class Refused(Exception):
    """What keeps a target from writing a program: `problems`, each with the place it is reported at."""

    def __init__(self, problems: Sequence[Unsupported]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class UnknownTarget(LookupError):
    """No target of that name; `known` are those there are."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"no target `{name}`")
        self.name = name
        self.known = known


BUILT_IN: Mapping[str, str] = {
    "pyspark": "lockgate.codegen.pyspark.target:PySparkTarget",
    "sql": "lockgate.codegen.sql.target:SqlTarget",
}
"""Where each built-in target's class lives."""

_added: dict[str, Callable[[], Target]] = {}


def register(name: str, factory: Callable[[], Target]) -> None:
    """Add a target from outside; a built-in one of the same name stays."""
    _added.setdefault(name, factory)


def target_names() -> tuple[str, ...]:
    """The names of all targets, sorted."""
    return tuple(sorted({*BUILT_IN, *_added}))


def get_target(name: str) -> Target:
    """The target of that name; raises UnknownTarget."""
    place = BUILT_IN.get(name)
    if place is not None:
        module, _, attribute = place.partition(":")
        made: Target = getattr(import_module(module), attribute)()
        return made
    factory = _added.get(name)
    if factory is None:
        raise UnknownTarget(name, target_names())
    return factory()
