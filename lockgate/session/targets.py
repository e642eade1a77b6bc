"""Write a target's files for a checked program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lockgate import plugins
from lockgate.codegen.base import Options, Refused, UnknownTarget, get_target, target_names
from lockgate.diagnostics import Diagnostic, UnsupportedOnTarget
from lockgate.diagnostics.suggest import nearest
from lockgate.session.errors import UsageError
from lockgate.session.pipeline import optimised
from lockgate.session.result import CheckResult, CompileResult
from lockgate.source import Span


def names() -> tuple[str, ...]:
    """All targets, plugins' included."""
    plugins.load()
    return target_names()


def emit(result: CheckResult, name: str, dialect: str, extra: Mapping[str, str]) -> CompileResult:
    """The files, unless the project has errors. Raises UsageError for a target that is not there."""
    plugins.load()
    try:
        target = get_target(name)
    except UnknownTarget as unknown:
        near = nearest(name, unknown.known, 1) or unknown.known
        raise UsageError(f"there is no target `{name}`; there is `{'`, `'.join(near)}`") from None
    if name == "sql":
        from lockgate.codegen.sql.dialects import DIALECTS

        if dialect not in DIALECTS:
            raise UsageError(
                f"there is no dialect `{dialect}` of SQL; there is `{'`, `'.join(sorted(DIALECTS))}`"
            )
    if not result.ok:
        return CompileResult(diagnostics=result.diagnostics, files={}, sources=result.sources)
    title = f"{dialect} SQL" if name == "sql" else name
    try:
        files = target.emit(optimised(result.program), Options(dialect=dialect, extra=dict(extra)))
    except Refused as refused:
        found = (*result.diagnostics, *unsupported(refused, title))
        ordered = tuple(sorted(found, key=lambda item: item.sort_key))
        return CompileResult(diagnostics=ordered, files={}, sources=result.sources)
    return CompileResult(
        diagnostics=result.diagnostics,
        files={path.as_posix(): files[path] for path in sorted(files)},
        sources=result.sources,
    )


def unsupported(refused: Refused, target: str) -> Iterator[Diagnostic]:
    """What a target cannot keep, each at its place."""
    for problem in refused.problems:
        yield UnsupportedOnTarget(
            span=problem.span or Span("", 0, 0),
            message=f"{target} cannot keep {problem.feature}: {problem.reason}",
            help="compile for another target, or write it in another way",
        )
