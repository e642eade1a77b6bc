"""A range of timestamps whose last day is named by its date, and so ends with the first moment of that day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from lockgate.analysis.domains.env import key_of
from lockgate.analysis.midnight import Names, at_midnight, midnights
from lockgate.diagnostics import BetweenOnTimestamp, Diagnostic, Edit, Fix
from lockgate.grammar.keywords import quote_name
from lockgate.ir import rel as relations
from lockgate.ir.expr import Call, Cast, Column, Expr, Literal, Parameter
from lockgate.ir.infer import infer
from lockgate.ir.program import Program
from lockgate.ir.rel import Join, Rel
from lockgate.ir.traverse import walk, walk_expr
from lockgate.ir.types import DATE, TIMESTAMP, TIMESTAMPTZ, Schema
from lockgate.passes.checks import places
from lockgate.passes.checks.places import Texts
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.source import Span

DATE_LITERAL = len("date '2026-01-31'") + 3
"""Characters of a date as it is written, with room for spaces: it was typed as a timestamp where it met one."""
ONE_DAY = " + interval '1 day'"


@frozen(eq=False)
class Range:
    """A point in time and the last one that it may be; `low` is the first, of a `between`."""

    call: Call
    moment: Expr
    low: Expr | None
    high: Expr


@compiler_pass("between-on-timestamp", kind="check")
def between_on_timestamp(program: Program) -> Sequence[Diagnostic]:
    """Report `between` and `<=` that compare timestamps with the last day of a range."""
    found: dict[Span, Diagnostic] = {}
    text = places.texts(program)
    rels = [*places.relations(program), *(rel for _, _, rel, _ in places.checks(program))]
    for rel in rels:
        for expr in places.computed(rel):
            ranges = list(_ranges(expr))
            if not ranges:
                continue
            columns, schema = midnights(program).inside(rel), _scope(rel)
            for item in ranges:
                if item.call.span is not None and _is_wrong(item, expr, columns, schema):
                    found.setdefault(item.call.span, _report(item, item.call.span, expr, rel, schema, text))
    return list(found.values())


def _scope(rel: Rel) -> Schema:
    match rel:
        case relations.Scan() | relations.Values() | relations.SetOperation():
            return Schema(())
        case Join():
            return Schema(rel.left.schema.fields + rel.right.schema.fields)
        case _:
            return rel.input.schema


def _ranges(expr: Expr) -> Iterator[Range]:
    for item in walk_expr(expr):
        if isinstance(item, Call):
            if item.function == "between":
                yield Range(item, item.args[0], item.args[1], item.args[2])
            elif item.function == "<=":
                yield Range(item, item.args[0], None, item.args[1])
            elif item.function == ">=":
                yield Range(item, item.args[1], None, item.args[0])


def _is_wrong(item: Range, whole: Expr, columns: Names, schema: Schema) -> bool:
    if isinstance(item.moment, (Literal, Parameter)) or infer(item.moment, schema)[0] not in (TIMESTAMP, TIMESTAMPTZ):
        return False
    if not at_midnight(item.high, columns, schema) or at_midnight(item.moment, columns, schema):
        return False
    if item.low is not None or _has_low(item, whole):
        return True
    return _is_day(item.high, schema) and not _is_validity(item, whole)


def _is_day(expr: Expr, schema: Schema) -> bool:
    """Whether it was a date before it met a timestamp."""
    if isinstance(expr, Literal):
        return expr.span is not None and expr.span.end - expr.span.start <= DATE_LITERAL
    while isinstance(expr, Cast) and expr.implicit:
        expr = expr.operand
    return infer(expr, schema)[0] == DATE


def _has_low(item: Range, whole: Expr) -> bool:
    """Whether the same point in time has a first one too."""
    key = key_of(item.moment)
    for other in walk_expr(whole):
        if isinstance(other, Call) and other is not item.call and len(other.args) == 2 and key is not None:
            if other.function in (">=", ">") and key_of(other.args[0]) == key:
                return True
            if other.function in ("<=", "<") and key_of(other.args[1]) == key:
                return True
    return False


def _is_validity(item: Range, whole: Expr) -> bool:
    """`valid_from <= day and valid_to > day` asks for what held at that moment."""
    for other in walk_expr(whole):
        if isinstance(other, Call) and other is not item.call and len(other.args) == 2:
            if other.function in (">=", ">") and other.args[1] == item.high:
                return True
            if other.function in ("<=", "<") and other.args[0] == item.high:
                return True
    return False


def _report(item: Range, place: Span, whole: Expr, rel: Rel, schema: Schema, text: Texts) -> Diagnostic:
    negated = any(isinstance(e, Call) and e.function == "not" and e.span == place for e in walk_expr(whole))
    fixes: tuple[Fix, ...] = ()
    if text.own(item.call) and not negated:
        fixes = _range(item, rel) if item.low is not None else _before(item)
        if not fixes and item.low is not None and infer(item.moment, schema)[0] == TIMESTAMP:
            fixes = _by_day(item)
    kind = infer(item.moment, schema)[0]
    what = "this `between` ends" if item.low is not None else "this range ends"
    return BetweenOnTimestamp(
        span=place,
        message=f"{what} at 00:00:00 of its last day, and leaves out the rest of that day: a {kind} has a time of day",
        help="end before the day after: `t >= first and t < last + interval '1 day'`",
        fixes=fixes,
    )


def _after(high: Expr) -> tuple[str, Expr]:
    """What goes behind the end of a range, so that it is the day after; a sum names that day already."""
    bare = high
    while isinstance(bare, Cast) and bare.implicit:
        bare = bare.operand
    return ("" if isinstance(bare, Call) and bare.function == "+" else ONE_DAY), bare


def _before(item: Range) -> tuple[Fix, ...]:
    """`t <= day` as `t < day + interval '1 day'`."""
    first, second = item.call.args[0].span, item.call.args[1].span
    high = item.high.span
    if first is None or second is None or high is None or first.end > second.start:
        return ()
    sign = " < " if item.call.function == "<=" else " > "
    edits = [Edit(Span(first.file, first.end, second.start), sign)]
    more, _ = _after(item.high)
    if more:
        edits.append(Edit(Span(high.file, high.end, high.end), more))
    return (Fix("end before the day after", tuple(edits)),)


def _range(item: Range, rel: Rel) -> tuple[Fix, ...]:
    """`t between a and b` as `t >= a and t < b + interval '1 day'`."""
    low, high, moment = item.low.span if item.low is not None else None, item.high.span, item.moment.span
    written = _written(item.moment, rel)
    if low is None or high is None or moment is None or written is None:
        return ()
    edits = [
        Edit(Span(low.file, moment.end, low.start), " >= "),
        Edit(Span(low.file, low.end, high.start), f" and {written} < "),
    ]
    more, _ = _after(item.high)
    if more:
        edits.append(Edit(Span(high.file, high.end, high.end), more))
    return (Fix("end before the day after", tuple(edits)),)


def _by_day(item: Range) -> tuple[Fix, ...]:
    place = item.moment.span
    if place is None:
        return ()
    edits = (
        Edit(Span(place.file, place.start, place.start), "cast("),
        Edit(Span(place.file, place.end, place.end), " as date)"),
    )
    return (Fix("compare the day", edits),)


def _written(expr: Expr, rel: Rel) -> str | None:
    """A column as it stands in the text, known by its length: with the alias of what it comes from, or without."""
    if not isinstance(expr, Column) or expr.span is None:
        return None
    length = expr.span.end - expr.span.start
    alias, _, name = expr.name.rpartition(".")
    for text in (quote_name(expr.name), quote_name(name), f"{quote_name(alias)}.{quote_name(name)}"):
        if len(text) == length and not (alias and text == quote_name(expr.name)):
            return text
    hints = {
        item.hint or (item.name if isinstance(item, relations.Bind) else None)
        for item in walk(rel)
        if name in item.schema
    }
    ways = [f"{quote_name(hint)}.{quote_name(name)}" for hint in sorted(hint for hint in hints if hint)]
    found = [text for text in ways if len(text) == length]
    return found[0] if len(found) == 1 else None
