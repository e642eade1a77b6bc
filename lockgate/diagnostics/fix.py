"""Apply the fixes that diagnostics carry: safe ones, or unsafe ones too where asked; never two that overlap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import frozen

from lockgate.diagnostics.base import Diagnostic, Edit, Fix
from lockgate.source import SourceFile

ROUNDS = 20


@frozen(slots=True)
class Applied:
    """The files that changed with their new text, and how many diagnostics were mended."""

    texts: Mapping[str, str]
    count: int


def apply_edits(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """The text with each (start, end, replacement) done; they must not overlap."""
    parts: list[str] = []
    at = 0
    for start, end, replacement in sorted(edits):
        parts += (text[at:start], replacement)
        at = max(end, at)
    return "".join((*parts, text[at:]))


def choose(diagnostic: Diagnostic, unsafe: bool) -> Fix | None:
    """The fix to apply: the first safe one, else, where allowed, the first unsafe one (they come ranked)."""
    for wanted in ("safe", "unsafe") if unsafe else ("safe",):
        for fix in diagnostic.fixes:
            if fix.applicability == wanted and fix.edits:
                return fix
    return None


def apply_fixes(
    sources: Mapping[str, SourceFile], diagnostics: Iterable[Diagnostic], *, unsafe: bool = False
) -> Applied:
    """One round: every fix whose edits do not touch those of one before it. The rest waits for the next round."""
    accepted: dict[str, list[Edit]] = {}
    count = 0
    for diagnostic in sorted(diagnostics, key=lambda item: item.sort_key):
        fix = choose(diagnostic, unsafe)
        if fix is None or not all(_fits(edit, sources) for edit in fix.edits):
            continue
        new = [edit for edit in fix.edits if edit not in accepted.get(edit.span.file, ())]
        if any(_clash(edit, other) for edit in new for other in accepted.get(edit.span.file, ())):
            continue
        if any(_clash(edit, other) for at, edit in enumerate(new) for other in new[:at]):
            continue
        count += 1
        for edit in new:
            accepted.setdefault(edit.span.file, []).append(edit)
    texts: dict[str, str] = {}
    for path in sorted(accepted):
        before = sources[path].text
        after = apply_edits(before, [(edit.span.start, edit.span.end, edit.text) for edit in accepted[path]])
        if after != before:
            texts[path] = after
    return Applied(texts, count if texts else 0)


def fix_until_stable(
    sources: Mapping[str, SourceFile],
    check: Callable[[Mapping[str, SourceFile]], Sequence[Diagnostic]],
    *,
    unsafe: bool = False,
    rounds: int = ROUNDS,
) -> Applied:
    """Rounds of `check` and `apply_fixes` until nothing changes, a text comes back, or `rounds` are over.

    A round after which a file has a syntax error that it did not have before is taken back.
    """
    first = dict(sources)
    now = dict(sources)
    found = check(now)
    seen = {_state(now)}
    count = 0
    for _ in range(rounds):
        applied = apply_fixes(now, found, unsafe=unsafe)
        if not applied.texts:
            break
        after = {**now, **{path: SourceFile(path, text) for path, text in applied.texts.items()}}
        if _state(after) in seen:
            break
        then = check(after)
        if _broken(then) - _broken(found):
            break
        seen.add(_state(after))
        now, found, count = after, then, count + applied.count
    return Applied(
        {path: now[path].text for path in sorted(now) if now[path].text != first[path].text}, count
    )


def _state(sources: Mapping[str, SourceFile]) -> tuple[tuple[str, str], ...]:
    return tuple((path, sources[path].text) for path in sorted(sources))


def _broken(diagnostics: Iterable[Diagnostic]) -> set[str]:
    return {item.span.file for item in diagnostics if item.name == "syntax-error"}


def _fits(edit: Edit, sources: Mapping[str, SourceFile]) -> bool:
    source = sources.get(edit.span.file)
    return source is not None and 0 <= edit.span.start <= edit.span.end <= len(source.text)


def _clash(a: Edit, b: Edit) -> bool:
    """Whether two edits overlap; two insertions at one place do, since their order would be a guess."""
    if a.span.file != b.span.file:
        return False
    if a.span.start == b.span.start:
        return True
    return a.span.start < b.span.end and b.span.start < a.span.end
