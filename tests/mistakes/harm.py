"""What a mistake costs, as data: the sections of `harm.md`."""

from __future__ import annotations

import re

from attrs import frozen

from tests.mistakes.case import HERE

_SECTION = re.compile(r"^## (?P<row>\d+) (?P<title>.+)\n(?P<rest>(?:(?!^## ).*\n?)*)", re.M)
_GATE = re.compile(r"^```gate\n(.*?)^```$", re.M | re.S)


@frozen
class Harm:
    """A wrong and a right model, and what each answers when asked for a figure."""

    row: int
    title: str
    data: str
    allow: tuple[str, ...]
    asked: str
    figure: str
    gate: str
    wrong: str
    right: str

    @property
    def model(self) -> str:
        """The name that both models have behind `wrong.` and `right.`."""
        found = re.search(r"^model wrong\.(\w+)", self.gate, re.M)
        assert found is not None
        return found[1]


def harms() -> list[Harm]:
    """All measured mistakes, in the order of the file."""
    text = (HERE / "harm.md").read_text(encoding="utf-8")
    return [_harm(match) for match in _SECTION.finditer(text)]


def _harm(match: re.Match[str]) -> Harm:
    rest = match["rest"]
    gate = _GATE.search(rest)
    assert gate is not None
    facts = dict(re.findall(r"^(\w+): (.+)$", rest[: gate.start()] + rest[gate.end() :], re.M))
    return Harm(
        row=int(match["row"]),
        title=match["title"],
        data=facts["data"],
        allow=tuple(facts["allow"].split(", ")),
        asked=facts["asked"],
        figure=facts["figure"],
        gate=gate[1],
        wrong=facts["wrong"],
        right=facts["right"],
    )
