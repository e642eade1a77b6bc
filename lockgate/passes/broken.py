"""The report of a pass that broke a rule: our bug, or a plugin's, with all that is needed to find it."""

from __future__ import annotations

from attrs import frozen

from lockgate.passes.pipeline import Pipeline, Step


@frozen(slots=True)
class Failure:
    """Which pass, after which others, what it did wrong, and the text before and after where it did so."""

    step: Step
    pipeline: Pipeline
    """The passes up to and with this one."""
    problems: tuple[str, ...]
    before: str
    after: str

    def command(self, project: str = ".") -> str:
        """What to type to see it again."""
        return f'lockgate ir {project} --passes "{self.pipeline}"'

    def report(self, project: str = ".") -> str:
        """The whole story, for people."""
        item = self.step.item
        whose = "lockgate" if item.origin == "lockgate" else f"the plugin {item.origin}"
        lines = [
            f"the pass `{item.name}` ({item.kind}) broke its rules: this is a bug of {whose}, not of the project"
        ]
        lines += [f"  {problem}" for problem in self.problems]
        for title, text in (("before", self.before), ("after", self.after)):
            if text:
                lines += [f"{title}:", *(f"  {line}" for line in text.splitlines())]
        lines.append(f"to see it again: {self.command(project)}")
        return "\n".join(lines)


class BrokenPass(Exception):
    """A pass broke a rule of its kind, made an unsound program, or raised."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.report())
        self.failure = failure
