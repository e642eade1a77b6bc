"""The answers of a session, and their JSON shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from lockgate.diagnostics import Diagnostic
from lockgate.diagnostics.to_json import all_to_json
from lockgate.source import SourceFile

if TYPE_CHECKING:
    from lockgate.ir.program import Program
    from lockgate.project import Config


@frozen(slots=True, kw_only=True)
class CheckResult:
    """Whether a project is fine, what is wrong with it, and its program (what of it could be resolved)."""

    diagnostics: tuple[Diagnostic, ...]
    """Sorted by file, offset and code."""
    program: Program = field(repr=False)
    sources: Mapping[str, SourceFile] = field(repr=False)
    """The texts that spans point into, by path."""
    config: Config = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings and notes do not count."""
        return not any(item.severity == "error" for item in self.diagnostics)

    def to_json(self) -> dict[str, Any]:
        """The object that `lockgate check --json` prints."""
        from lockgate.ir.printer import digest
        from lockgate.session.facts import models_to_json

        return {
            "ok": self.ok,
            "diagnostics": all_to_json(self.diagnostics, self.sources),
            "digest": digest(self.program),
            "models": models_to_json(self.program),
        }


@frozen(slots=True, kw_only=True)
class CompileResult(Mapping[str, str]):
    """A mapping of the files that a target wrote, text by relative path with `/`; empty when the project has errors."""

    diagnostics: tuple[Diagnostic, ...]
    files: Mapping[str, str] = field(repr=False)
    sources: Mapping[str, SourceFile] = field(repr=False)

    @property
    def ok(self) -> bool:
        return not any(item.severity == "error" for item in self.diagnostics)

    def to_json(self) -> dict[str, Any]:
        """The object that `lockgate compile --json` prints."""
        return {
            "ok": self.ok,
            "diagnostics": all_to_json(self.diagnostics, self.sources),
            "files": dict(sorted(self.files.items())),
        }

    def __getitem__(self, path: str) -> str:
        return self.files[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)


@frozen(slots=True, kw_only=True)
class FormatResult:
    """The files whose layout differs, with their text in the one layout; files with syntax errors stay as they are."""

    changed: Mapping[str, str] = field(repr=False)
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, SourceFile] = field(repr=False)


@frozen(slots=True, kw_only=True)
class FixResult:
    """The files that fixes changed, with their new text, and what is left to do by hand."""

    changed: Mapping[str, str] = field(repr=False)
    count: int
    left: CheckResult
