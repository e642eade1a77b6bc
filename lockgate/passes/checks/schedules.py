"""A schedule that fires before what builds its inputs, or much more often than they are built or delivered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from lockgate.analysis.cron import CYCLE, DAY, BadCron, Cron, parse
from lockgate.analysis.producers import Producers, producers
from lockgate.analysis.timetable import MONDAY, meeting
from lockgate.diagnostics import Diagnostic, Related, ScheduleBeforeInput, Severity
from lockgate.ir import functions
from lockgate.ir.expr import Call, Parameter
from lockgate.ir.program import Program, Schedule
from lockgate.ir.traverse import expressions, walk, walk_expr
from lockgate.passes.compiler_pass import compiler_pass

OFTEN, VERY_OFTEN = 2, 4
"""How many firings for one of the input are too many: where a schedule builds it, where `fresh` only bounds its age."""


@compiler_pass("schedule-before-input", kind="check")
def schedule_before_input(program: Program) -> Sequence[Diagnostic]:
    """Report schedules that do not fit the schedules of what they read."""
    if not program.schedules:
        return []
    known = producers(program)
    return [item for schedule in program.schedules for item in _Reader(schedule, known).reports()]


class _Reader:
    """One schedule, and what it runs, as a reader of what others make."""

    def __init__(self, schedule: Schedule, known: Producers) -> None:
        self.schedule, self.known = schedule, known
        self.cron = _cron(schedule)
        self.own = {name.casefold() for name in schedule.run}
        self.told: set[str] = set()

    def reports(self) -> Iterator[Diagnostic]:
        """One for each schedule that builds an input too late, and one for inputs that come too seldom."""
        slow: list[tuple[str, str, Related]] = []
        for item in self.schedule.run:
            name = item.casefold()
            if self.known.is_view(name):
                continue
            inputs = self.known.reads(name)
            paces = [self.pace(made) for made in inputs]
            if paces and all(pace is not None for pace in paces) and not self.repeats(name):
                slow += [(item, *pace) for pace in paces[:1] if pace is not None]
            for made in inputs:
                if made not in self.known.sources and made not in self.own:
                    yield from self.behind(item, made)
        if slow:
            yield self.too_often(slow[0])

    def behind(self, item: str, made: str) -> Iterator[Diagnostic]:
        """An input that other schedules build: whether that is before this one fires."""
        makers = self.known.runs.get(made, ())
        title = self.title(made)
        if not makers:
            if self.tell(f"nothing {made}"):
                message = f"no schedule runs `{title}`, which `{item}` reads"
                yield self.report(message, f"run `{title}` here too, or in a schedule before it", "note")
            return
        if all(self.follows(maker, item) for maker in makers):
            if self.tell(makers[0].name):
                message = f"`{item}` reads `{title}`, which `{makers[0].name}` builds only after `{item}` was updated"
                yield self.report(message, f"run `{title}` here, before it", "error", makers[0])
            return
        maker = makers[0]
        if len(makers) > 1 or maker.cron is None or self.cron is None:
            return
        level = self.early(maker)
        if level is not None and self.tell(maker.name):
            together = level[1] == 0
            when = "at the same time as" if together else f"{_span(level[1])} before"
            message = f"this fires {when} `{maker.name}`, which builds `{title}` for `{item}`"
            help = f"let it fire later, run both in one schedule, or say `on {title}`"
            if title.casefold() in self.known.jobs:
                help = "let it fire later, or run both in one schedule"
            yield self.report(message, help, "error" if level[0] else "warning", maker)

    def early(self, maker: Schedule) -> tuple[bool, int] | None:
        """Whether it is certain, and how long before the maker it fires at most; None where it fires late enough."""
        theirs = _cron(maker)
        if self.cron is None or theirs is None:
            return None
        try:
            met = meeting(self.cron, self.schedule.timezone or "UTC", theirs, maker.timezone or "UTC")
        except (ValueError, OSError, KeyError):
            return None  # a zone that this machine does not know
        if met is None or met.reads >= OFTEN * met.makes or met.makes >= OFTEN * met.reads:
            return None
        pairs = list(zip(met.waits, met.ages, strict=True))
        if max(met.waits) and met.together * 2 < met.reads:
            return None  # it comes after the maker's last, in that one's own day, week or month
        if all(wait * 4 <= wait + age for wait, age in pairs):
            return True, max(met.waits)
        if all(wait < age for wait, age in pairs):
            return False, max(met.waits)
        return None

    def follows(self, maker: Schedule, item: str) -> bool:
        """The maker waits for what is built here."""
        return maker.cron is None and any(name.casefold() == item.casefold() for name in maker.on)

    def pace(self, made: str) -> tuple[str, Related] | None:
        """That an input comes much less often than this fires: how that is said, and where; None where it does not."""
        if self.cron is None or self.cron.never:
            return None
        source = self.known.sources.get(made)
        if source is not None:
            if source.fresh is None or _interval(self.cron) * VERY_OFTEN * 60 > source.fresh.seconds:
                return None
            text = f"`{source.name}` is said to come `within '{source.fresh.text}'`"
            return text, Related("said here", source.fresh.span or source.span)
        makers = self.known.runs.get(made, ())
        theirs = _cron(makers[0]) if len(makers) == 1 and made not in self.own else None
        if theirs is None or theirs.never or _interval(self.cron) * OFTEN > _interval(theirs):
            return None
        text = f"`{self.title(made)}` is built by `{makers[0].name}` only every {_span(round(_interval(theirs)))}"
        return text, Related(f"`{makers[0].name}` fires then", makers[0].cron_span or makers[0].span)

    def repeats(self, name: str) -> bool:
        """It may give something else from the same inputs: a job that waits for nothing, a model that asks the time."""
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            item = waiting.pop()
            model = self.known.models.get(item)
            if model is None or item in seen:
                if item in self.known.jobs and not self.known.jobs[item].after:
                    return True
                continue
            seen.add(item)
            for rel in walk(model.query):
                for expr in expressions(rel):
                    for node in walk_expr(expr):
                        if isinstance(node, Parameter) or (isinstance(node, Call) and _volatile(node)):
                            return True
            waiting += [made for made in self.known.direct(item) if self.known.is_view(made)]
        return False

    def too_often(self, slow: tuple[str, str, Related]) -> Diagnostic:
        assert self.cron is not None
        item, text, place = slow
        message = (
            f"this builds `{item}` every {_span(round(_interval(self.cron)))} from the same rows: {text}"
        )
        return self.report(
            message, "let it fire as often as its inputs come, or say `on MODEL`", "warning", place
        )

    def title(self, name: str) -> str:
        found = self.known.models.get(name) or self.known.jobs.get(name)
        return found.name if found is not None else name

    def tell(self, what: str) -> bool:
        """Whether this is new."""
        if what in self.told:
            return False
        self.told.add(what)
        return True

    def report(
        self, message: str, help: str, level: Severity, other: Schedule | Related | None = None
    ) -> Diagnostic:
        place = self.schedule.cron_span or self.schedule.span
        assert place is not None
        if isinstance(other, Schedule):
            other = Related(f"`{other.name}` fires then", other.cron_span or other.span)
        related = (other,) if other is not None else ()
        return ScheduleBeforeInput(span=place, message=message, help=help, related=related, level=level)


def _cron(schedule: Schedule) -> Cron | None:
    try:
        return parse(schedule.cron) if schedule.cron is not None else None
    except BadCron:
        return None


@lru_cache(maxsize=256)
def _interval(cron: Cron) -> float:
    """Minutes from one firing to the next, in the mean."""
    count = 7 if cron.weekly else CYCLE
    return count * DAY / max(1, len(cron.days(MONDAY, count)) * len(cron.times))


def _volatile(call: Call) -> bool:
    function = functions.lookup(call.function)
    return function is not None and not function.deterministic


def _span(minutes: int) -> str:
    """A duration in words, in the largest unit that fits."""
    for size, unit in ((DAY, "day"), (60, "hour")):
        if minutes >= size and minutes % size == 0:
            return f"{minutes // size} {unit}s" if minutes != size else unit
    if minutes > 2 * DAY:
        return f"{round(minutes / DAY)} days"
    return f"{minutes} minutes" if minutes != 1 else "minute"
