"""Starts a Spark, or connects to one; its settings reach it by a private file, never as arguments of a process."""

from __future__ import annotations

import os
import socket
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of releases of packages that are not used here
    from pyspark.sql import SparkSession

from lockgate.runtime.engines.protocol import Refused

_PORT = 15002
_PATIENCE = 15.0

MEANING = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.caseSensitive": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
}
"""What the meaning of queries rests on; no option of a project changes it."""


def session(settings: Mapping[str, Any]) -> SparkSession:
    """A session on the master or server that the settings name."""
    options = {str(name): str(value) for name, value in settings["options"]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _remote(settings["remote"], options) if settings["remote"] else _local(settings, options)


def _remote(address: str, options: Mapping[str, str]) -> SparkSession:
    _reach(address)
    made: SparkSession = SparkSession.builder.remote(address).create()
    for name, value in {**options, **MEANING}.items():
        made.conf.set(name, value)
    return made


def _reach(address: str) -> None:
    """Raises Refused where nobody listens: the client would try again for minutes."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or _PORT
    try:
        socket.create_connection((host, port), timeout=_PATIENCE).close()
    except OSError as error:
        raise Refused(
            f"no Spark Connect server answers at {host}:{port}: {error.strerror or error}"
        ) from None


def _local(settings: Mapping[str, Any], options: Mapping[str, str]) -> SparkSession:
    temp, master = Path(settings["temp"]), settings["master"]
    # A catalogue that stays has to lie where it stays.
    home = (
        temp
        if options.get("spark.sql.catalogImplementation", "in-memory") == "in-memory"
        else settings["database"]
    )
    own = {
        "spark.app.name": "lockgate",
        "spark.driver.memory": f"{max(512, int(settings['memory_mib']) * 2 // 3)}m",
        "spark.driver.extraJavaOptions": f"-Duser.timezone=UTC -Dderby.system.home={home}",
        "spark.local.dir": str(temp),
        "spark.log.level": "ERROR",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.shuffle.partitions": str(2 * int(settings["threads"])),
        "spark.sql.warehouse.dir": f"{home}/warehouse",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    if master.startswith("local"):
        own |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    file = temp / "spark.properties"
    file.touch(mode=0o600)
    whole = {**own, **options, **MEANING, "spark.master": master}
    file.write_text(
        "".join(f"{_escaped(name)}={_escaped(value)}\n" for name, value in whole.items()), "ascii"
    )
    os.environ["PYSPARK_SUBMIT_ARGS"] = f"--properties-file {file} pyspark-shell"
    made: SparkSession = SparkSession.builder.getOrCreate()
    return made


def _escaped(text: str) -> str:
    """A key or value of a properties file."""
    return "".join(
        char if char.isascii() and (char.isalnum() or char in "._-/,*[]") else _unicode(char) for char in text
    )


def _unicode(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
