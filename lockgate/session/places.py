"""Where a run builds: an environment's settings with the variables filled in, and what the engine needs is there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from lockgate.project import Config, Environment
from lockgate.runtime.place import Place
from lockgate.session.errors import UsageError

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_PACKAGES = {"postgres": "psycopg", "spark": "pyspark"}
_TITLES = {"postgres": "PostgreSQL", "spark": "Spark"}
SPARK_FOLDER = ".lockgate/spark"
"""Where a local Spark keeps its tables, below the project."""


def place(
    config: Config,
    where: Environment,
    engine: str,
    *,
    root: Path,
    path: Path,
    database: str | Path | None,
    variables: Mapping[str, str],
) -> Place:
    """The place of an environment, on that engine. Raises UsageError for what is missing."""
    if engine == "duckdb":
        return Place(database=_file(config, where, root, path, database))
    if find_spec(_PACKAGES[engine]) is None:
        raise UsageError(f"{_TITLES[engine]} needs a package: pip install 'lockgate[{engine}]'")
    filled = _Filled(where.name, variables)
    if engine == "postgres":
        if database is not None:
            raise UsageError(
                "--database is a file of DuckDB; PostgreSQL's address is the `url` of an environment"
            )
        if where.url is None:
            raise UsageError(_no_url(config, where))
        return Place(engine=engine, url=filled.address(where.url), secrets=filled.secrets)
    if where.remote is not None and find_spec("grpc") is None:
        raise UsageError("Spark Connect needs packages: pip install 'pyspark[connect]'")
    if where.remote is None and not (variables.get("JAVA_HOME") or shutil.which("java")):
        raise UsageError("Spark needs Java 17 or newer: install it, or say in JAVA_HOME where it is")
    options = tuple((name, filled.plain(value)) for name, value in where.options)
    remote = filled.address(where.remote) if where.remote else ""
    folder = None if remote else _folder(where, root, database)
    master = "" if remote else filled.plain(where.master or "local[*]")
    return Place(
        engine=engine, database=folder, master=master, remote=remote, options=options, secrets=filled.secrets
    )


def _file(config: Config, where: Environment, root: Path, path: Path, given: str | Path | None) -> Path:
    """The file that was given, else the environment's below the project, else one named after the project."""
    if given is not None:
        folder = Path(given).absolute().parent
        if not folder.is_dir():
            raise UsageError(f"there is no folder `{folder}` for the database `{Path(given).name}`")
        return Path(given)
    if where.engine == "duckdb" and where.database is not None:
        return root / where.database
    name = path.stem if path.suffix == ".gate" else config.name
    return root / f"{re.sub('[^A-Za-z0-9_-]+', '_', name)}.duckdb"


def _folder(where: Environment, root: Path, given: str | Path | None) -> Path:
    """The folder of Spark's tables: given, else the environment's, else one below the project."""
    if given is not None:
        return Path(given).absolute()
    return root / ((where.database if where.engine == "spark" else None) or SPARK_FOLDER)


def _no_url(config: Config, where: Environment) -> str:
    others = [item.name for item in config.environments if item.engine == "postgres" and item.url]
    if others:
        return f"the environment `{where.name}` has no `url`; `--env {others[0]}` runs on PostgreSQL"
    return (
        "PostgreSQL has no address: write one into lockgate.toml, with the password as a variable:"
        f' [env.{where.name}] url = "postgresql://me:${{PGPASSWORD}}@localhost:5432/shop"'
    )


class _Filled:
    """Texts with their variables filled in; what was filled in is kept as secret."""

    def __init__(self, environment: str, variables: Mapping[str, str]) -> None:
        self._environment = environment
        self._variables = variables
        self._used: dict[str, str] = {}

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values of all variables that were used."""
        return tuple(sorted({value for value in self._used.values() if value}))

    def plain(self, text: str) -> str:
        """Values as they are."""
        return self._fill(text, lambda value: value)

    def address(self, text: str) -> str:
        """Values within an address are written as an address needs them; one that is the whole text is it."""
        if _VARIABLE.fullmatch(text):
            return self.plain(text)
        if "://" in text:
            return self._fill(text, lambda value: quote(value, safe=""))
        return self._fill(text, lambda value: "'" + re.sub(r"(['\\])", r"\\\1", value) + "'")

    def _fill(self, text: str, write: Callable[[str], str]) -> str:
        def value(found: re.Match[str]) -> str:
            name = found[1]
            if name not in self._variables:
                raise UsageError(
                    f"the variable {name} is not set, which [env.{self._environment}] of lockgate.toml names"
                )
            self._used[name] = self._variables[name]
            return write(self._variables[name])

        return _VARIABLE.sub(value, text)
