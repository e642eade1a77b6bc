"""`lockgate compile`: a target's files."""

from __future__ import annotations

from argparse import Namespace

from lockgate.cli.files import write_below
from lockgate.cli.output import Terminal, count
from lockgate.cli.shared import params_of, path_of, warn_of_plugins
from lockgate.session import Session


def run(options: Namespace, terminal: Terminal) -> int:
    """Write the files below `--out`, else print them; nothing of a project with errors."""
    warn_of_plugins(terminal)
    session = Session(path_of(options), params=params_of(options), allow=options.allow)
    result = session.compile(options.target, dialect=options.dialect)
    if options.out is not None and result.ok:
        write_below(options.out, result.files)
    if terminal.json:
        terminal.write_json(result.to_json())
        return 0 if result.ok else 1
    terminal.diagnostics(result.diagnostics, result.sources, program=session.check().program)
    if not result.ok:
        return 1
    if options.out is not None:
        terminal.say(f"wrote {count(len(result.files), 'file')} below {options.out}")
        return 0
    for path in sorted(result.files):
        if len(result.files) > 1:
            terminal.print(f"==> {path} <==")
        terminal.payload(result.files[path])
        if len(result.files) > 1:
            terminal.print("")
    return 0
