"""Write a target's files for a checked program."""

from __future__ import annotations

from collections.abc import Mapping

from lockgate import plugins
from lockgate.codegen.base import Options, UnknownTarget, get_target, target_names
from lockgate.diagnostics.suggest import nearest
from lockgate.session.errors import UsageError
from lockgate.session.pipeline import optimised
from lockgate.session.result import CheckResult, CompileResult


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
    files = target.emit(optimised(result.program), Options(dialect=dialect, extra=dict(extra)))
    return CompileResult(
        diagnostics=result.diagnostics,
        files={path.as_posix(): files[path] for path in sorted(files)},
        sources=result.sources,
    )
