"""What schedules run, and what of it each model and job reads: models that are stored, jobs and sources."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from lockgate.analysis.graph import scanned
from lockgate.ir.program import Job, Model, Program, Schedule, Source


@frozen(slots=True)
class Producers:
    """Everything by case-folded name."""

    models: Mapping[str, Model]
    jobs: Mapping[str, Job]
    sources: Mapping[str, Source]
    runs: Mapping[str, tuple[Schedule, ...]]
    """The schedules that run a model or job."""

    def is_view(self, name: str) -> bool:
        """It is computed by whoever reads it, and so never late itself."""
        model = self.models.get(name)
        return model is not None and model.materialization.kind == "view"

    def reads(self, name: str) -> tuple[str, ...]:
        """What a model or job needs to have been built or delivered; views stand for what they read."""
        found: dict[str, None] = {}
        seen = {name}
        waiting = self.direct(name)
        while waiting:
            item = waiting.pop()
            if item in seen:
                continue
            seen.add(item)
            if self.is_view(item):
                waiting += self.direct(item)
            else:
                found[item] = None
        return tuple(sorted(found))

    def direct(self, name: str) -> list[str]:
        """What its query, or a job's `after`, names."""
        if name in self.models:
            return [item.casefold() for item in scanned(self.models[name].query)]
        return [item.casefold() for item in self.jobs[name].after] if name in self.jobs else []


def producers(program: Program) -> Producers:
    """The producers of a program."""
    runs: dict[str, tuple[Schedule, ...]] = {}
    for schedule in program.schedules:
        for name in schedule.run:
            runs[name.casefold()] = (*runs.get(name.casefold(), ()), schedule)
    return Producers(
        {model.name.casefold(): model for model in program.models},
        {job.name.casefold(): job for job in program.jobs},
        {source.name.casefold(): source for source in program.sources},
        runs,
    )
