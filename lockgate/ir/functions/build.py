"""Makes table entries from one line of parameters: `x number, [digits integer literal]`.

Words of a parameter: its name, its kind (see `kinds`), and `literal` where only a constant will
do. Brackets mark what may be left out, three dots what may be repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal as OneOf

from attrs import frozen

from lockgate.ir.coerce import integer_literal
from lockgate.ir.expr import Literal
from lockgate.ir.functions.base import Binding, Function, Kind, Mismatch, Nulls, Rule, Typed
from lockgate.ir.functions.describe import advice, shown
from lockgate.ir.functions.kinds import KINDS, WORDS, ParameterKind
from lockgate.ir.types import NULL, UNKNOWN, Type

Result = Type | Callable[[Sequence[Typed], tuple[Type, ...]], Type | Mismatch]
Check = Callable[[Sequence[Typed]], Mismatch | None]
NullRule = Callable[[Sequence[Typed]], bool]

NULL_RULES: dict[Nulls, NullRule] = {
    "propagate": lambda args: any(arg.nullable for arg in args),
    "introduce": lambda args: True,
    "ignore": lambda args: all(arg.nullable for arg in args),
    "never": lambda args: False,
    "custom": lambda args: True,
}


@frozen(slots=True)
class Parameter:
    """One parameter of a signature."""

    name: str
    kind: ParameterKind
    literal: bool = False
    optional: bool = False
    repeated: bool = False

    def __str__(self) -> str:
        text = f"{self.name} {'constant ' if self.literal else ''}{self.kind.name}{'…' if self.repeated else ''}"
        return f"[{text}]" if self.optional else text


def parameters(text: str) -> tuple[Parameter, ...]:
    """The parameters that a line of text means."""
    return tuple(_parameter(part.strip()) for part in text.split(",") if part.strip())


def _parameter(text: str) -> Parameter:
    words = text.strip("[]").split()
    kind = words[1].removesuffix("...")
    return Parameter(
        words[0], KINDS[kind], "literal" in words[2:], text.startswith("["), words[1].endswith("...")
    )


def same(args: Sequence[Typed], bound: tuple[Type, ...]) -> Type:
    """The result has the type of the first argument."""
    return bound[0]


def bind_parameters(name: str, expected: Sequence[Parameter], args: Sequence[Typed]) -> tuple[Type, ...] | Mismatch:
    """What each argument is to be coerced to, or the first that does not fit."""
    problem = wrong_count(name, expected, len(args))
    if problem is not None:
        return problem
    targets: list[Type] = []
    for position, arg in enumerate(args):
        parameter = expected[min(position, len(expected) - 1)]
        bad = _misfit(name, parameter, position, arg)
        if bad is not None:
            return bad
        targets.append(parameter.kind.target(arg.type))
    return tuple(targets)


def _misfit(name: str, parameter: Parameter, position: int, arg: Typed) -> Mismatch | None:
    kind = parameter.kind
    if arg.type not in (UNKNOWN, NULL) and not kind.accepts(arg.type):
        wanted = kind.fixed if kind.fixed is not None else kind.default
        return Mismatch(
            f"`{name}` takes {_wanted(parameter)}, and {shown(arg)} is {arg.type}",
            position,
            advice(arg, wanted),
            (kind.name,),
        )
    if parameter.literal and arg.type != UNKNOWN and not is_constant(arg):
        return Mismatch(
            f"the {parameter.name} of `{name}` must be a constant", position, "write the value itself", (), "arguments"
        )
    return None


def _wanted(parameter: Parameter) -> str:
    words = WORDS[parameter.kind.name]
    return words if len(parameter.name) == 1 else f"{words} as its {parameter.name}"


def is_constant(arg: Typed) -> bool:
    """The argument is a literal other than null."""
    if isinstance(arg.expr, Literal):
        return arg.expr.value is not None
    return integer_literal(arg.expr) is not None


def wrong_count(name: str, expected: Sequence[Parameter], given: int) -> Mismatch | None:
    """A mismatch where there are too few or too many arguments."""
    least = sum(1 for item in expected if not item.optional)
    most = None if any(item.repeated for item in expected) else len(expected)
    if given >= least and (most is None or given <= most):
        return None
    if most is None:
        wanted = f"at least {least}"
    elif least == most:
        wanted = str(most) if most else "no"
    else:
        wanted = f"{least} to {most}"
    plural = "" if wanted == "1" else "s"
    call = f"{name}({', '.join(str(item) for item in expected)})"
    verb = "is" if given == 1 else "are"
    return Mismatch(
        f"`{name}` takes {wanted} argument{plural}, and {given or 'none'} {verb} given",
        None,
        f"it is `{call}`",
        kind="arguments",
    )


def make(
    name: str,
    params: str,
    result: Result,
    doc: str,
    *,
    family: str,
    kind: Kind = "scalar",
    nulls: Nulls = "propagate",
    check: Check | None = None,
    nullable: NullRule | None = None,
    deterministic: bool = True,
    labels: OneOf["keep", "drop"] = "keep",
    shown_result: str = "",
    infix: bool = False,
) -> Function:
    """A table entry whose arguments are each of a kind of their own."""
    expected = parameters(params)
    may_be_null = nullable if nullable is not None else NULL_RULES[nulls]

    def rule(args: Sequence[Typed]) -> Binding | Mismatch:
        bound = bind_parameters(name, expected, args)
        if isinstance(bound, Mismatch):
            return bound
        problem = check(args) if check is not None else None
        if problem is not None:
            return problem
        made = result(args, bound) if callable(result) else result
        return made if isinstance(made, Mismatch) else Binding(bound, made, may_be_null(args))

    if not shown_result:
        shown_result = f"the type of {expected[0].name}" if callable(result) and expected else str(result)
    listed = [str(item) for item in expected]
    call = f" {name} ".join(listed) if infix else f"{name}({', '.join(listed)})"
    signature = f"{call} → {shown_result}"
    return Function(name, kind, signature, doc, nulls, family, rule, deterministic, labels)


def by_rule(
    name: str,
    signature: str,
    rule: Rule,
    doc: str,
    *,
    family: str,
    kind: Kind = "scalar",
    nulls: Nulls = "propagate",
    labels: OneOf["keep", "drop"] = "keep",
) -> Function:
    """A table entry with a rule written out."""
    return Function(name, kind, signature, doc, nulls, family, rule, True, labels)
