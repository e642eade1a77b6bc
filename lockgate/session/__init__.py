"""Ask questions of a project: the one place that reads files, and the answers that every face of lockgate gives."""

from __future__ import annotations

from lockgate.session.errors import UsageError
from lockgate.session.result import CheckResult, CompileResult, FixResult, FormatResult
from lockgate.session.session import Session, check_text

__all__ = ["CheckResult", "CompileResult", "FixResult", "FormatResult", "Session", "UsageError", "check_text"]
