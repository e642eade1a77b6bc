"""Passes and targets from other packages, by the entry-point group `lockgate.plugins`.

A plugin is a module (or object) with a list `passes` of decorated functions, a list `targets` of target classes, or
both. Nothing of it is imported before a command asks for passes or targets. A plugin that is broken is left out
and reported; it takes nothing else with it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator

from attrs import frozen

from lockgate.codegen import base
from lockgate.passes import registry
from lockgate.passes.compiler_pass import InvalidPass

GROUP = "lockgate.plugins"


@frozen(slots=True)
class Plugin:
    """A plugin that was loaded, and the names that it added."""

    name: str
    distribution: str
    passes: tuple[str, ...]
    targets: tuple[str, ...]


@frozen(slots=True)
class Problem:
    """What is wrong with a plugin, in one sentence."""

    plugin: str
    message: str

    def __str__(self) -> str:
        return f"the plugin {self.plugin} {self.message}"


@frozen(slots=True)
class Loaded:
    """What was found, by name."""

    plugins: tuple[Plugin, ...] = ()
    problems: tuple[Problem, ...] = ()


_loaded: Loaded | None = None


def load() -> Loaded:
    """Find and load the plugins, once a process."""
    global _loaded
    if _loaded is None:
        _loaded = _load() if may_be_installed(sys.path) else Loaded()
    return _loaded


def may_be_installed(path: Iterable[str]) -> bool:
    """Whether a package on the path names our group.

    Reading one small file a package costs two milliseconds in an environment of sixty; importing
    `importlib.metadata` and asking it costs twenty, which every check would pay.
    """
    mark = f"[{GROUP}]".encode()
    return any(mark in text for folder in path for text in _entry_points(folder or os.curdir))


def _entry_points(folder: str) -> Iterator[bytes]:
    try:
        names = [item.path for item in os.scandir(folder) if item.name.endswith((".dist-info", ".egg-info"))]
    except OSError:
        return
    for name in names:
        try:
            with open(os.path.join(name, "entry_points.txt"), "rb") as file:
                yield file.read()
        except OSError:
            continue


def _load() -> Loaded:
    from importlib.metadata import entry_points

    found = sorted(entry_points(group=GROUP), key=lambda item: (item.name, item.value))
    plugins: list[Plugin] = []
    problems: list[Problem] = []
    for point in found:
        distribution = point.dist.name if point.dist is not None else point.value
        label = f"`{point.name}` ({distribution})"
        try:
            loaded: object = point.load()
        except (Exception, SystemExit) as error:  # whatever a stranger's module raises
            problems.append(Problem(label, f"cannot be imported: {type(error).__name__}: {error}"))
            continue
        passes, wrong = _add_passes(loaded, label, distribution)
        targets, also_wrong = _add_targets(loaded, label)
        problems += [*wrong, *also_wrong]
        plugins.append(Plugin(point.name, distribution, passes, targets))
    return Loaded(tuple(plugins), tuple(problems))


def _add_passes(plugin: object, label: str, distribution: str) -> tuple[tuple[str, ...], list[Problem]]:
    names: list[str] = []
    problems: list[Problem] = []
    for item in _listed(plugin, "passes", label, problems):
        try:
            names.append(registry.register(item, distribution).name)
        except InvalidPass as error:
            problems.append(Problem(label, f"adds a pass that is none: {error}"))
    return tuple(names), problems


def _add_targets(plugin: object, label: str) -> tuple[tuple[str, ...], list[Problem]]:
    names: list[str] = []
    problems: list[Problem] = []
    for item in _listed(plugin, "targets", label, problems):
        name = getattr(item, "name", None)
        if not isinstance(name, str) or not callable(item) or not callable(getattr(item, "emit", None)):
            problems.append(
                Problem(label, f"adds a target that is none: {item!r} needs a `name` and a method `emit`")
            )
        elif name in base.target_names():
            problems.append(Problem(label, f"adds the target `{name}`, which is there already"))
        else:
            base.register(name, item)
            names.append(name)
    return tuple(names), problems


def _listed(plugin: object, what: str, label: str, problems: list[Problem]) -> list[object]:
    found = getattr(plugin, what, ())
    if isinstance(found, (list, tuple)):
        return list(found)
    problems.append(Problem(label, f"has `{what}` that is no list"))
    return []
