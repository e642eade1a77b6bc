"""Connects to PostgreSQL and sets what a run relies on; secrets stay in this process and out of every message."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote as percent

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from lockgate.runtime.engines.postgres.values import register
from lockgate.runtime.engines.protocol import Refused

Connection = psycopg.Connection[tuple[Any, ...]]
LOCK = 0x6C6F636B67617465
"""The number of the advisory lock that a run holds, so that two runs never build into one database at once."""

_SETTINGS = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "standard_conforming_strings": "on",
    "transform_null_equals": "off",
    "extra_float_digits": "1",
    # Names are quoted and have their schema; functions and types are the system's own, never somebody's.
    "search_path": "pg_catalog",
    "idle_in_transaction_session_timeout": "0",
    "application_name": "lockgate",
}
_WISHES = {
    # A run that was killed in the midst of a statement must not hold its locks until that has ended.
    "client_connection_check_interval": "500",
    "lc_messages": "C",
}


def connect(settings: Mapping[str, Any]) -> Connection:
    """A connection in autocommit mode with the session's settings; holds the lock unless it only reads."""
    given = conninfo_to_dict(settings["url"])
    given.setdefault("connect_timeout", "15")
    connection = psycopg.connect(make_conninfo("", **given), autocommit=True, prepare_threshold=None)
    try:
        register(connection)
        timeout = str(max(1, int(float(settings["step_seconds"]) * 1000)))
        for name, value in {**_SETTINGS, "statement_timeout": timeout}.items():
            connection.execute("SELECT pg_catalog.set_config(%s, %s, false)", (name, value))
        for name, value in _WISHES.items():
            # Not every server has them, nor lets everybody set them.
            with contextlib.suppress(psycopg.Error):
                connection.execute("SELECT set_config(%s, %s, false)", (name, value))
        if settings["read_only"]:
            return connection
        locked = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
        if not locked or not locked[0]:
            raise Refused("another run holds the lock of this database; wait until it has ended")
    except BaseException:
        connection.close()
        raise
    return connection


def secrets(settings: Mapping[str, Any]) -> list[str]:
    """Every spelling of what no message may show, the longest first."""
    found = set(settings["secrets"])
    with contextlib.suppress(psycopg.Error):
        given = conninfo_to_dict(settings["url"])
        found.update(str(given[name]) for name in ("password", "sslpassword") if given.get(name))
    found.update([percent(item, safe="") for item in found])
    return sorted((item for item in found if item), key=lambda item: (-len(item), item))
