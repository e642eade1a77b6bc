"""Lockgate: a compiler that stands between agents and data platforms.

    import lockgate

    result = lockgate.check("shop/")
    files = lockgate.compile("shop/", target="sql")
    report = lockgate.run("shop/", database="shop.duckdb")

Everything here is loaded when it is first used, so that `import lockgate` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lockgate.api import (
        CheckResult,
        CompileResult,
        Diagnostic,
        FixResult,
        FormatResult,
        NoProjectError,
        Session,
        UsageError,
        check,
        check_text,
        compile,
        fix,
        fmt,
        format_text,
        lineage_of,
        run,
        show,
        test,
    )

__version__ = "0.1.0"

__all__ = [
    "CheckResult",
    "CompileResult",
    "Diagnostic",
    "FixResult",
    "FormatResult",
    "NoProjectError",
    "Session",
    "UsageError",
    "__version__",
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


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module("lockgate.api"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
