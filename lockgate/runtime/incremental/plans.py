"""What a run does to keep a stored table up to date, as plain data: the texts of its queries and where they go.

Tables beside the model lie in the private schema under names of their own.
"""

from __future__ import annotations

from attrs import frozen


@frozen(slots=True)
class Watched:
    """A driving source, with the query of its newest cursor, and the column and type that hold it for the next run."""

    dataset: str
    newest: str
    column: str
    type: str


@frozen(slots=True)
class SeenPlan:
    """What each row of a source was last counted for: the table, its key columns, and how it is filled."""

    table: str
    columns: tuple[str, ...]
    whole: str
    changed_table: str
    changed: str
    fresh_table: str
    fresh: str


@frozen(slots=True)
class RefreshPlan:
    """How an incremental model is brought up to date."""

    digest: str
    """Of everything that decides what the table holds but its inputs: another one, and it is built whole."""
    run: str
    """The instant of this run, by which what belongs together is known."""
    watched: tuple[Watched, ...]
    inputs: tuple[tuple[str, str], ...]
    """Every other dataset that is read, with the query of its rows: another content, and the table is built whole."""
    since_table: str
    keys_table: str
    keys: str
    columns: tuple[tuple[str, str], ...]
    """Columns of the model, each with its column among the keys."""
    rows_table: str
    rows: str
    seen: tuple[SeenPlan, ...]


@frozen(slots=True)
class SnapshotPlan:
    """How a snapshot takes up what its query gives now."""

    run: str
    """The instant of this run, from which on what has changed is so."""
    table: tuple[str, ...]
    """Its parts, as the engine calls them."""
    key: tuple[str, ...]
    compared: tuple[str, ...]
    """The other columns of the query."""
    columns: tuple[str, ...]
    """All columns of the table."""
    now_table: str
    """In the private schema."""
    empty: str
    """A query with the columns that the table must have."""
