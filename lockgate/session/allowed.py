"""What the user allows by name: `--allow fanout-join` makes a note of each `fanout-join`, so that the project runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from lockgate.diagnostics import Diagnostic
from lockgate.diagnostics.explain import find, overridable
from lockgate.diagnostics.suggest import nearest
from lockgate.session.errors import UsageError


def allowed_names(names: Iterable[str]) -> frozenset[str]:
    """The diagnostics of these names or codes. Raises UsageError for one that is not there or not to be allowed."""
    return frozenset(_name(name) for name in names)


def lowered(diagnostics: Iterable[Diagnostic], allowed: frozenset[str]) -> Iterator[Diagnostic]:
    """The diagnostics, with a note that says so for each error or warning that is allowed."""
    for item in diagnostics:
        if item.overridable and item.name in allowed and item.severity != "note":
            yield evolve(item, level="note", message=f"allowed: {item.message}")
        else:
            yield item


def _name(name: str) -> str:
    kind = find(name)
    names = [item.name for item in overridable()]
    if kind is None:
        near = nearest(name, names, 1)
        hint = f"; did you mean `{near[0]}`?" if near else f"; what can be allowed is {', '.join(names)}"
        raise UsageError(f"there is no diagnostic `{name}`{hint}")
    if not kind.overridable:
        raise UsageError(
            f"`{kind.name}` cannot be allowed: only a judgement of a program that has a meaning can be, "
            f"such as {', '.join(f'`{item}`' for item in names[:3])}; `lockgate explain` marks them"
        )
    return kind.name
