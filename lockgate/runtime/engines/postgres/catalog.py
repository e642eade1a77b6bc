"""What the database holds: kinds, makers, columns, and what stands on what."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from lockgate.runtime.engines.postgres.connection import Connection
from lockgate.runtime.names import literal, quote

MARK = "Built by lockgate"
"""How the comment of everything begins that lockgate has made: it goes with the object through renames and dumps."""
PUBLIC = "public"
"""Where names of one part lie."""

_KINDS = {"r": "table", "p": "table", "f": "foreign table", "v": "view", "m": "materialized view"}


@frozen(slots=True)
class Name:
    """A table or view by its schema and name."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{quote(self.schema)}.{quote(self.name)}"


@frozen(slots=True)
class Found:
    """Something that bears a name: what it is, and whether lockgate has made it."""

    oid: int
    kind: str
    ours: bool


def named(schema: str, name: str) -> Name:
    """A dataset's name, where names of one part lie in `public`."""
    return Name(schema or PUBLIC, name)


def find(connection: Connection, name: Name) -> Found | None:
    """What bears this very name."""
    row = connection.execute(
        "SELECT c.oid, c.relkind::text, coalesce(obj_description(c.oid, 'pg_class'), '') FROM pg_class AS c"
        " JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = %s AND c.relname = %s",
        (name.schema, name.name),
    ).fetchone()
    if row is None:
        return None
    return Found(int(row[0]), _KINDS.get(row[1], "object"), str(row[2]).startswith(MARK))


def columns(connection: Connection, oid: int) -> list[tuple[Any, ...]]:
    """Names and types of a table's or view's columns, in order."""
    return connection.execute(
        "SELECT attname, atttypid, atttypmod, attcollation FROM pg_attribute"
        " WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        (oid,),
    ).fetchall()


def views_upon(connection: Connection, oid: int) -> list[tuple[int, Name]]:
    """The views that lockgate has made and that read this object, through others too; outermost first."""
    rows = connection.execute(
        "WITH RECURSIVE upon AS ("
        " SELECT r.ev_class AS oid, 1 AS depth FROM pg_depend AS d JOIN pg_rewrite AS r ON r.oid = d.objid"
        " WHERE d.refobjid = %s AND d.classid = 'pg_rewrite'::regclass AND r.ev_class <> d.refobjid"
        " UNION SELECT r.ev_class, u.depth + 1 FROM upon AS u JOIN pg_depend AS d ON d.refobjid = u.oid"
        " JOIN pg_rewrite AS r ON r.oid = d.objid"
        " WHERE d.classid = 'pg_rewrite'::regclass AND r.ev_class <> d.refobjid AND u.depth < 500"
        ") SELECT u.oid, n.nspname, c.relname, max(u.depth) FROM upon AS u JOIN pg_class AS c ON c.oid = u.oid"
        " JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind = 'v'"
        " AND starts_with(obj_description(c.oid, 'pg_class'), %s)"
        " GROUP BY u.oid, n.nspname, c.relname ORDER BY 4 DESC, 2, 3",
        (oid, MARK),
    ).fetchall()
    return [(int(row[0]), Name(str(row[1]), str(row[2]))) for row in rows]


def grants(connection: Connection, oid: int) -> list[tuple[str, str, bool]]:
    """(role or PUBLIC, privilege, may grant it on) of everybody but the owner."""
    rows = connection.execute(
        "SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,"
        " a.privilege_type, a.is_grantable FROM pg_class AS c, aclexplode(c.relacl) AS a"
        " WHERE c.oid = %s AND a.grantee <> c.relowner ORDER BY 1, 2",
        (oid,),
    ).fetchall()
    return [(str(role), str(privilege), bool(on)) for role, privilege, on in rows]


def ensure_schema(connection: Connection, schema: str) -> None:
    """Make a schema that is not there; who may not make one can still build into one that is."""
    if not connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,)).fetchone():
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quote(schema)}".encode())


def mark(connection: Connection, name: Name, kind: str, what: str = "") -> None:
    """Say on an object that lockgate has made it."""
    text = literal(f"{MARK}{': ' if what else ''}{what}")
    connection.execute(f"COMMENT ON {kind.upper()} {name} IS {text}".encode())
