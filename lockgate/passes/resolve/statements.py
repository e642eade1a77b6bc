"""Which statements a block takes, and reading the common ones: description, owner, tags, durations, retries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from lockgate.diagnostics import InvalidLiteral, InvalidStatement, Related, UnknownName
from lockgate.diagnostics.suggest import nearest
from lockgate.grammar import syntax
from lockgate.ir import types
from lockgate.ir.expr import Literal
from lockgate.ir.program import Location, Retry
from lockgate.passes.resolve import hints, literals, locations
from lockgate.passes.resolve.context import Context, use_instead
from lockgate.source import Span

S = TypeVar("S")
COMMON: tuple[type, ...] = (syntax.Description, syntax.Owner, syntax.Tags)
ALLOWED: dict[str, tuple[type, ...]] = {
    "source": (*COMMON, syntax.Read, syntax.Columns, syntax.Key, syntax.References, syntax.Fresh, syntax.Check),
    "model": (
        *COMMON, syntax.Materialize, syntax.Columns, syntax.Key, syntax.With, syntax.Query, syntax.Check, syntax.Test,
    ),
    "job": (*COMMON, syntax.Setting, syntax.Command, syntax.Environment, syntax.Retries),
    "schedule": (*COMMON, syntax.Cron, syntax.Setting, syntax.Retries),
    "policy": (*COMMON, syntax.Rule),
}  # fmt: skip
SETTINGS = {
    "job": ("image", "cpu", "memory", "after", "timeout"),
    "schedule": ("on", "start", "run", "catchup", "concurrency", "timeout", "notify"),
}
REPEATED: tuple[type, ...] = (syntax.With, syntax.Check, syntax.Test, syntax.References, syntax.Rule)
FORMATS = ("parquet", "csv", "json", "table", "postgres")
OPTIONS = {
    "parquet": ("compression", "hive_partitioning"),
    "csv": (
        "header",
        "delimiter",
        "quote",
        "escape",
        "null",
        "compression",
        "date_format",
        "timestamp_format",
    ),
    "json": ("format", "compression", "date_format", "timestamp_format"),
    "table": (),
    "postgres": (),
}


def keyword(statement: Any) -> str:
    """How a statement begins."""
    name = getattr(statement, "keyword", None)
    words = {syntax.Query: "from", syntax.Test: "test", syntax.Rule: "rule"}
    return str(name) if name else words.get(type(statement), type(statement).__name__.lower())


def check_statements(block: syntax.Block, context: Context) -> None:
    """Report statements that have no place in the block, or stand twice."""
    seen: dict[str, Span] = {}
    for statement in block.statements:
        word = keyword(statement)
        allowed = isinstance(statement, ALLOWED[block.kind])
        if isinstance(statement, syntax.Setting):
            allowed = word in SETTINGS.get(block.kind, ())
        if not allowed:
            context.report(
                InvalidStatement(
                    span=statement.span,
                    message=f"a {block.kind} has no `{word}`",
                    help=f"`lockgate explain invalid-statement` lists what a {block.kind} takes",
                )
            )
        elif not isinstance(statement, REPEATED):
            first = seen.setdefault(word, statement.span)
            if first is not statement.span:
                message = "a model has one query" if word == "from" else f"a {block.kind} has one `{word}`"
                context.report(
                    InvalidStatement(
                        span=statement.span,
                        message=message,
                        help="remove one of the two",
                        related=(Related("the first is here", first),),
                    )
                )


def first(statements: Sequence[object], kind: type[S]) -> S | None:
    """The first statement of a class."""
    return next((item for item in statements if isinstance(item, kind)), None)


def every(statements: Sequence[object], kind: type[S]) -> list[S]:
    """All statements of a class, in order."""
    return [item for item in statements if isinstance(item, kind)]


def setting(block: syntax.Block, word: str) -> syntax.Setting | None:
    """The setting of that keyword."""
    return next((item for item in every(block.statements, syntax.Setting) if item.keyword == word), None)


def common(block: syntax.Block) -> dict[str, Any]:
    """description, owner and tags as keyword arguments."""
    description = first(block.statements, syntax.Description)
    owner = first(block.statements, syntax.Owner)
    tags = first(block.statements, syntax.Tags)
    return {
        "description": description.text.text if description else "",
        "owner": owner.text.text if owner else "",
        "tags": tuple(name.text for name in tags.names) if tags else (),
        "span": block.name.span,
    }


def seconds(text: syntax.Text | syntax.Literal, context: Context) -> int | None:
    """A duration in seconds, or None after a report."""
    try:
        return literals.duration(text.text)
    except literals.Bad as bad:
        context.report(InvalidLiteral(span=text.span, message="this is no duration", help=str(bad)))
        return None


def retries(block: syntax.Block, context: Context) -> Retry | None:
    """`retries N every '…'`."""
    found = first(block.statements, syntax.Retries)
    if found is None:
        return None
    return Retry(found.count, seconds(found.every, context) if found.every is not None else None)


def location(read: syntax.Read, context: Context, formats: Iterable[str] = FORMATS) -> Location:
    """Where rows lie; a location outside the project, an unknown format or option is reported."""
    kind = read.format.text.lower()
    known = tuple(formats)
    if kind not in known:
        close = nearest(kind, known)
        context.report(
            UnknownName(
                span=read.format.span,
                message=f"no format `{read.format.text}`",
                help=f"did you mean `{close[0]}`?" if close else "the formats are " + ", ".join(known),
                expected=close or known,
                fixes=use_instead(read.format.span, close),
            )
        )
    elif kind in ("parquet", "csv", "json"):
        locations.inside_project(read.location, context)
    options: list[tuple[str, Literal]] = []
    for option in read.options:
        allowed = OPTIONS.get(kind, ())
        if kind in OPTIONS and option.name.text.lower() not in allowed:
            close = nearest(hints.OPTIONS.get(option.name.text.lower(), option.name.text), allowed)
            listed = "its options are " + ", ".join(allowed) if allowed else "it has none"
            context.report(
                UnknownName(
                    span=option.name.span,
                    message=f"{kind} has no option `{option.name.text}`",
                    help=f"did you mean `{close[0]}`?" if close else listed,
                    expected=close or allowed,
                    fixes=use_instead(option.name.span, close),
                )
            )
            continue
        value = literals.literal(option.value, context)
        if isinstance(value.expr, Literal) and value.type != types.UNKNOWN:
            options.append((option.name.text.lower(), value.expr))
    return Location(kind, read.location.text, tuple(options), span=read.span)

