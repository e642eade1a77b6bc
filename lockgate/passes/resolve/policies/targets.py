"""The names that rules and waivers are about: datasets, labels and functions, each known or reported."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from lockgate.diagnostics import UnknownDataset, UnknownFunction, UnknownName
from lockgate.diagnostics.suggest import nearest
from lockgate.ir import functions
from lockgate.ir.policy import matches, under
from lockgate.passes.resolve.context import Context, use_instead
from lockgate.passes.resolve.policies.words import Words
from lockgate.source import Span


@frozen(slots=True)
class Project:
    """What policies can be about."""

    context: Context
    labels: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    schedules: tuple[str, ...] = ()
    datasets: tuple[str, ...] = field(init=False)

    @datasets.default
    def _datasets(self) -> tuple[str, ...]:
        return tuple(item.name for item in self.context.datasets.values())


def targets(words: Words, project: Project, others: tuple[str, ...] = ()) -> tuple[str, ...]:
    """`mart.*, stage.orders, *`, and of the other words those that are named; each once."""
    found: dict[str, None] = {}
    while True:
        start = words.place
        other = words.take("*", *others)
        if other:
            found.setdefault(other)
        else:
            pattern = words.name("a dataset, or several as in `mart.*`").text
            place = start
            if words.take("."):
                place = Span(start.file, start.start, words.place.end)
                rest = words.take("*") or words.name("a name").text
                pattern = f"{pattern}.{rest}"
            found.setdefault(pattern)
            known_pattern(pattern, place, project, project.datasets)
        if not words.take(","):
            return tuple(found)


def known_pattern(pattern: str, place: Span, project: Project, names: Iterable[str]) -> bool:
    """Whether there is what a pattern names. A schema that nothing is in yet is reported where one is spelled alike."""
    known = sorted(names)
    if pattern == "*" or any(matches(pattern, name) for name in known):
        return True
    if pattern.endswith(".*"):
        schemas = sorted({name.partition(".")[0] for name in known if "." in name})
        close = tuple(f"{item}.*" for item in nearest(pattern[:-2], schemas, 1))
        if not close:
            return True
    else:
        close = nearest(pattern, known)
    fixes = use_instead(place, close) if not pattern.endswith(".*") else ()
    project.context.report(
        UnknownDataset(
            span=place,
            message=f"nothing is called `{pattern}`",
            help=f"did you mean `{close[0]}`?" if close else "name a dataset, or several as in `mart.*`",
            expected=close,
            fixes=fixes,
        )
    )
    return False


def label(words: Words, project: Project) -> str:
    """A dotted label; one that no column has is a mistake where a known one is spelled alike, else a note."""
    start = words.place
    parts = [words.name("a label")]
    while words.take("."):
        parts.append(words.name("a label"))
    place = start.to(parts[-1].span)
    written = ".".join(part.text for part in parts)
    if not any(under(item, written) for item in project.labels):
        heads = {".".join(item.split(".")[:size]) for item in project.labels for size in (1, 2, 3)}
        close = nearest(written, heads)
        project.context.report(
            UnknownName(
                span=place,
                message=f"no column has the label `{written}`",
                help=f"did you mean `{close[0]}`?" if close else "so the rule holds for nothing yet",
                expected=close,
                fixes=use_instead(place, close),
                level="error" if close else "note",
            )
        )
    return written


def through(words: Words, project: Project) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """The functions of `through f, g`, and where the bodies of the project's own stand."""
    found: dict[str, None] = {}
    bodies: list[Span] = []
    while True:
        name = words.name("a function")
        own = project.context.functions.get(name.text.casefold())
        if own is not None:
            found.setdefault(own.name)
            if own.body.span is not None:
                bodies.append(own.body.span)
        elif functions.lookup(name.text.lower()) is not None:
            found.setdefault(name.text.lower())
        else:
            _unknown_function(name.text, name.span, project)
        if not words.take(","):
            return tuple(found), tuple(bodies)


def _unknown_function(name: str, place: Span, project: Project) -> None:
    own = [item.name for item in project.context.functions.values()]
    known = [item for item, function in functions.REGISTRY.items() if function.kind != "operator"]
    close = nearest(name.lower(), [*known, *own])
    project.context.report(
        UnknownFunction(
            span=place,
            message=f"no function `{name}`",
            help=f"did you mean `{close[0]}`?" if close else "`lockgate functions` lists them",
            expected=close,
            fixes=use_instead(place, close),
        )
    )
