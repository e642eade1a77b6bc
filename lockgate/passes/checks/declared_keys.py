"""Declared keys of models: proven, to be checked by every run, or contradicted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockgate.analysis.facts import Facts, facts
from lockgate.analysis.keys import declares_proven_key
from lockgate.diagnostics import Diagnostic, KeyContradicted, KeyNotProven
from lockgate.ir.expr import Cast, Expr, Literal
from lockgate.ir.program import Model, Program, Rows
from lockgate.ir.rel import Aggregate, Bind, Project, Rel, Sort, Values
from lockgate.passes.checks.words import listed, ordered
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.source import Span


def _nullable(model: Model) -> list[str]:
    return [name for name in model.key or () if model.schema[name].nullable]


@compiler_pass("declared-keys", kind="check")
def declared_keys(program: Program) -> Sequence[Diagnostic]:
    """Report keys that no query proves, and those that cannot be."""
    known = facts(program)
    return [item for model in program.models if model.key is not None for item in _of(model, known.stored(model))]


def _of(model: Model, known: Facts) -> Iterator[Diagnostic]:
    key = model.key or ()
    place = model.key_span or model.span
    if place is None or declares_proven_key(model, known):
        return
    reason = _contradiction(model)
    if reason:
        yield KeyContradicted(
            span=place,
            message=f"({', '.join(key)}) cannot be the key: {reason}",
            help=_help(model, known) or "declare a key that the rows have, or none",
        )
        return
    for test in model.tests:
        wrong = _in_test(test.expect, key)
        if wrong is not None:
            yield KeyContradicted(
                span=wrong,
                message=f"the rows that the test `{test.name}` expects do not keep the key ({', '.join(key)})",
                help="correct the test, or the key",
            )
    nullable = _nullable(model)
    if nullable and known.determines(key):
        message = f"the key may be NULL: {listed(nullable)} can have no value here"
    elif known.unique:
        sets = " or ".join(f"({', '.join(ordered(item, model.query))})" for item in known.unique[:3] if item)
        message = f"the key ({', '.join(key)}) does not follow from the query, whose rows are unique by {sets}"
    else:
        message = f"the key ({', '.join(key)}) does not follow from the query"
    yield KeyNotProven(
        span=place, message=message, help="every run checks it, and does not publish the model if it fails"
    )


def _help(model: Model, known: Facts) -> str:
    for item in known.unique:
        if item and all(not model.schema[name].nullable for name in item):
            return f"its rows are unique by ({', '.join(ordered(item, model.query))})"
    return ""


def _contradiction(model: Model) -> str:
    """Why some rows are certain to break the key; empty where none are."""
    columns = {name: name for name in model.key or ()}
    rel: Rel = model.query
    while True:
        match rel:
            case Bind() | Sort():
                rel = rel.input
            case Project():
                given = dict(rel.columns)
                values: dict[str, Expr] = {key: given[name] for key, name in columns.items() if name in given}
                for key, expr in values.items():
                    bare = expr.operand if isinstance(expr, Cast) else expr
                    if isinstance(bare, Literal) and bare.value is None:
                        return f"`{key}` is always NULL"
                moved = {key: getattr(expr, "name", None) for key, expr in values.items()}
                if any(not isinstance(name, str) for name in moved.values()):
                    return ""
                columns = {key: str(name) for key, name in moved.items()}
                rel = rel.input
            case Aggregate() if rel.sets is not None:
                return _in_totals(rel, columns)
            case Values():
                return _in_rows(rel, columns)
            case _:
                return ""


def _in_totals(rel: Aggregate, columns: dict[str, str]) -> str:
    place = {name: index for index, (name, _) in enumerate(rel.groups)}
    for key, name in columns.items():
        if name in place and any(place[name] not in chosen for chosen in rel.sets or ()):
            return f"`{key}` is NULL in the totals over it"
    return ""


def _in_rows(rel: Values, columns: dict[str, str]) -> str:
    places = [rel.names.index(name) for name in columns.values() if name in rel.names]
    rows = [tuple(row[place] for place in places) for row in rel.rows]
    if not all(isinstance(value, Literal) for row in rows for value in row):
        return ""
    if any(isinstance(value, Literal) and value.value is None for row in rows for value in row):
        return "a row has NULL in it"
    return "two rows share it" if len(set(rows)) < len(rows) else ""


def _in_test(expect: Rows, key: tuple[str, ...]) -> Span | None:
    """Where the rows that a test expects break the key, if they give all of it."""
    if any(name not in expect.columns for name in key):
        return None
    places = [expect.columns.index(name) for name in key]
    rows = [tuple(row[place] for place in places) for row in expect.rows]
    if not all(isinstance(value, Literal) for row in rows for value in row):
        return None
    nulls = any(isinstance(value, Literal) and value.value is None for row in rows for value in row)
    return expect.span if nulls or len(set(rows)) < len(rows) else None
