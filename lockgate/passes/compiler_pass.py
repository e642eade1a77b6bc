"""What a pass is: a plain typed function with a name, one of four kinds, and options.

`@compiler_pass("push-filters", kind="optimise")` reads all else from the function: its first parameter says
what it works on (`Rel`: each query by itself; `Program`: the whole), its keyword-only parameters are its options.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, get_args, get_type_hints
from typing import Literal as OneOf

from attrs import frozen

from lockgate.diagnostics import Diagnostic
from lockgate.ir.program import Program
from lockgate.ir.rel import Rel

Kind = OneOf["lower", "check", "enforce", "optimise"]
Subject = OneOf["rel", "program"]
OptionValue = bool | int | str

KINDS: tuple[Kind, ...] = get_args(Kind)
"""`lower` may change anything; `check` reports and changes nothing; `enforce` carries out policy and may report;
`optimise` keeps what every model gives."""

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_ATTRIBUTE = "__compiler_pass__"
_Function = TypeVar("_Function", bound=Callable[..., Any])


class InvalidPass(TypeError):
    """A function that cannot be a pass, with the reason."""


@frozen(slots=True)
class Reported:
    """What a `lower` or `enforce` pass returns when it has diagnostics besides its result."""

    result: Program | Rel
    diagnostics: Sequence[Diagnostic]


@frozen(slots=True)
class Option:
    """A keyword-only parameter: `max_depth: int = 3` is the option `max-depth`."""

    name: str
    parameter: str
    type: type
    default: OptionValue


@frozen(slots=True)
class Pass:
    """A function as the manager sees it."""

    name: str
    kind: Kind
    subject: Subject
    function: Callable[..., Any]
    options: tuple[Option, ...]
    after: tuple[str, ...]
    """Passes that, where they run at all, must have run before."""
    default: bool
    """It is in the default pipeline."""
    doc: str
    origin: str = "lockgate"
    """The distribution that it came with."""

    @property
    def summary(self) -> str:
        """The first line of its documentation."""
        return self.doc.partition("\n")[0]

    def option(self, name: str) -> Option | None:
        """The option of that name, or None."""
        return next((item for item in self.options if item.name == name), None)


def compiler_pass(
    name: str, *, kind: Kind, after: Sequence[str] = ("resolve",), default: bool = True
) -> Callable[[_Function], _Function]:
    """Make a pass of a function, which stays callable as it is. Raises InvalidPass."""

    def decorate(function: _Function) -> _Function:
        made = _read(function, name, kind, tuple(after), default)
        setattr(function, _ATTRIBUTE, made)
        return function

    return decorate


def pass_of(function: object) -> Pass:
    """The pass that a decorated function is. Raises InvalidPass."""
    made = getattr(function, _ATTRIBUTE, None)
    if not isinstance(made, Pass):
        raise InvalidPass(f"{function!r} is no pass: decorate it with @compiler_pass")
    return made


def _read(function: Callable[..., Any], name: str, kind: Kind, after: tuple[str, ...], default: bool) -> Pass:
    if not _NAME.match(name):
        raise InvalidPass(f"a pass is named like `push-filters`, and this one is named {name!r}")
    if kind not in KINDS:
        raise InvalidPass(f"`{name}` is of kind {kind!r}; the kinds are {', '.join(KINDS)}")
    try:
        hints = get_type_hints(function)
    except NameError as error:
        raise InvalidPass(f"`{name}`: {error}; import it outside `if TYPE_CHECKING`") from error
    parameters = list(inspect.signature(function).parameters.values())
    first, rest = (parameters[0], parameters[1:]) if parameters else (None, [])
    if first is None or first.kind not in (first.POSITIONAL_ONLY, first.POSITIONAL_OR_KEYWORD):
        raise InvalidPass(f"`{name}` must take a `Rel` or a `Program` as its first parameter")
    return Pass(
        name=name,
        kind=kind,
        subject=_subject(name, hints.get(first.name)),
        function=function,
        options=tuple(_option(name, item, hints) for item in rest),
        after=after,
        default=default,
        doc=inspect.getdoc(function) or "",
    )


def _subject(name: str, hint: object) -> Subject:
    if hint is Program:
        return "program"
    if hint == Rel:
        return "rel"
    raise InvalidPass(f"the first parameter of `{name}` must be annotated `Rel` or `Program`")


def _option(name: str, parameter: inspect.Parameter, hints: dict[str, Any]) -> Option:
    kind = hints.get(parameter.name)
    if parameter.kind is not parameter.KEYWORD_ONLY:
        raise InvalidPass(f"`{name}`: the option `{parameter.name}` must be keyword-only: put it behind `*`")
    if kind not in (bool, int, str):
        raise InvalidPass(f"`{name}`: the option `{parameter.name}` must be annotated bool, int or str")
    if type(parameter.default) is not kind:
        raise InvalidPass(f"`{name}`: the option `{parameter.name}` needs a default of type {kind.__name__}")
    return Option(parameter.name.replace("_", "-"), parameter.name, kind, parameter.default)
