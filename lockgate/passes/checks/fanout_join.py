"""A join without `many` must meet at most one row on the right for each row on the left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockgate.analysis.facts import Known, facts
from lockgate.diagnostics import Diagnostic, Edit, FanoutJoin, Fix, Related
from lockgate.ir.expr import Call, Cast, Expr
from lockgate.ir.program import Program
from lockgate.ir.rel import Join, Rel, Scan
from lockgate.ir.traverse import walk, walk_expr
from lockgate.passes.checks.words import called, listed, ordered, written
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.passes.relations import written as written_relations
from lockgate.source import Span


@compiler_pass("fanout-join", kind="check")
def fanout_join(program: Program) -> Sequence[Diagnostic]:
    """Report joins whose condition settles no key of the right side, where `many` does not allow it."""
    known = facts(program)
    seen: set[int] = set()
    return [
        _report(join, known, program)
        for _, root in written_relations(program)
        for join in joins(root, seen)
        if not join.many and not known.meeting(join).right_single
    ]


def joins(root: Rel, seen: set[int]) -> Iterator[Join]:
    """The joins of a relation that keep columns of both sides and stand in the text, each once."""
    for rel in walk(root):
        if isinstance(rel, Join) and rel.kind not in ("semi", "anti") and rel.span is not None:
            if id(rel) not in seen:
                seen.add(id(rel))
                yield rel


def _report(join: Join, known: Known, program: Program) -> Diagnostic:
    assert join.span is not None
    met = known.meeting(join)
    _, right = known.sides(join)
    name = called(join.right)
    settled = ordered(met.on_right, join.right)
    reached = right.closure(met.on_right)
    missing = min(
        (ordered((column for column in item if column not in reached), join.right) for item in right.unique),
        key=lambda columns: (len(columns), columns),
        default=[],
    )
    by = f"by {listed(settled)}" if settled else "by no column of it"
    message = f"a row can meet several rows of {name}: it is joined {by}"
    if right.unique:
        whole = min(right.unique, key=lambda item: (len(item - reached), len(item), sorted(item)))
        message += f", and its rows are unique by {listed(ordered(whole, join.right))}"
        help = f"join by {listed(missing)} too, or aggregate {name} first"
    else:
        message += ", and nothing says that they are unique by that"
        help = f"say so if they are (`key (…)` on {name}), or aggregate {name} first"
    if join.kind == "cross":
        message = f"each row meets every row of {name}, which may be many"
        help = "give it a condition, or one row (an aggregate without `group by`)"
    return FanoutJoin(
        span=join.span,
        message=message,
        help=f"{help}; write `join many` if the rows are meant to multiply",
        related=_declared(join, program),
        fixes=(*_by_more(join, missing, known), *_many(join)),
    )


def _declared(join: Join, program: Program) -> tuple[Related, ...]:
    scans = [rel for rel in walk(join.right) if isinstance(rel, Scan)]
    if len(scans) != 1:
        return ()
    dataset = program.datasets.get(scans[0].dataset.casefold())
    if dataset is None or dataset.span is None:
        return ()
    key = f"its key is ({', '.join(dataset.key)})" if dataset.key is not None else "it declares no key"
    return (Related(f"`{dataset.name}` is here; {key}", dataset.span),)


def _many(join: Join) -> tuple[Fix, ...]:
    if join.right_span is None:
        return ()
    at = join.right_span.start
    return (Fix("let the rows multiply", (Edit(Span(join.right_span.file, at, at), "many "),), "shown"),)


def _by_more(join: Join, missing: list[str], known: Known) -> tuple[Fix, ...]:
    """Join by the missing key columns too, where the left has a column of each one's name or meaning."""
    if not missing or join.predicate is None or join.span is None:
        return ()
    pairs = []
    for column in missing:
        partner = _partner(column, join, known)
        if partner is None:
            return ()
        mine, theirs = written(partner, join.left, join.right), written(column, join.right, join.left)
        if mine is None or theirs is None:
            return ()
        pairs.append((partner, f"{mine} = {theirs}"))
    end = join.span.end
    if is_using(join):
        text = "".join(f", {name}" for name, _ in pairs)
        place = Span(join.span.file, end - 1, end - 1)
        if any(column.rpartition(".")[2] != name for column, (name, _) in zip(missing, pairs, strict=True)):
            return ()
    else:
        text = "".join(f" and {condition}" for _, condition in pairs)
        place = Span(join.span.file, end, end)
    title = f"join by {listed(name for name, _ in pairs)} too"
    return (Fix(title, (Edit(place, text),)),)


def is_using(join: Join) -> bool:
    """Whether the condition was written as `using (…)`: then an equality and its two sides have one place."""
    return any(
        isinstance(item, Call) and item.span is not None and all(_span(arg) == item.span for arg in item.args)
        for item in (() if join.predicate is None else walk_expr(join.predicate))
    )


def _span(expr: Expr) -> Span | None:
    return expr.operand.span if isinstance(expr, Cast) and expr.span is None else expr.span


def _partner(column: str, join: Join, known: Known) -> str | None:
    left, right = known.sides(join)
    bare = column.rpartition(".")[2].casefold()
    field = join.right.schema[column]
    for name in join.left.schema.names:
        if name.rpartition(".")[2].casefold() == bare and join.left.schema[name].type == field.type:
            return name
    origin = right.origin.get(column)
    if origin is None:
        return None
    wanted = known.references.meaning(origin) or origin
    found = [
        name
        for name, mine in left.origin.items()
        if (known.references.meaning(mine) or mine) == wanted and join.left.schema[name].type == field.type
    ]
    return found[0] if len(found) == 1 else None
