"""Pipelines as text: `fold-constants,push-filters{limit=50},prune-columns`.

`Pipeline.parse(str(pipeline)) == pipeline`. Options that have their default are not printed.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from attrs import frozen

from lockgate.diagnostics.suggest import nearest
from lockgate.passes.compiler_pass import KINDS, Kind, Option, OptionValue, Pass
from lockgate.passes.registry import FRONT, all_passes, in_order, lookup

_TOKEN = re.compile(r"\s*(?:(?P<word>[A-Za-z0-9_+-]+)|(?P<text>'(?:[^']|'')*')|(?P<sign>[{}=,]))")
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}\Z")
_BOOLEANS = {"true": True, "false": False}


class PipelineError(ValueError):
    """What is wrong with the text of a pipeline; `offset` is where, in characters from 0."""

    def __init__(self, message: str, offset: int = 0, help: str = "") -> None:
        super().__init__(f"{message} ({help})" if help else message)
        self.message = message
        self.offset = offset
        self.help = help


@frozen(slots=True)
class Step:
    """A pass with the options that differ from their default, by parameter name."""

    item: Pass
    options: tuple[tuple[str, OptionValue], ...] = ()

    def __str__(self) -> str:
        shown = [f"{name.replace('_', '-')}={_shown(value)}" for name, value in self.options]
        return self.item.name + (f"{{{','.join(shown)}}}" if shown else "")


@frozen(slots=True)
class Pipeline:
    """Passes in the order in which they run."""

    steps: tuple[Step, ...] = ()

    def __str__(self) -> str:
        return ",".join(map(str, self.steps))

    @staticmethod
    def parse(text: str) -> Pipeline:
        """The pipeline that a text means; an empty text is no pass at all. Raises PipelineError."""
        return Pipeline(_Parser(text).steps())

    @staticmethod
    def default(kinds: Collection[Kind] = KINDS) -> Pipeline:
        """What runs unless something else is asked for, plugins included."""
        chosen = tuple(item for item in all_passes() if item.default and item.kind in kinds)
        return Pipeline(tuple(Step(item) for item in in_order(chosen)))


def _shown(value: OptionValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return value if _BARE.match(value) and value not in _BOOLEANS else "'" + value.replace("'", "''") + "'"


class _Parser:
    """One pass over the tokens; `at` is the offset of the token that was read last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.at = 0

    def steps(self) -> tuple[Step, ...]:
        made: list[Step] = []
        places: list[int] = []
        if not self.text.strip():
            return ()
        while True:
            name = self._word("the name of a pass")
            places.append(self.at)
            found = self._pass(name)
            sign = self._sign(",{")
            options: tuple[tuple[str, OptionValue], ...] = ()
            if sign == "{":
                options = self._options(found)
                sign = self._sign(",")
            made.append(Step(found, options))
            if sign == "":
                break
        _hold_order(made, places)
        return tuple(made)

    def _pass(self, name: str) -> Pass:
        found = lookup(name)
        if found is not None:
            return found
        if name == FRONT:
            raise PipelineError(f"`{FRONT}` always comes first and is not named in a pipeline", self.at)
        names = [item.name for item in all_passes()]
        close = nearest(name, names)
        help = f"did you mean `{close[0]}`?" if close else f"there are {', '.join(names)}"
        raise PipelineError(f"no pass `{name}`", self.at, help)

    def _options(self, found: Pass) -> tuple[tuple[str, OptionValue], ...]:
        given: dict[str, OptionValue] = {}
        while True:
            name = self._word("the name of an option")
            option = self._option(found, name)
            if option.parameter in given:
                raise PipelineError(f"the option `{name}` of `{found.name}` stands twice", self.at)
            if self._sign("=") != "=":
                raise PipelineError(f"the option `{name}` needs a value", self.position, f"write `{name}=…`")
            given[option.parameter] = self._value(found, option)
            sign = self._sign(",}")
            if sign == "}":
                break
            if sign == "":
                raise PipelineError(f"the options of `{found.name}` do not end", self.position, "write `}`")
        options = {item.parameter: item for item in found.options}
        return tuple(
            (name, given[name])
            for name in options
            if given.get(name, options[name].default) != options[name].default
        )

    def _option(self, found: Pass, name: str) -> Option:
        option = found.option(name)
        if option is not None:
            return option
        names = [item.name for item in found.options]
        close = nearest(name, names)
        if close:
            help = f"did you mean `{close[0]}`?"
        else:
            help = f"it has {', '.join(f'`{item}`' for item in names)}" if names else "it has none"
        raise PipelineError(f"`{found.name}` has no option `{name}`", self.at, help)

    def _value(self, found: Pass, option: Option) -> OptionValue:
        kind, text = self._token()
        if kind not in ("word", "text"):
            raise PipelineError(
                f"the option `{option.name}` needs a value", self.at, f"write `{option.name}=…`"
            )
        if option.type is str:
            return text[1:-1].replace("''", "'") if kind == "text" else text
        if option.type is bool and kind == "word" and text in _BOOLEANS:
            return _BOOLEANS[text]
        if option.type is int and kind == "word" and _INTEGER.match(text):
            return int(text)
        wanted = "true or false" if option.type is bool else "a whole number"
        raise PipelineError(
            f"the option `{option.name}` of `{found.name}` is {wanted}, not `{text}`", self.at
        )

    def _word(self, what: str) -> str:
        kind, text = self._token()
        if kind != "word":
            raise PipelineError(
                f"{what} should stand here, not {f'`{text}`' if text else 'the end'}", self.at
            )
        return text

    def _sign(self, allowed: str) -> str:
        """One of the signs, or "" at the end."""
        kind, text = self._token()
        if kind == "end" or (kind == "sign" and text in allowed):
            return text
        wanted = " or ".join(f"`{sign}`" for sign in allowed)
        raise PipelineError(f"{wanted} should stand here, not `{text}`", self.at)

    def _token(self) -> tuple[str, str]:
        found = _TOKEN.match(self.text, self.position)
        if found is None:
            rest = self.text[self.position :].lstrip()
            self.at = len(self.text) - len(rest)
            if rest:
                raise PipelineError(f"`{rest[0]}` has no meaning in a pipeline", self.at)
            return "end", ""
        kind = found.lastgroup or "sign"
        self.at, self.position = found.start(kind), found.end()
        return kind, found.group(kind)


def _hold_order(steps: list[Step], places: list[int]) -> None:
    """Each pass stands behind those that it comes after, where they stand at all."""
    last = {step.item.name: index for index, step in enumerate(steps)}
    for index, step in enumerate(steps):
        for name in step.item.after:
            first = next((at for at, other in enumerate(steps) if other.item.name == name), None)
            if first is not None and first > index and last[name] > index:
                message = f"`{step.item.name}` comes after `{name}`, and here it stands before it"
                raise PipelineError(message, places[index], f"write `{name},{step.item.name}`")
