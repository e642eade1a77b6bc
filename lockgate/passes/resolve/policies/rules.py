"""A rule's words to what it means: `deny flow pii to mart.*, export unless through sha256`."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from lockgate.grammar import syntax
from lockgate.ir.policy import (
    LEVELS,
    ChangeRule,
    ExportRule,
    FlowRule,
    JoinRule,
    Level,
    MissingRule,
    NameRule,
    NondeterminismRule,
    Rule,
    ScheduleRule,
)
from lockgate.passes.policy.patterns import compiled
from lockgate.passes.resolve.policies.targets import Project, label, targets, through
from lockgate.passes.resolve.policies.words import Words, either
from lockgate.source import Span

STATEMENTS: dict[str, frozenset[str]] = {
    "owner": frozenset(("source", "model", "job", "schedule")),
    "description": frozenset(("source", "model", "job", "schedule")),
    "tags": frozenset(("source", "model", "job", "schedule")),
    "key": frozenset(("source", "model")),
    "check": frozenset(("source", "model")),
    "test": frozenset(("model",)),
    "columns": frozenset(("model",)),
    "fresh": frozenset(("source",)),
    "timeout": frozenset(("job", "schedule")),
    "retries": frozenset(("job", "schedule")),
    "notify": frozenset(("schedule",)),
}
"""What can be missing, and of which declarations."""
CHANGES = ("drop", "overwrite", "schema_change")
Reader = Callable[[Level, Words, Project, str], Rule]


def rule(node: syntax.Rule, project: Project) -> Rule:
    """The typed rule. Raises NotUnderstood."""
    words = Words(node)
    level = cast(Level, words.want(*LEVELS))
    kind = words.want(*KINDS)
    made = KINDS[kind](level, words, project, kind)
    words.end()
    return made


def _flow(level: Level, words: Words, project: Project, kind: str) -> Rule:
    wanted = label(words, project)
    implicit = bool(words.take("including"))
    if implicit:
        words.want("implicit")
    words.want("to")
    found = targets(words, project, ("export",))
    cleaners: tuple[str, ...] = ()
    bodies: tuple[Span, ...] = ()
    if words.take("unless"):
        words.want("through")
        cleaners, bodies = through(words, project)
    kept = tuple(item for item in found if item != "export")
    return FlowRule(level, wanted, kept, "export" in found, implicit, cleaners, bodies, span=words.rule.span)


def _missing(level: Level, words: Words, project: Project, kind: str) -> Rule:
    wanted = [words.want(*STATEMENTS)]
    while words.take(","):
        wanted.append(words.want(*STATEMENTS))
    words.want("on")
    place = words.place
    found = targets(words, project, ("job", "schedule"))
    kinds = {item for item in found if item in ("job", "schedule")}
    if len(kinds) < len(found):
        kinds |= {"source", "model"}
    for item in wanted:
        if not STATEMENTS[item] & kinds:
            owners = either(sorted(STATEMENTS[item]))
            raise words.refuse(
                place, f"nothing that is named here can have a `{item}`", f"{owners} can have one"
            )
    return MissingRule(level, tuple(dict.fromkeys(wanted)), found, span=words.rule.span)


def _nondeterminism(level: Level, words: Words, project: Project, kind: str) -> Rule:
    words.want("on")
    return NondeterminismRule(level, targets(words, project), span=words.rule.span)


def _joins(level: Level, words: Words, project: Project, kind: str) -> Rule:
    kinds = [_join(words, kind)]
    while words.take(","):
        kinds.append(_join(words, words.want("fanout", "cross")))
    words.want("on")
    found = targets(words, project)
    return JoinRule(level, tuple(dict.fromkeys(kinds)), found, span=words.rule.span)


def _join(words: Words, kind: str) -> str:
    if kind == "fanout":
        return kind
    words.want("join")
    return "cross join"


def _name(level: Level, words: Words, project: Project, kind: str) -> Rule:
    words.want("unless")
    words.want("like")
    text = words.string("a regular expression such as '(stage|mart)\\.[a-z_]+'")
    try:
        compiled(text.text)
    except ValueError as error:
        raise words.refuse(text.span, "this is no regular expression", str(error)) from None
    words.want("on")
    return NameRule(level, text.text, targets(words, project), span=words.rule.span)


def _export(level: Level, words: Words, project: Project, kind: str) -> Rule:
    found = targets(words, project) if words.take("on") else ("*",)
    prefixes: list[str] = []
    if words.take("unless"):
        words.want("to")
        prefixes.append(words.string("a location such as 'out/'").text)
        while words.take(","):
            prefixes.append(words.string("a location").text)
    return ExportRule(level, tuple(prefixes), found, span=words.rule.span)


def _schedule(level: Level, words: Words, project: Project, kind: str) -> Rule:
    words.want("under")
    return ScheduleRule(level, *words.seconds("15 minutes"), span=words.rule.span)


def _change(level: Level, words: Words, project: Project, kind: str) -> Rule:
    actions = [kind]
    over, below = None, None
    if kind == "backfill":
        if words.take("over"):
            over, _ = words.seconds("7 days")
    elif kind == "shrink":
        if words.take("below"):
            below = _share(words)
    else:
        while words.take(","):
            actions.append(words.want(*CHANGES))
    found = targets(words, project) if words.take("on") else ("*",)
    environment = words.name("an environment").text if words.take("in") else None
    approvals = 1
    if level == "gate" and words.take("approvals"):
        digits, place = words.number("a number of people")
        if not digits.isdigit() or not 0 < int(digits[:4]) < 1000 or len(digits) > 3:
            raise words.refuse(place, f"`{digits}` is no number of people", "write a whole number from 1")
        approvals = int(digits)
    return ChangeRule(
        level, tuple(dict.fromkeys(actions)), found, environment, over, below, approvals, span=words.rule.span
    )


def _share(words: Words) -> str:
    digits, place = words.number("a share such as 0.9")
    try:
        fine = 0 < float(digits) <= 1
    except ValueError:
        fine = False
    if not fine:
        raise words.refuse(
            place, f"`{digits}` is no share", "write a number above 0 and up to 1, such as 0.9"
        )
    return digits


KINDS: dict[str, Reader] = {
    "flow": _flow,
    "missing": _missing,
    "nondeterminism": _nondeterminism,
    "fanout": _joins,
    "cross": _joins,
    "name": _name,
    "export": _export,
    "schedule": _schedule,
    **dict.fromkeys((*CHANGES, "backfill", "shrink"), _change),
}
"""What each kind of rule is read by, by its first word."""
