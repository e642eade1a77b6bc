"""Puts what was built in the place of what bore its name, within the transaction that is open.

A table keeps its identity while its columns are the same: grants, indexes and the views of others stay.
Otherwise it is replaced, with its grants, and views of lockgate's own that read it are made again. What
others have built upon it is never dropped: then nothing is published, and the message says what stands there.
"""

from __future__ import annotations

import psycopg

from lockgate.runtime.engines.postgres import catalog
from lockgate.runtime.engines.postgres.catalog import Found, Name
from lockgate.runtime.engines.postgres.connection import Connection
from lockgate.runtime.engines.protocol import Refused
from lockgate.runtime.names import literal, quote


def refuse_others(found: Found | None) -> None:
    """Raises Refused for something that lockgate has not made."""
    if found is not None and not found.ours:
        raise Refused(
            f"the database already has a {found.kind} of this name, which lockgate has not made and leaves alone"
        )


def put(connection: Connection, staged: Name, target: Name, kind: str) -> None:
    """Give the staged table or view the target's name, in place of what has it."""
    there = catalog.find(connection, target)
    refuse_others(there)
    made = catalog.find(connection, staged)
    assert made is not None
    catalog.ensure_schema(connection, target.schema)
    same = there is not None and there.kind == kind and _same_columns(connection, there, made)
    if same and kind == "table":
        _run(connection, f"TRUNCATE {target}")
        _run(connection, f"INSERT INTO {target} SELECT * FROM {staged}")
        _run(connection, f"ANALYZE {target}")
        _run(connection, f"DROP TABLE {staged}")
        return
    if same:
        _run(connection, f"CREATE OR REPLACE VIEW {target} AS {_definition(connection, made.oid)}")
        _run(connection, f"DROP VIEW {staged}")
        return
    upon: list[_View] = []
    granted: list[str] = []
    if there is not None:
        upon = [_View.of(connection, oid, name) for oid, name in catalog.views_upon(connection, there.oid)]
        granted = _grants(connection, there.oid, target)
        _drop(connection, there, target, upon)
    _run(connection, f"ALTER {kind.upper()} {staged} SET SCHEMA {quote(target.schema)}")
    _run(
        connection, f"ALTER {kind.upper()} {Name(target.schema, staged.name)} RENAME TO {quote(target.name)}"
    )
    for statement in granted:
        _run(connection, statement)
    for view in reversed(upon):
        view.restore(connection)


class _View:
    """A view that has to make way and comes back."""

    def __init__(self, name: Name, definition: str, comment: str, grants: list[str]) -> None:
        self.name = name
        self.statements = [
            f"CREATE VIEW {name} AS {definition}",
            f"COMMENT ON VIEW {name} IS {literal(comment)}",
            *grants,
        ]

    @staticmethod
    def of(connection: Connection, oid: int, name: Name) -> _View:
        row = connection.execute("SELECT obj_description(%s, 'pg_class')", (oid,)).fetchone()
        comment = str(row[0]) if row else catalog.MARK
        return _View(name, _definition(connection, oid), comment, _grants(connection, oid, name))

    def restore(self, connection: Connection) -> None:
        """Make it again. A view of a column that is gone stays away: this run or the next builds its model."""
        try:
            with connection.transaction():
                for statement in self.statements:
                    _run(connection, statement)
        except psycopg.ProgrammingError:
            return


def _drop(connection: Connection, there: Found, target: Name, upon: list[_View]) -> None:
    try:
        for view in upon:
            _run(connection, f"DROP VIEW {view.name}")
        _run(connection, f"DROP {there.kind.upper()} {target}")
    except psycopg.errors.DependentObjectsStillExist as error:
        detail = " ".join((error.diag.message_detail or "something depends on it").split())
        raise Refused(
            f"its columns have changed, and what others have built upon it stands in the way: {detail}"
        ) from None


def _same_columns(connection: Connection, left: Found, right: Found) -> bool:
    return catalog.columns(connection, left.oid) == catalog.columns(connection, right.oid)


def _definition(connection: Connection, oid: int) -> str:
    row = connection.execute("SELECT pg_get_viewdef(%s::oid)", (oid,)).fetchone()
    assert row is not None
    return str(row[0]).rstrip().rstrip(";")


def _grants(connection: Connection, oid: int, name: Name) -> list[str]:
    return [
        f"GRANT {privilege} ON {name} TO {role}" + (" WITH GRANT OPTION" if on else "")
        for role, privilege, on in catalog.grants(connection, oid)
    ]


def _run(connection: Connection, sql: str) -> None:
    connection.execute(sql.encode())
