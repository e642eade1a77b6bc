"""Read `lockgate.toml`: every setting is checked, and an unknown one is a mistake, never passed over."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import define, field

from lockgate.diagnostics import Diagnostic, Edit, Fix, InvalidProject
from lockgate.diagnostics.suggest import nearest
from lockgate.project.config import Config, Environment, Limits, SourceOverride
from lockgate.project.places import place_of, place_of_error
from lockgate.source import SourceFile

ENGINES = ("duckdb", "postgres", "spark")
ENVIRONMENT = ("database", "engine", "master", "options", "remote", "sources", "spark", "url")
"""What an environment can say. `spark` is another name for `options`."""
FORMATS = ("csv", "json", "parquet", "postgres", "table")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
VARIABLE = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}")
PASSWORD = re.compile(r"//[^/@\s]*:([^/@\s]*)@|(?:password|secret|token)=([^\s&;]*)", re.IGNORECASE)
SECRET_NAME = re.compile(r"password|secret|token|credential", re.IGNORECASE)
SIZE = re.compile(r"(\d{1,9})\s*(MiB|GiB|MB|GB)\Z")
LARGEST = 1_000_000_000


def read_config(source: SourceFile) -> tuple[Config, tuple[Diagnostic, ...]]:
    """The settings and what is wrong with them; a wrong setting keeps its default."""
    try:
        data = tomllib.loads(source.text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        span = place_of_error(source, str(error))
        deep = isinstance(error, RecursionError)
        what = "it is nested too deeply" if deep else re.sub(r"\s*\(at .*\)$", "", str(error))
        return Config(), (InvalidProject(span=span, message=f"this is not valid TOML: {what}"),)
    reader = _Reader(source)
    return reader.config(data), tuple(reader.found)


@define
class _Reader:
    source: SourceFile
    found: list[Diagnostic] = field(factory=list)

    def config(self, data: Mapping[str, Any]) -> Config:
        self.known(data, (), ("default_env", "env", "project", "runtime"))
        project = self.table(data, ("project",))
        self.known(project, ("project",), ("default_env", "name", "trusted"))
        tables = self.table(data, ("env",))
        environments = tuple(
            self.environment(name, self.table(tables, ("env", name))) for name in sorted(tables)
        )
        at: tuple[str, ...] = ("default_env",) if "default_env" in data else ("project", "default_env")
        default = self.text(data if "default_env" in data else project, at)
        if default is not None and default not in {item.name for item in environments}:
            self.wrong(at, f"there is no environment `{default}`", [item.name for item in environments])
            default = None
        return Config(
            name=self.text(project, ("project", "name")) or "project",
            trusted=self.folders(project, ("project", "trusted")),
            environments=environments,
            default_env=default,
            limits=self.limits(self.table(data, ("runtime",))),
        )

    def environment(self, name: str, data: Mapping[str, Any]) -> Environment:
        at = ("env", name)
        if not NAME.match(name):
            self.wrong(at, "an environment's name is made of letters, digits, `_` and `-`")
        self.known(data, at, ENVIRONMENT)
        engine = self.text(data, (*at, "engine")) or "duckdb"
        if engine not in ENGINES:
            self.wrong((*at, "engine"), f"there is no engine `{engine}`", ENGINES)
            engine = "duckdb"
        sources = self.table(data, (*at, "sources"))
        master, remote = self.text(data, (*at, "master")), self.address(data, (*at, "remote"))
        if master is not None and remote is not None:
            self.wrong((*at, "remote"), "an environment has a `master` or a `remote`, not both")
        options = {
            name: value
            for setting in ("spark", "options")
            for name, value in self.options(data, (*at, setting))
        }
        return Environment(
            name=name,
            engine=engine,
            database=self.text(data, (*at, "database")),
            url=self.address(data, (*at, "url")),
            master=master,
            remote=remote,
            options=tuple(sorted(options.items())),
            sources=tuple(
                self.override(source, (*at, "sources", source), self.table(sources, (*at, "sources", source)))
                for source in sorted(sources)
            ),
        )

    def override(self, name: str, at: tuple[str, ...], data: Mapping[str, Any]) -> SourceOverride:
        self.known(data, at, ("location", "read"))
        read = self.text(data, (*at, "read"))
        if read is not None and read not in FORMATS:
            self.wrong((*at, "read"), f"there is no format `{read}`", FORMATS)
            read = None
        return SourceOverride(name, read, self.text(data, (*at, "location")))

    def limits(self, data: Mapping[str, Any]) -> Limits:
        self.known(data, ("runtime",), ("cpu", "memory", "wall"))
        return Limits(
            memory=self.memory(data, ("runtime", "memory")),
            cpu=self.number(data, ("runtime", "cpu")),
            wall=self.number(data, ("runtime", "wall")),
        )

    def options(self, data: Mapping[str, Any], at: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        options = []
        for name, value in sorted(self.table(data, at).items()):
            if not isinstance(value, str | int | float):
                self.wrong((*at, name), "an option is a string, a number, true or false")
            elif SECRET_NAME.search(name) and VARIABLE.sub("", str(value)):
                self.wrong((*at, name), "a secret stands here as plain text", help="write it as ${VARIABLE}")
            else:
                options.append((name, str(value).lower() if isinstance(value, bool) else str(value)))
        return tuple(options)

    # -- values

    def table(self, data: Mapping[str, Any], at: tuple[str, ...]) -> Mapping[str, Any]:
        """The table at the path `at`; `data` is the table around it."""
        value = data.get(at[-1], {})
        if isinstance(value, dict):
            return value
        self.wrong(at, f"`{at[-1]}` is a table: [{'.'.join(at)}]")
        return {}

    def text(self, data: Mapping[str, Any], at: tuple[str, ...]) -> str | None:
        value = data.get(at[-1])
        if value is None or (isinstance(value, str) and value.strip() and "\0" not in value):
            return value
        self.wrong(at, f"`{at[-1]}` is a string that is not empty")
        return None

    def address(self, data: Mapping[str, Any], at: tuple[str, ...]) -> str | None:
        """A text in which no secret may stand."""
        value = self.text(data, at)
        for secret in PASSWORD.finditer(value or ""):
            if VARIABLE.sub("", secret[1] or secret[2] or ""):
                self.wrong(at, "a secret stands here as plain text", help="write it as ${VARIABLE}")
        return value

    def number(self, data: Mapping[str, Any], at: tuple[str, ...]) -> int | None:
        value = data.get(at[-1])
        if value is None or (type(value) is int and 0 < value <= LARGEST):
            return value
        self.wrong(at, f"`{at[-1]}` is a whole number of seconds above 0")
        return None

    def memory(self, data: Mapping[str, Any], at: tuple[str, ...]) -> int | None:
        value = data.get(at[-1])
        if value is None or (type(value) is int and 0 < value <= LARGEST):
            return value
        size = SIZE.match(value) if isinstance(value, str) else None
        if size and 0 < int(size[1]) <= LARGEST:
            return int(size[1]) * (1024 if size[2][0] == "G" else 1)
        self.wrong(at, "`memory` is a number of MiB, or a text such as '4 GiB'")
        return None

    def folders(self, data: Mapping[str, Any], at: tuple[str, ...]) -> tuple[str, ...]:
        value = data.get(at[-1], [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            self.wrong(at, "`trusted` is a list of folders of the project")
            return ()
        folders = []
        for folder in value:
            parts = folder.replace("\\", "/").rstrip("/").removeprefix("./").split("/")
            if folder.startswith("/") or ".." in parts or "" in parts:
                self.wrong(at, f"`{folder}` is not a folder below the project")
                # A list with a mistake must never come to mean "every file is trusted".
                folders.append("\0")
            else:
                folders.append("/".join(parts) + "/")
        return tuple(sorted(set(folders)))

    # -- mistakes

    def known(self, data: Mapping[str, Any], at: tuple[str, ...], names: Iterable[str]) -> None:
        expected = tuple(names)
        for name in sorted(set(data) - set(expected)):
            self.wrong((*at, name), f"there is no setting `{name}` here", expected, rename=True)

    def wrong(
        self,
        at: tuple[str, ...],
        message: str,
        expected: Iterable[str] = (),
        help: str = "",
        rename: bool = False,
    ) -> None:
        span = place_of(self.source, at)
        names = tuple(expected)
        near = nearest(at[-1], names, 1) if rename else ()
        fixes: tuple[Fix, ...] = ()
        if near and self.source.text[span.start : span.end] == at[-1]:
            fixes = (Fix(f"use `{near[0]}`", (Edit(span, near[0]),), "unsafe"),)
        hint = f"did you mean `{near[0]}`?" if near else (f"there are: {', '.join(names)}" if names else "")
        expect = (*near, *(name for name in names if name not in near))
        self.found.append(
            InvalidProject(span=span, message=message, help=help or hint, expected=expect, fixes=fixes)
        )
