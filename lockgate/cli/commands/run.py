"""`lockgate run`: build, check, publish."""

from __future__ import annotations

from argparse import Namespace

from lockgate.cli.output import Terminal
from lockgate.cli.progress import progress
from lockgate.cli.reports import run_report
from lockgate.cli.shared import date_of, params_of, path_of, warn_of_plugins
from lockgate.diagnostics.to_json import to_json
from lockgate.session import Session


def run(options: Namespace, terminal: Terminal) -> int:
    """Run and report; 1 when the project has errors or anything failed."""
    warn_of_plugins(terminal)
    session = Session(path_of(options), params=params_of(options), allow=options.allow)
    sources = session.inputs().sources
    with progress(terminal) as on_event:
        report = session.run(
            env=options.env,
            engine=options.engine,
            database=options.database,
            select=options.select,
            run_date=date_of(options.run_date),
            full_refresh=options.full_refresh,
            on_event=on_event,
        )
    if terminal.json:
        terminal.write_json(report.to_json(lambda item: to_json(item, sources)))
        return 0 if report.ok else 1
    terminal.diagnostics(report.diagnostics, sources, program=session.check().program)
    if report.run_id:
        terminal.print(run_report(report, terminal.out, terminal.width))
    return 0 if report.ok else 1
