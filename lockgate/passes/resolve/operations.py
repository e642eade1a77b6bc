"""Exports, jobs and schedules: what is done with models, and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lockgate.diagnostics import Cycle, InvalidStatement, Related, TypeMismatch, UnknownDataset, UnknownName
from lockgate.diagnostics.suggest import nearest
from lockgate.grammar import syntax
from lockgate.ir import types
from lockgate.ir.expr import Expr, Literal, Parameter
from lockgate.ir.program import Export, Job, Schedule
from lockgate.ir.types import Schema
from lockgate.passes.resolve import crons, literals, locations, statements
from lockgate.passes.resolve.context import Context, use_instead
from lockgate.passes.resolve.expressions import Resolver
from lockgate.passes.resolve.graph import cycles
from lockgate.passes.resolve.scope import Scope

EXPORT_FORMATS = ("parquet", "csv", "json", "table")


def export(node: syntax.Export, context: Context) -> Export | None:
    """`export MODEL to …`."""
    dataset = context.datasets.get(node.model.text.casefold())
    location = statements.location(node.to, context, EXPORT_FORMATS)
    if location.format in ("parquet", "csv", "json") and not locations.problem(location.location):
        locations.one_file(node.to.location, context)
    if dataset is None or dataset.kind != "model":
        _unknown(
            node.model, [d.name for d in context.datasets.values() if d.kind == "model"], "model", context
        )
        return None
    return Export(dataset.name, location, span=node.span)


def _unknown(name: syntax.DatasetName, known: Sequence[str], what: str, context: Context) -> None:
    close = nearest(name.text, known)
    kind = UnknownDataset if what != "job or model" or "." in name.text else UnknownName
    context.report(
        kind(
            span=name.span,
            message=f"no {what} `{name.text}`",
            help=f"did you mean `{close[0]}`?" if close else f"declare the {what} first",
            expected=close,
            fixes=use_instead(name.span, close),
        )
    )


def _names(
    block: syntax.Block, word: str, known: dict[str, str], what: str, context: Context
) -> tuple[str, ...]:
    """Declared names of a setting; unknown ones are reported and left out."""
    node = statements.setting(block, word)
    made: list[str] = []
    for value in node.values if node is not None else ():
        if not isinstance(value, syntax.DatasetName):
            _wrong(value, f"`{word}` takes names", context)
            continue
        name = known.get(value.text.casefold())
        if name is None:
            _unknown(value, list(known.values()), what, context)
        else:
            made.append(name)
    return tuple(dict.fromkeys(made))


def _wrong(node: Any, message: str, context: Context) -> None:
    context.report(TypeMismatch(span=node.span, message=message, help=""))


def _literal(block: syntax.Block, word: str, kinds: Sequence[str], context: Context) -> syntax.Literal | None:
    """The one literal of a setting, of one of the kinds."""
    node = statements.setting(block, word)
    if node is None or not node.values:
        return None
    value = node.values[0]
    if not isinstance(value, syntax.Literal) or value.kind not in kinds:
        _wrong(value, f"`{word}` takes a {' or '.join(kinds)}", context)
        return None
    return value


def _integer(block: syntax.Block, word: str, context: Context) -> int | None:
    value = _literal(block, word, ("integer",), context)
    if value is None:
        return None
    if len(value.text) > 9 or int(value.text) < 1:
        context.report(
            InvalidStatement(span=value.span, message=f"`{word}` is a number from 1 to 999999999", help="")
        )
        return None
    return int(value.text)


def _timeout(block: syntax.Block, context: Context) -> int | None:
    value = _literal(block, "timeout", ("string",), context)
    return statements.seconds(value, context) if value is not None else None


def job(block: syntax.Block, runnable: dict[str, str], context: Context) -> Job:
    """A container job."""
    image = _literal(block, "image", ("string",), context)
    cpu = _literal(block, "cpu", ("integer", "decimal"), context)
    if image is None and not block.broken and statements.setting(block, "image") is None:
        context.report(
            InvalidStatement(
                span=block.name.span,
                message=f"the job `{block.name.text}` has no image",
                help="add `image 'registry.example/name:tag'`",
            )
        )
    command = statements.first(block.statements, syntax.Command)
    environments = statements.every(block.statements, syntax.Environment)
    pairs = {node.keyword: _pairs(node, context) for node in environments}
    return Job(
        block.name.text,
        image.text if image is not None else "",
        _command(command, context) if command is not None else (),
        cpu.text if cpu is not None else "",
        _integer(block, "memory", context),
        pairs.get("env", ()),
        pairs.get("secrets", ()),
        _names(block, "after", runnable, "job or model", context),
        statements.retries(block, context),
        _timeout(block, context),
        **statements.common(block),
    )


def _pairs(node: syntax.Environment, context: Context) -> tuple[tuple[str, str], ...]:
    context.unique_names([item.name for item in node.items], "variables")
    made: list[tuple[str, str]] = []
    for item in node.items:
        if item.value.kind != "string":
            _wrong(item.value, "a variable is a string", context)
        else:
            made.append((item.name.text, item.value.text))
    return tuple(made)


def _command(node: syntax.Command, context: Context) -> tuple[Expr, ...]:
    resolver = Resolver(context, Scope(()), Schema(()), "command")
    made: list[Expr] = []
    for word in node.words:
        value = resolver.typed(word)
        if value.type == types.UNKNOWN:
            continue
        if not isinstance(value.expr, (Literal, Parameter)):
            _wrong(word, "a command's words are strings, params and `run_date`", context)
            continue
        made.append(value.expr)
    return tuple(made)


def job_cycles(jobs: Sequence[Job], context: Context) -> None:
    """Report jobs that wait for each other."""
    by_name = {job.name.casefold(): job for job in jobs}
    edges = {
        name: [after.casefold() for after in job.after if after.casefold() in by_name]
        for name, job in by_name.items()
    }
    for cycle in cycles(edges):
        members = [by_name[name] for name in cycle]
        if members[0].span is None:
            continue
        path = " → ".join(member.name for member in (*members, members[0]))
        context.report(
            Cycle(
                span=members[0].span,
                message=f"jobs wait for each other: {path}",
                help="take one `after` away",
                related=tuple(Related(f"`{m.name}` is here", m.span) for m in members[1:]),
            )
        )


def schedule(
    block: syntax.Block, runnable: dict[str, str], models: dict[str, str], context: Context
) -> Schedule:
    """When models and jobs run."""
    cron = statements.first(block.statements, syntax.Cron)
    if cron is not None:
        crons.examine(cron, context)
    on = _names(block, "on", models, "model", context)
    if cron is None and statements.setting(block, "on") is None and not block.broken:
        context.report(
            InvalidStatement(
                span=block.name.span,
                message=f"the schedule `{block.name.text}` never fires: it has neither `cron` nor `on`",
                help="add `cron '0 2 * * *' timezone 'Europe/Berlin'` or `on MODEL`",
            )
        )
    if statements.setting(block, "run") is None and not block.broken:
        context.report(
            InvalidStatement(
                span=block.name.span,
                message=f"the schedule `{block.name.text}` runs nothing",
                help="add `run MODEL, …`",
            )
        )
    start = _literal(block, "start", ("date", "timestamp"), context)
    if start is not None:
        literals.literal(start, context)
    catchup = _literal(block, "catchup", ("boolean",), context)
    notify = statements.setting(block, "notify")
    addresses = [v for v in (notify.values if notify is not None else ()) if isinstance(v, syntax.Literal)]
    return Schedule(
        block.name.text,
        cron.text.text if cron is not None else None,
        cron.timezone.text if cron is not None and cron.timezone is not None else None,
        on,
        start.text if start is not None else None,
        _names(block, "run", runnable, "job or model", context),
        catchup is not None and catchup.text.lower() == "true",
        _integer(block, "concurrency", context),
        statements.retries(block, context),
        _timeout(block, context),
        tuple(value.text for value in addresses),
        cron_span=cron.text.span if cron is not None else None,
        **statements.common(block),
    )
