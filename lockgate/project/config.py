"""The settings of a project, as values."""

from __future__ import annotations

from attrs import frozen


@frozen(slots=True)
class Limits:
    """What a run may use at most: memory in MiB, processor and wall time in seconds; None: the runtime's default."""

    memory: int | None = None
    cpu: int | None = None
    wall: int | None = None


@frozen(slots=True)
class SourceOverride:
    """Where a source lies in one environment; what is None stays as declared."""

    source: str
    read: str | None = None
    location: str | None = None


@frozen(slots=True)
class Environment:
    """One place where the project runs.

    `url`, `remote` and the options may hold `${VARIABLE}`s, which are filled in when a run begins.
    """

    name: str
    engine: str = "duckdb"
    database: str | None = None
    """DuckDB's file, or the folder of Spark's tables, below the project."""
    url: str | None = None
    """PostgreSQL's address."""
    master: str | None = None
    """Of a Spark that the run starts."""
    remote: str | None = None
    """The address of a Spark Connect server."""
    options: tuple[tuple[str, str], ...] = ()
    """Spark's."""
    sources: tuple[SourceOverride, ...] = ()


@frozen(slots=True)
class Config:
    """`lockgate.toml`. Without trusted folders, every file of the project is trusted."""

    name: str = "project"
    trusted: tuple[str, ...] = ()
    environments: tuple[Environment, ...] = ()
    default_env: str | None = None
    limits: Limits = Limits()

    def environment(self, name: str | None = None) -> Environment | None:
        """The environment of that name, else the default one, else the only one, else an empty one; None if unknown."""
        wanted = name or self.default_env
        if wanted is None:
            return self.environments[0] if len(self.environments) == 1 else Environment("default")
        return next((item for item in self.environments if item.name == wanted), None)

    def trusts(self, path: str) -> bool:
        """Whether the file at this path (relative, with `/`) may hold policies and waivers."""
        return not self.trusted or any(path.startswith(folder) for folder in self.trusted)
