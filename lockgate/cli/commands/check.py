"""`lockgate check`: what is wrong with a project."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from lockgate.cli.output import Terminal, count, summary
from lockgate.cli.shared import date_of, params_of, path_of, warn_of_plugins
from lockgate.diagnostics import Diagnostic
from lockgate.diagnostics.fix import choose
from lockgate.session import Session, UsageError


def run(options: Namespace, terminal: Terminal) -> int:
    """Check, print, and give 1 when there is an error."""
    warn_of_plugins(terminal)
    untrusted = list(options.untrusted)
    if options.path is None and len(untrusted) > 1 and untrusted[-1].is_dir():
        # `check --untrusted FILE PROJECT`: the option takes all words up to the next option.
        options.path = untrusted.pop()
    missing = next((file for file in untrusted if not file.exists()), None)
    if missing is not None:
        raise UsageError(f"there is no file {missing}")
    session = Session(
        path_of(options),
        untrusted=untrusted,
        params=params_of(options),
        allow=options.allow,
        run_date=date_of(options.run_date),
    )
    result = session.check_connected() if options.connected else session.check()
    if terminal.json:
        terminal.write_json(result.to_json())
        return 0 if result.ok else 1
    groups = terminal.diagnostics(result.diagnostics, result.sources, program=result.program, result=True)
    models = count(len(result.program.models), "model")
    sources = count(len(result.program.sources), "source")
    found = summary(groups)
    terminal.print(f"{found or 'no mistakes'} in {models} and {sources}")
    if not result.ok:
        name = groups[0].first.name
        terminal.say(f"`lockgate explain {name}` says more{_fixable(result.diagnostics)}")
    return 0 if result.ok else 1


def _fixable(items: Sequence[Diagnostic]) -> str:
    for option, unsafe in (("", False), (" --unsafe", True)):
        number = sum(choose(item, unsafe) is not None for item in items)
        if number:
            return f"; `lockgate fix{option}` would mend {number}"
    return ""
