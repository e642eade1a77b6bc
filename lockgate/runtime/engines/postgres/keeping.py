"""Keeping a table of PostgreSQL up to date: tables beside it, an exchange of rows, and what a table remembers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lockgate.runtime.engines.postgres import catalog, reading
from lockgate.runtime.engines.postgres.catalog import MARK, Name, named
from lockgate.runtime.engines.postgres.connection import Connection
from lockgate.runtime.engines.protocol import TOO_EARLY, Refused
from lockgate.runtime.names import PRIVATE_SCHEMA, literal, quote

Table = Sequence[str]
"""Schema and name."""
_SOME = {
    "bigint": "0",
    "boolean": "false",
    "date": "date '2000-01-01'",
    "double precision": "0",
    "integer": "0",
    "numeric": "0",
    "text": "''",
    "timestamp with time zone": "timestamptz '2000-01-01'",
    "timestamp without time zone": "timestamp '2000-01-01'",
}
"""A value of each type, to stand where NULL does."""
_WITHOUT_EQUALITY = ("json", "json[]", "xml", "point")


def values(connection: Connection, query: str) -> list[str | None]:
    """The first row of a query as texts."""
    names = [quote(name) for name, _, _ in reading.columns(connection, query)]
    listed = ", ".join(f"r.{name}::text" for name in names)
    body = reading.one_query(connection, query)
    row = connection.execute(f"SELECT {listed} FROM {body} AS r LIMIT 1".encode()).fetchone()
    return [None if item is None else str(item) for item in row or ()]


def fingerprint(connection: Connection, query: str) -> str:
    """A text that differs where the rows do, in whatever order they come."""
    row = _row([name for name, _, _ in reading.columns(connection, query)])
    body = reading.one_query(connection, query)
    found = connection.execute(
        f"SELECT count(*)::text, coalesce(sum(hashtextextended({row}::text, 0)::numeric), 0)::text,"
        f" coalesce(sum(hashtextextended({row}::text, 1)::numeric), 0)::text FROM {body} AS {row}".encode()
    ).fetchone()
    return " ".join(str(item) for item in found or ())


def _row(columns: Sequence[str]) -> str:
    """What rows can be called so that no column is."""
    name = "r"
    while name in columns:
        name += "_"
    return name


def recall(connection: Connection, table: Table) -> str | None:
    """What was last remembered with a table."""
    found = catalog.find(connection, named(*table))
    if found is None or not found.ours or found.kind != "table":
        return None
    row = connection.execute("SELECT obj_description(%s, 'pg_class')", (found.oid,)).fetchone()
    _, _, state = str(row[0] if row else "").partition("\n")
    return state or None


def remember(connection: Connection, name: Name, state: str) -> None:
    """Keep a text with a table, in the transaction that is open."""
    text = literal(f"{MARK}: {name.schema}.{name.name}\n{state}")
    connection.execute(f"COMMENT ON TABLE {name} IS {text}".encode())


def exchange(
    connection: Connection, table: Name, keys: Name, on: Sequence[Sequence[str]], rows: Name
) -> bool:
    """Put `rows` in the place of the rows whose columns are among the keys; False where they are the same rows."""
    kinds = dict(_kinds(connection, table))
    matched = " AND ".join(f"({_same(connection, keys, a, b, kinds)})" for a, b in on)
    touched = f"EXISTS (SELECT 1 FROM {keys} AS k WHERE {matched})"
    names = [str(item[0]) for item in _columns(connection, rows)]
    columns, row = ", ".join(map(quote, names)), _row(names)
    # By their texts, for not every type has equality.
    before = f"SELECT {row}::text FROM (SELECT {columns} FROM {table} AS t WHERE {touched}) AS {row}"
    after = f"SELECT {row}::text FROM (SELECT {columns} FROM {rows}) AS {row}"
    found = connection.execute(
        f"SELECT 1 FROM (({before} EXCEPT ALL {after}) UNION ALL ({after} EXCEPT ALL {before})) AS d LIMIT 1".encode()
    ).fetchone()
    if found is None:
        return False
    connection.execute(f"DELETE FROM {table} AS t WHERE {touched}".encode())
    connection.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {rows}".encode())
    return True


def history(
    connection: Connection, table: Name, now: Name, key: Sequence[str], compared: Sequence[str], run: str
) -> dict[str, int]:
    """Close the current rows that `now` does not have so, from the instant on, and add those that it has anew."""
    kinds = dict(_kinds(connection, now))
    same = " AND ".join(
        [f"t.{quote(name)} = n.{quote(name)}" for name in key]
        + [
            f"t.{quote(name)}{cast} IS NOT DISTINCT FROM n.{quote(name)}{cast}"
            for name in compared
            for cast in ("::text" if kinds[name] in _WITHOUT_EQUALITY else "",)
        ]
    )
    gone = f"t.is_current AND NOT EXISTS (SELECT 1 FROM {now} AS n WHERE {same})"
    new = f"NOT EXISTS (SELECT 1 FROM {table} AS t WHERE t.is_current AND {same})"
    instant = f"{literal(run)}::timestamptz"
    found = connection.execute(
        (
            f"SELECT (SELECT count(*) FROM {table} AS t WHERE {gone}), (SELECT count(*) FROM {now} AS n WHERE {new}),"
            f" (SELECT count(*) FROM {table} WHERE valid_from >= {instant} OR valid_to >= {instant})"
        ).encode()
    ).fetchone()
    closed, opened, later = (int(item) for item in found or (0, 0, 0))
    if not closed and not opened:
        return {"closed": 0, "opened": 0}
    if later:
        raise Refused(TOO_EARLY)
    connection.execute(
        f"UPDATE {table} AS t SET valid_to = {instant}, is_current = false WHERE {gone}".encode()
    )
    columns = ", ".join(quote(name) for name in kinds)
    # What is still current now is as it was.
    connection.execute(
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {now} AS n WHERE {new}".encode()
    )
    return {"closed": closed, "opened": opened}


def private(table: Table) -> Name:
    """A table that may be made and taken away beside a model; raises Refused for any other."""
    if table[0] != PRIVATE_SCHEMA:
        raise Refused(f"only tables of the schema `{PRIVATE_SCHEMA}` are made beside a model")
    return Name(*table)


def _same(connection: Connection, keys: Name, a: str, b: str, kinds: Mapping[str, str]) -> str:
    """Equal, with NULL as a value, by what can be hashed where there is such."""
    one, other = f"t.{quote(a)}", f"k.{quote(b)}"
    row = connection.execute(f"SELECT 1 FROM {keys} WHERE {quote(b)} IS NULL LIMIT 1".encode()).fetchone()
    if row is None:
        return f"{one} = {other}"
    some = _SOME.get(kinds[a])
    if some is None:
        return f"{one} IS NOT DISTINCT FROM {other}"
    filled = f"coalesce({one}, {some}) = coalesce({other}, {some})"
    return f"{filled} AND ({one} IS NULL) = ({other} IS NULL)"


def _columns(connection: Connection, name: Name) -> Sequence[Sequence[object]]:
    found = catalog.find(connection, name)
    assert found is not None
    return catalog.columns(connection, found.oid)


def _kinds(connection: Connection, name: Name) -> list[tuple[str, str]]:
    found = catalog.find(connection, name)
    assert found is not None
    rows = connection.execute(
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
        " WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        (found.oid,),
    ).fetchall()
    return [(str(column), str(kind)) for column, kind in rows]
