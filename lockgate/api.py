"""The Python interface: one function for each thing that the command line does.

    import lockgate

    result = lockgate.check("shop/")
    files = lockgate.compile("shop/", target="sql")
    report = lockgate.run("shop/", database="shop.duckdb")

`path` is a project folder or a single `.gate` file. A path without a project raises `NoProjectError`, a
question that cannot be asked (an unknown target, model or environment) `UsageError`; mistakes in the
project are no exceptions but diagnostics in the result. `allow` names judgements (`fanout-join`) to take as notes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from lockgate.diagnostics import Diagnostic
from lockgate.project import NoProjectError
from lockgate.session import (
    CheckResult,
    CompileResult,
    FixResult,
    FormatResult,
    Session,
    UsageError,
    check_text,
)

if TYPE_CHECKING:
    from lockgate.lineage import Format
    from lockgate.runtime.report import Report, Shown, TestReport

__all__ = [
    "CheckResult",
    "CompileResult",
    "Diagnostic",
    "FixResult",
    "FormatResult",
    "NoProjectError",
    "Session",
    "UsageError",
    "check",
    "check_text",
    "compile",
    "fix",
    "fmt",
    "format_text",
    "lineage_of",
    "run",
    "show",
    "test",
]


def check(
    path: str | Path = ".",
    *,
    untrusted: Sequence[str | Path] = (),
    params: Mapping[str, str] | None = None,
    allow: Sequence[str] = (),
    connected: bool = False,
    run_date: date | None = None,
) -> CheckResult:
    """What is wrong with a project. `untrusted` are submissions to it; `connected` opens the sources too.

    Waivers of policies are held against `run_date`, or today in UTC.
    """
    session = Session(path, untrusted=untrusted, params=params, allow=allow, run_date=run_date)
    return session.check_connected() if connected else session.check()


def compile(
    path: str | Path = ".",
    *,
    target: str = "sql",
    dialect: str = "duckdb",
    params: Mapping[str, str] | None = None,
    allow: Sequence[str] = (),
    options: Mapping[str, str] | None = None,
) -> CompileResult:
    """A target's files, text by relative path, with `ok` and `diagnostics`; empty for a project with errors."""
    return Session(path, params=params, allow=allow).compile(target, dialect=dialect, options=options)


def fmt(path: str | Path = ".") -> FormatResult:
    """The files whose layout would change. Nothing is written."""
    return Session(path).format()


def format_text(text: str) -> str:
    """One text in the one layout; as it is where it has syntax errors."""
    from lockgate.grammar.formatter import format_text as format

    return format(text)


def fix(path: str | Path = ".", *, unsafe: bool = False) -> FixResult:
    """What the fixes of diagnostics make of the files. Nothing is written."""
    return Session(path).fix(unsafe=unsafe)


def run(
    path: str | Path = ".",
    *,
    env: str | None = None,
    engine: str | None = None,
    database: str | Path | None = None,
    select: str | None = None,
    run_date: date | None = None,
    full_refresh: bool = False,
    params: Mapping[str, str] | None = None,
    allow: Sequence[str] = (),
) -> Report:
    """Build the selected models, check them, publish them. The report has the diagnostics of a project with errors."""
    session = Session(path, params=params, allow=allow)
    return session.run(
        env=env,
        engine=engine,
        database=database,
        select=select,
        run_date=run_date,
        full_refresh=full_refresh,
    )


def test(
    path: str | Path = ".",  # noqa: PT028
    *,
    params: Mapping[str, str] | None = None,  # noqa: PT028
    allow: Sequence[str] = (),  # noqa: PT028
) -> TestReport:
    """Run the `test` blocks on an empty database in memory."""
    return Session(path, params=params, allow=allow).test()


def show(
    model: str,
    path: str | Path = ".",
    *,
    limit: int = 20,
    env: str | None = None,
    engine: str | None = None,
    database: str | Path | None = None,
    run_date: date | None = None,
    params: Mapping[str, str] | None = None,
    allow: Sequence[str] = (),
) -> Shown:
    """The first rows of a model."""
    session = Session(path, params=params, allow=allow)
    return session.show(model, limit=limit, env=env, engine=engine, database=database, run_date=run_date)


def lineage_of(target: str | None = None, path: str | Path = ".", *, format: Format = "text") -> str:
    """Where a column (`mart.daily.revenue`) or a dataset comes from and goes: as text, Mermaid, HTML or JSON.

    Without a target, of the whole project. Raises UsageError for a target that is not there.
    """
    return Session(path).lineage(target, format)
