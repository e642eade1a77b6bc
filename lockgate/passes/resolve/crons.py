"""The `cron` of a schedule: whether it can be read, whether it ever fires, and whether it does as it says."""

from __future__ import annotations

import re
from difflib import get_close_matches

from lockgate.analysis.cron import LONGEST, BadCron, Cron, Field, parse
from lockgate.diagnostics import Edit, Fix, ImpossibleSchedule, InvalidLiteral, Severity
from lockgate.grammar import syntax
from lockgate.passes.resolve.context import Context
from lockgate.source import Span

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def examine(node: syntax.Cron, context: Context) -> None:
    """Report an expression that never fires, or not as it reads; and a time zone that is none."""
    text = node.text
    try:
        cron = parse(text.text)
    except BadCron as bad:
        _report(text, bad.start, bad.end, str(bad), bad.help, context)
    else:
        _fires(cron, text, context)
    if node.timezone is not None:
        _zone(node.timezone, context)


def _fires(cron: Cron, text: syntax.Text, context: Context) -> None:
    day = cron.day
    if not cron.dates:
        months = sorted(cron.month.values)
        last = max(LONGEST[month - 1] for month in months)
        named = ", ".join(MONTHS[month - 1] for month in months)
        least, edit = min(day.values), str(last)
        if cron.never:
            message = f"this never fires: {named} has no day {least}"
            help = f"the last day there is {last}; for the end of a month, run on the first of the next"
            _report(text, day.start, day.end, message, help, context, edit=edit)
        else:
            message = f"the day of the month counts for nothing: {named} has no day {least}"
            help = "only the day of the week counts here; write `*` for the day of the month if that is meant"
            _report(text, day.start, day.end, message, help, context, level="warning", edit="*")
    for field in (cron.minute, cron.hour, cron.day, cron.month, cron.weekday):
        if field.wide is not None:
            _wide(field, text, context)


def _wide(field: Field, text: syntax.Text, context: Context) -> None:
    assert field.wide is not None
    start, end = field.wide
    message = f"`{text.text[start:end]}` steps over its whole range, so only its first value counts"
    help = "a step begins anew in each hour, day, month or year: intervals longer than those cannot be said by it"
    _report(text, start, end, message, help, context, level="warning")


def _report(
    text: syntax.Text,
    start: int,
    end: int,
    message: str,
    help: str,
    context: Context,
    *,
    level: Severity | None = None,
    edit: str | None = None,
) -> None:
    span = _within(text, start, end)
    fixes = (Fix(f"write `{edit}`", (Edit(span, edit),)),) if edit is not None and span != text.span else ()
    context.report(ImpossibleSchedule(span=span, message=message, help=help, fixes=fixes, level=level))


def _within(text: syntax.Text, start: int, end: int) -> Span:
    """A part of a string; the whole where quotes in it would shift places."""
    whole = text.span
    if "'" in text.text or whole.end - whole.start != len(text.text) + 2 or start >= end:
        return whole
    return Span(whole.file, whole.start + 1 + start, whole.start + 1 + end)


def _zone(text: syntax.Text, context: Context) -> None:
    """A zone that is not in the table of time zones, where the machine has one."""
    from zoneinfo import ZoneInfo, available_timezones

    def known(name: str) -> bool:
        try:
            ZoneInfo(name)
        except (ValueError, OSError, KeyError):
            return False
        return True

    if known(text.text) or not known("Europe/London"):
        return
    names = {name.casefold(): name for name in sorted(available_timezones())}
    wanted = re.sub(r"\s+", "_", text.text.strip().casefold())[:60]
    close = (
        [names[wanted]]
        if wanted in names
        else [names[item] for item in get_close_matches(wanted, names, 1, 0.8)]
    )
    context.report(
        InvalidLiteral(
            span=text.span,
            message=f"no time zone is called `{text.text[:60]}`",
            help=f"did you mean `{close[0]}`?" if close else "write one like 'Europe/Berlin', or 'UTC'",
            expected=tuple(close),
            fixes=tuple(Fix(f"use `{name}`", (Edit(text.span, f"'{name}'"),)) for name in close),
        )
    )
