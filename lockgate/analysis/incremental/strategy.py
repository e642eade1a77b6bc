"""How an incremental model is kept what a full rebuild would give, or why it cannot be.

The strategy rests on what the sources promise. `materialize incremental cursor updated_at lookback '3 days'` says of
each source that the cursor comes from: every row that is new or has changed since a run of the model bears a cursor
no older than the newest one which that run has seen, less the look-back; and no row, as its declared key tells
rows apart, disappears. Everything else is proven here, or looked at by each run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from lockgate.analysis.facts import facts
from lockgate.analysis.graph import build_order, scanned
from lockgate.analysis.incremental.branches import Branch, branches
from lockgate.analysis.incremental.cursor import Traced, trace
from lockgate.analysis.incremental.expand import expanded
from lockgate.analysis.incremental.groups import Groups, groups
from lockgate.ir import functions
from lockgate.ir.expr import Call, Expr, Parameter
from lockgate.ir.program import Model, Program, Source
from lockgate.ir.rel import Project, Rel, Scan
from lockgate.ir.traverse import columns_of, expressions, substitute, walk, walk_expr
from lockgate.ir.types import DATE, INTERVAL, JSON, TIMESTAMP, TIMESTAMPTZ, Decimal, Primitive
from lockgate.source import Span

MISSING, CURSOR, CLOCK, STORED, SOURCE, KEYS, APART, VOLATILE = (
    "missing",
    "cursor",
    "clock",
    "stored",
    "source",
    "keys",
    "apart",
    "volatile",
)
"""Kinds of reasons."""


@frozen
class Unsafe:
    """Why no strategy keeps a model equal to its full rebuild."""

    kind: str
    reason: str
    help: str
    place: Span | None = None
    what: str = ""
    """What stands at the place."""


@frozen(eq=False)
class Driving:
    """A source whose changes are found by a cursor."""

    source: Source
    cursor: str
    key: tuple[str, ...]


@frozen(eq=False)
class Part:
    """A branch of the query, with what the strategy's columns are in it."""

    branch: Branch
    driving: Driving
    values: tuple[Expr, ...]
    """The columns' values as expressions of the branch's columns."""
    settled: tuple[Expr, ...] | None
    """The same as expressions of the source's key alone, so that they never change for a row; else None."""


@frozen(eq=False)
class Strategy:
    """All rows of the table are replaced that have, in some columns, values that a change touches."""

    kind: str
    """`rows`: a row of the table comes from one row of the source. `keys`: from all that share some values."""
    query: Rel
    """The model's query, with views over the driving sources written out."""
    columns: tuple[str, ...]
    parts: tuple[Part, ...]
    seconds: int
    inputs: tuple[Scan, ...]
    """Everything else that is read: a run that finds one changed builds the whole table."""
    always: str = ""
    """An input that changes with the driving sources, so that nearly every run builds the whole table."""

    @property
    def driving(self) -> tuple[Driving, ...]:
        """The sources with a cursor, each once."""
        return tuple({part.driving.source.name: part.driving for part in self.parts}.values())


def strategy(program: Program, model: Model) -> Strategy | Unsafe:
    """The strategy for an incremental model of the program."""
    how = model.materialization
    problem = _said(model)
    if problem is not None:
        return problem
    assert how.cursor is not None
    whole = expanded(model.query, program, lambda item: True)
    traced = trace(whole, how.cursor) if how.cursor in whole.schema else _read(program, model, how.cursor)
    if traced.clock:
        return Unsafe(
            CLOCK,
            f"the cursor `{how.cursor}` is computed from the time of the run, and tells nothing of the rows",
            "take a column of the source that moves on with every change of a row",
        )
    driving = _driving(program, traced.columns, how.cursor)
    if isinstance(driving, Unsafe):
        return driving
    reads = _readers(program, driving)
    query = expanded(model.query, program, lambda item: item.name in reads)
    problem = _volatile(query) or _clock(query) or _unique(program, model)
    if problem is not None:
        return problem
    found = groups(query, branches(query, driving.keys()))
    chosen = _chosen(query, found, driving, how.keys)
    if isinstance(chosen, Unsafe):
        return chosen
    columns, parts = chosen
    inputs = _inputs(query, driving)
    whole_row = len(parts) == 1 and parts[0].branch.rel is query and parts[0].settled is not None
    return Strategy(
        "rows" if whole_row else "keys",
        query,
        columns,
        parts,
        how.seconds,
        inputs,
        next((item.dataset for item in inputs if item.dataset in reads), ""),
    )


def _read(program: Program, model: Model, cursor: str) -> Traced:
    """Where a cursor comes from that only what the query reads has, the first input that has it."""
    for item in walk(model.query):
        if isinstance(item, Scan) and cursor in item.schema:
            return trace(expanded(item, program, lambda view: True), item.schema[cursor].name)
    return Traced()


def _said(model: Model) -> Unsafe | None:
    """What the statement itself leaves out."""
    how = model.materialization
    missing = [
        word
        for word, given in (
            ("a cursor", how.cursor),
            ("a look-back", how.lookback),
            ("the columns to merge on", how.keys),
        )
        if not given
    ]
    if not missing:
        return None
    listed = " and ".join([", ".join(missing[:-1]), missing[-1]] if len(missing) > 1 else missing)
    return Unsafe(
        MISSING,
        f"an incremental model needs {listed}",
        "write `materialize incremental cursor COLUMN lookback '3 days' merge on (KEY)`: what tells of a change, how"
        " late one may come, and what a row of the table is known by",
    )


def _volatile(query: Rel) -> Unsafe | None:
    for _, expr in _parts(query):
        if isinstance(expr, Call):
            function = functions.lookup(expr.function)
            if function is not None and not function.deterministic:
                return Unsafe(VOLATILE, f"`{expr.function}()` gives another value on each run", "")
    return None


def _clock(query: Rel) -> Unsafe | None:
    for rel, expr in _parts(query):
        if isinstance(expr, Parameter):
            return Unsafe(
                CLOCK,
                f"its rows depend on `{expr.name}`: they change with time, and no row of the source tells of it",
                "store what does not depend on the time of the run, and compute the rest in a view over it",
                expr.span or rel.span,
                "here",
            )
    return None


def _parts(query: Rel) -> Sequence[tuple[Rel, Expr]]:
    return [(rel, item) for rel in walk(query) for expr in expressions(rel) for item in walk_expr(expr)]


def _driving(
    program: Program, columns: Sequence[tuple[str, str]], cursor: str
) -> dict[str, Driving] | Unsafe:
    if not columns:
        return Unsafe(
            CURSOR,
            f"the cursor `{cursor}` comes from no column of a source",
            "take a column of the source that moves on with every change of a row",
        )
    made: dict[str, Driving] = {}
    for dataset, column in columns:
        source = program.datasets.get(dataset.casefold())
        if isinstance(source, Model):
            return Unsafe(
                STORED,
                f"the cursor comes from `{dataset}`, which is stored: rows that have left it tell nothing",
                f"read the source itself, or make `{dataset}` a view",
                source.span,
                f"`{dataset}` is here",
            )
        assert source is not None
        field = source.schema[column]
        if field.type not in (DATE, TIMESTAMP, TIMESTAMPTZ):
            return Unsafe(
                CURSOR,
                f"the cursor comes from `{dataset}.{column}`, a {field.type}: a look-back needs a date or a time",
                "take a column that says when the row last changed",
                _column_place(source, column),
                "the column is here",
            )
        if field.nullable and column not in (source.key or ()):
            return Unsafe(
                CURSOR,
                f"the cursor comes from `{dataset}.{column}`, which may be NULL: such rows would never be seen",
                "take a column that every row has and that moves on with each change, or declare it `not null`",
                _column_place(source, column),
                "the column is here",
            )
        if source.key is None:
            return Unsafe(
                SOURCE,
                f"`{dataset}` declares no key, so a row that has changed cannot be told from a new one",
                f"declare the `key (…)` of `{dataset}`",
                source.span,
                f"`{dataset}` is here",
            )
        known = made.get(dataset)
        if known is not None and known.cursor != column:
            return Unsafe(
                CURSOR,
                f"the cursor comes from two columns of `{dataset}`: `{known.cursor}` and `{column}`",
                "take one column that moves on with every change of a row",
                source.span,
                f"`{dataset}` is here",
            )
        made[dataset] = Driving(source, column, source.key)
    return made


def _column_place(source: Source, column: str) -> Span | None:
    return next((item.span for item in source.columns if item.name == column), source.span)


def _readers(program: Program, driving: Mapping[str, Driving]) -> frozenset[str]:
    """Models that are computed from a driving source, directly or through others."""
    models = {model.name: model for model in program.models}
    found = set(driving)
    for name in build_order(program):
        if any(item in found for item in scanned(models[name].query)):
            found.add(name)
    return frozenset(found - set(driving))


def _unique(program: Program, model: Model) -> Unsafe | None:
    keys = model.materialization.keys
    known = facts(program).of(model.query)
    if known.determines(keys) or (model.key is not None and set(model.key) <= set(keys)):
        return None
    listed = ", ".join(keys)
    sets = [item for item in known.unique if item]
    place = {name: at for at, name in enumerate(model.schema.names)}
    other = ", ".join(sorted(sets[0], key=place.__getitem__)) if sets else ""
    return Unsafe(
        KEYS,
        f"nothing says that the rows are unique by ({listed}), on which they are merged",
        f"merge on ({other}), by which they are"
        if other
        else f"declare `key ({listed})`, which each run then checks",
    )


def _chosen(
    query: Rel, found: Groups, driving: Mapping[str, Driving], keys: Sequence[str]
) -> tuple[tuple[str, ...], tuple[Part, ...]] | Unsafe:
    """The columns by which rows are replaced: those that never change for a row, else the merge keys, else all."""
    usable = {
        name: origins
        for name, origins in found.columns.items()
        if _comparable(query, name)
        and all(_same_type(root, origins.get(id(root.rel)), query, name) for root in found.roots)
    }
    settled = {
        name: values
        for name, origins in usable.items()
        if (values := _settled(origins, found.roots, driving)) is not None
    }
    names = list(settled) or [name for name in usable if name in keys] or list(usable)
    if not names:
        return _entangled(found)
    kept: list[str] = []
    for name in names:
        if all(usable[name] != usable[other] for other in kept):
            kept.append(name)
    parts = tuple(
        Part(
            root,
            driving[root.scan.dataset],
            tuple(usable[name][id(root.rel)] for name in kept),
            tuple(settled[name][at] for name in kept) if settled else None,
        )
        for at, root in enumerate(found.roots)
    )
    return tuple(kept), parts


def _comparable(query: Rel, name: str) -> bool:
    kind = query.schema[name].type
    return isinstance(kind, Decimal) or (isinstance(kind, Primitive) and kind not in (JSON, INTERVAL))


def _same_type(root: Branch, value: Expr | None, query: Rel, name: str) -> bool:
    if value is None:
        return False
    return Project(root.rel, (("value", value),)).schema["value"].type == query.schema[name].type


def _settled(
    origins: Mapping[int, Expr], roots: Sequence[Branch], driving: Mapping[str, Driving]
) -> tuple[Expr, ...] | None:
    """A column's values as expressions of the sources' keys, if they are that in every branch."""
    made = []
    for root in roots:
        value = origins[id(root.rel)]
        known = {name.casefold(): expr for name, expr in root.made.items()}
        if any(name.casefold() not in known for name in columns_of(value)):
            return None
        whole = substitute(value, known)
        used = columns_of(whole)
        if not used or any(name not in driving[root.scan.dataset].key for name in used):
            return None
        made.append(whole)
    return tuple(made)


def _entangled(found: Groups) -> Unsafe:
    if found.blocked is None:
        return Unsafe(
            APART,
            "no column of the result says which rows of the source it comes from",
            "keep the key of the source, or what the rows are grouped by, in the result",
        )
    return Unsafe(
        APART,
        f"a change of one row can change any row of the table: {found.blocked.reason}",
        "group, partition or join by a column that stays in the result, so that what a change touches can be told",
        found.blocked.rel.span,
        "all rows are needed here",
    )


def _inputs(query: Rel, driving: Mapping[str, Driving]) -> tuple[Scan, ...]:
    """One scan of each other dataset, with all columns of it that are read."""
    made: dict[str, Scan] = {}
    for item in walk(query):
        if isinstance(item, Scan) and item.dataset not in driving:
            known = made.get(item.dataset)
            if known is None:
                made[item.dataset] = item
            else:
                more = tuple(field for field in item.schema if field.name not in known.schema)
                made[item.dataset] = evolve(
                    known, schema=evolve(known.schema, fields=(*known.schema.fields, *more))
                )
    return tuple(made[name] for name in sorted(made))
