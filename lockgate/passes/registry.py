"""Which passes there are: the built-in ones, loaded when first asked for, and those of plugins."""

from __future__ import annotations

from importlib import import_module

from attrs import evolve

from lockgate.passes.compiler_pass import KINDS, InvalidPass, Pass, pass_of

FRONT = "resolve"
"""What every pipeline starts from: syntax has become a program. Always done, never named in a pipeline."""

BUILT_IN: tuple[str, ...] = (
    "lockgate.passes.checks.fanout_join:fanout_join",
    "lockgate.passes.checks.fanout_aggregate:fanout_aggregate",
    "lockgate.passes.checks.row_loss_join:row_loss_join",
    "lockgate.passes.checks.declared_keys:declared_keys",
    "lockgate.passes.checks.arbitrary_values:arbitrary_values",
    "lockgate.passes.checks.suspicious_join_key:suspicious_join_key",
    "lockgate.passes.checks.unneeded_many:unneeded_many",
    "lockgate.passes.checks.value_not_in_domain:value_not_in_domain",
    "lockgate.passes.checks.always:always",
    "lockgate.passes.checks.left_join_undone:left_join_undone",
    "lockgate.passes.checks.between_on_timestamp:between_on_timestamp",
    "lockgate.passes.checks.not_in_nullable:not_in_nullable",
    "lockgate.passes.checks.null_comparison:null_comparison",
    "lockgate.passes.checks.division_by_zero:division_by_zero",
    "lockgate.passes.checks.average_of_averages:average_of_averages",
    "lockgate.passes.checks.incremental:incremental_unsafe",
    "lockgate.passes.checks.nondeterministic_order:nondeterministic_order",
    "lockgate.passes.checks.schedules_start:schedules_start",
    "lockgate.passes.checks.schedules:schedule_before_input",
    "lockgate.passes.policy.flow:policy_flow",
    "lockgate.passes.policy.missing:policy_missing",
    "lockgate.passes.policy.names:policy_names",
    "lockgate.passes.policy.exports:policy_exports",
    "lockgate.passes.policy.schedules:policy_schedules",
    "lockgate.passes.policy.joins:policy_joins",
    "lockgate.passes.policy.nondeterminism:nondeterminism",
    "lockgate.passes.optimise.drop_proven_checks:drop_proven_checks",
    "lockgate.passes.optimise.fold_constants:fold_constants",
    "lockgate.passes.optimise.push_filters:push_filters",
    "lockgate.passes.optimise.prune_columns:prune_columns",
)
"""Where each built-in pass lives, in the order in which they run by default."""

_built_in: dict[str, Pass] = {}
_added: dict[str, Pass] = {}


def all_passes() -> tuple[Pass, ...]:
    """Every pass: the built-in ones in their order, then those of plugins by name."""
    if not _built_in:
        for place in BUILT_IN:
            module, _, attribute = place.partition(":")
            found = pass_of(getattr(import_module(module), attribute))
            _built_in[found.name] = found
    return (*_built_in.values(), *(_added[name] for name in sorted(_added)))


def lookup(name: str) -> Pass | None:
    """The pass of that name, or None."""
    return next((item for item in all_passes() if item.name == name), None)


def register(function: object, origin: str) -> Pass:
    """Add a decorated function of a plugin. Raises InvalidPass where it is no pass or its name is taken."""
    made = evolve(pass_of(function), origin=origin)
    taken = lookup(made.name)
    if made.name == FRONT or (taken is not None and taken.function is not made.function):
        owner = "lockgate" if taken is None else taken.origin
        raise InvalidPass(f"the name `{made.name}` is taken by a pass of {owner}")
    if taken is None:
        _added[made.name] = made
    return made


def unregister(name: str) -> None:
    """Take away a pass that was added; built-in ones stay."""
    _added.pop(name, None)


def in_order(passes: tuple[Pass, ...]) -> tuple[Pass, ...]:
    """Passes by kind, then as given, each behind those that its `after` names."""
    waiting = sorted(passes, key=lambda item: KINDS.index(item.kind))
    done: list[Pass] = []
    while waiting:
        names = {item.name for item in waiting}
        ready = next((item for item in waiting if not names & set(item.after) - {item.name}), waiting[0])
        waiting.remove(ready)
        done.append(ready)
    return tuple(done)
