"""Opens DuckDB and shuts it in: named folders and nothing else, no extensions, no changes of settings.

The order matters: folders first, then no external access, then no configuration. From there on
SQL of any kind reaches only the folders and the database that were named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from lockgate.runtime.names import literal, quote

CATALOG = "__lockgate_db"


def connect(
    database: str | None,
    *,
    read_only: bool,
    directories: Sequence[str],
    paths: Sequence[str],
    temp: str,
    memory_mib: int,
    threads: int,
    temp_mib: int,
) -> duckdb.DuckDBPyConnection:
    """A connection that cannot be widened again. `directories` and `paths` are real, absolute paths."""
    config: Mapping[str, Any] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "allow_unsigned_extensions": False,
        "allow_persistent_secrets": False,
        "python_enable_replacements": False,
    }
    connection = duckdb.connect(":memory:", config=dict(config))
    # Under a name of our own: a file `shop.duckdb` would else be a catalog that hides a schema `shop`.
    mode = " (READ_ONLY)" if read_only else ""
    connection.execute(f"ATTACH {literal(database or ':memory:')} AS {quote(CATALOG)}{mode}")
    connection.execute(f"USE {quote(CATALOG)}")
    connection.execute("DETACH memory")
    settings = {
        "TimeZone": literal("UTC"),
        "Calendar": literal("gregorian"),
        "temp_directory": literal(temp),
        "home_directory": literal(temp),
        "secret_directory": literal(temp),
        # INSTALL asks the network even without external access, unless it may not touch its own folder.
        "extension_directory": literal(temp + "-none"),
        "custom_extension_repository": literal(temp + "-none"),
        "autoinstall_extension_repository": literal(temp + "-none"),
        "memory_limit": literal(f"{memory_mib}MiB"),
        "max_temp_directory_size": literal(f"{temp_mib}MiB"),
        "threads": str(threads),
        "enable_logging": "false",
        "allowed_directories": _list([item.rstrip("/") + "/" for item in directories]),
        "allowed_paths": _list(paths),
        "enable_external_access": "false",
        "lock_configuration": "true",
    }
    for name, value in settings.items():
        connection.execute(f"SET {name} = {value}")
    return connection


def _list(items: Sequence[str]) -> str:
    return "[" + ", ".join(literal(item) for item in items) + "]"
