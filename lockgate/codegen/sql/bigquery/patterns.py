"""Regular expressions in which one group captures: BigQuery's extraction takes no more, and gives that one."""

from __future__ import annotations


def only_group(pattern: str, group: int) -> tuple[str, bool] | None:
    """The pattern with that group alone (0: none) and whether it may match without it; None without such a group."""
    made: list[str] = []
    at = seen = 0
    while at < len(pattern):
        step = _unit(pattern, at)
        part = pattern[at : at + step]
        at += step
        if part != "(" and not part.startswith(("(?P<", "(?<")):
            made.append(part)
            continue
        seen += 1
        made.append("(" if seen == group else "(?:")
    if group > seen:
        return None
    return "".join(made), any(sign in pattern for sign in "?*|{")


def _unit(pattern: str, at: int) -> int:
    """How many characters stand together: an escape, a class, a quoted text, the head of a group."""
    rest = pattern[at:]
    if rest.startswith("\\Q"):
        end = rest.find("\\E")
        return len(rest) if end < 0 else end + 2
    if rest.startswith("\\"):
        return 2
    if rest.startswith("["):
        return _class(rest)
    if rest.startswith(("(?P<", "(?<")):
        end = rest.find(">")
        return len(rest) if end < 0 else end + 1
    if rest.startswith("(?"):
        return 2
    return 1


def _class(rest: str) -> int:
    at = 2 if rest.startswith("[^") else 1
    if rest[at : at + 1] == "]":
        at += 1
    while at < len(rest) and rest[at] != "]":
        if rest.startswith("[:", at):
            end = rest.find(":]", at)
            at = len(rest) if end < 0 else end + 2
            continue
        at += 2 if rest[at] == "\\" else 1
    return at + 1
