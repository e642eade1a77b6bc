"""Where a location leads: problems that its text alone shows, and whether two locations can be one file or table."""

from __future__ import annotations

import posixpath
import re

from lockgate.diagnostics import Edit, Fix, InvalidStatement, PathOutsideProject
from lockgate.grammar import syntax
from lockgate.passes.resolve.context import Context

_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_HOMES = ("main", "public", "default", "dbo")
"""Schemas that a table without one lies in, on one engine or another."""


def decoded(text: str) -> str:
    """The path as the most obliging reader would take it: `/` for `\\`, and nothing percent-encoded."""
    path = text
    for _ in range(8):
        plain = _PERCENT.sub(lambda found: chr(int(found[1], 16)), path)
        if plain == path:
            break
        path = plain
    return path.replace("\\", "/")


def problem(text: str) -> str:
    """Why this is no path below the project; empty where it is one."""
    path = decoded(text)
    if "\0" in path or not path.strip():
        return "is not a location"
    if "://" in path:
        return "is not below the project"
    if path.startswith(("/", "~")) or (len(path) > 1 and path[1] == ":"):
        return "is absolute"
    if path.lower().startswith("file:"):
        return "is not below the project"
    parts = [part.strip() for part in path.split("/")]
    if ".." in parts:
        return "leads out of the project with `..`" if _leaves(parts) else "goes up with `..`"
    return ""


def _leaves(parts: list[str]) -> bool:
    depth = 0
    for part in parts:
        depth += -1 if part == ".." else 0 if part in ("", ".") else 1
        if depth < 0:
            return True
    return False


def inside_project(text: syntax.Text, context: Context) -> bool:
    """Whether a location is relative and stays below the project; if not it is reported."""
    wrong = problem(text.text)
    if not wrong:
        return True
    fixes: tuple[Fix, ...] = ()
    path = text.text.replace("\\", "/")
    if wrong.startswith("goes up") and not any(sign in path for sign in "%*?[{'"):
        straight = posixpath.normpath(path)
        if straight != ".":
            fixes = (Fix(f"write `{straight}`", (Edit(text.span, f"'{straight}'"),), "safe"),)
    context.report(
        PathOutsideProject(
            span=text.span,
            message=f"this location {wrong}",
            help="write a path below the project; `lockgate.toml` can say where a source lies elsewhere",
            fixes=fixes,
        )
    )
    return False


def one_file(text: syntax.Text, context: Context) -> None:
    """What an export writes is one file, and none of those that make the project."""
    wrong = many_or_own(text.text)
    if wrong is not None:
        context.report(InvalidStatement(span=text.span, message=wrong[0], help=wrong[1]))


def many_or_own(text: str) -> tuple[str, str] | None:
    """Why an export may not write there, and what helps; None where this is one file that may be written."""
    path = normal(text)
    name = path.rpartition("/")[2]
    if any(sign in path for sign in "*?["):
        return "an export writes one file, and this names many", "write its name without wildcards"
    if path in ("", ".") or decoded(text).endswith("/"):
        return "an export writes a file, and this names a folder", "add the file's name"
    if name.endswith(".gate") or name == "lockgate.toml":
        return f"an export may not write over `{name}`", "the project's own files are written by hand"
    return None


def normal(text: str) -> str:
    """A path in one spelling; without case, because some file systems have none."""
    path = posixpath.normpath(decoded(text).strip()).casefold()
    return "/".join(part.rstrip(". ") or part for part in path.split("/"))


def table(text: str) -> str:
    """A table's name in one spelling: without quotes, case, catalogue and the schema that goes without saying."""
    parts = [part.strip(' "`[]').casefold() for part in text.split(".")][-2:]
    return ".".join(parts[1:] if len(parts) == 2 and parts[0] in _HOMES else parts)


def covers(pattern: str, path: str) -> bool:
    """Whether a source's location, perhaps with wildcards or a folder, reads what is written at `path`."""
    said = normal(pattern)
    if path == said or path.startswith(said + "/"):
        return True
    if not any(sign in said for sign in "*?[{"):
        return False
    return re.fullmatch(_expression(said), path) is not None


def _expression(pattern: str) -> str:
    """A regular expression that matches at least what the wildcards match."""
    made: list[str] = []
    place = 0
    for found in re.finditer(r"\*\*/?|\*|\?|\[[^\]]*\]|\{[^}]*\}", pattern):
        made.append(re.escape(pattern[place : found.start()]))
        sign = found[0]
        made.append(
            ".*" if sign.startswith("**") or sign[0] == "{" else "[^/]" if sign[0] in "?[" else "[^/]*"
        )
        place = found.end()
    return "".join(made) + re.escape(pattern[place:]) + "(?:/.*)?"
