"""Where a run builds: which engine, and how it is reached. Only a run's own process sees the secrets in it."""

from __future__ import annotations

from pathlib import Path

from attrs import field, frozen


@frozen(slots=True, kw_only=True)
class Place:
    """An engine by name with what it needs. Whatever can hold a secret is left out of `repr`."""

    engine: str = "duckdb"
    database: Path | None = None
    """DuckDB's file, or the folder of a local Spark's tables. None: one that is thrown away."""
    url: str = field(default="", repr=False)
    """PostgreSQL's address, variables filled in."""
    master: str = ""
    """Of a Spark that this run starts."""
    remote: str = field(default="", repr=False)
    """The address of a Spark Connect server, variables filled in."""
    options: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Of Spark, variables filled in."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """Texts that no message may show."""

    @property
    def keeps_folders(self) -> bool:
        """A Spark whose catalogue forgets, so that what is published is folders and links."""
        catalogue = dict(self.options).get("spark.sql.catalogImplementation", "in-memory")
        return self.engine == "spark" and not self.remote and catalogue == "in-memory"

    @property
    def shares_files(self) -> bool:
        """The engine's processes run on this machine, so that a file written here can be read there."""
        return self.engine != "spark" or (not self.remote and self.master.startswith("local"))
