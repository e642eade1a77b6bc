"""`lockgate test`: the `test` blocks."""

from __future__ import annotations

from argparse import Namespace

from lockgate.cli.output import Terminal
from lockgate.cli.reports import test_report
from lockgate.cli.shared import params_of, path_of
from lockgate.diagnostics.to_json import all_to_json
from lockgate.session import Session


def run(options: Namespace, terminal: Terminal) -> int:
    """Run the tests and report; 1 when the project has errors or a test failed."""
    session = Session(path_of(options), params=params_of(options), allow=options.allow)
    report = session.test()
    sources = session.inputs().sources
    if terminal.json:
        terminal.write_json({**report.to_json(), "diagnostics": all_to_json(report.diagnostics, sources)})
        return 0 if report.ok else 1
    terminal.diagnostics(report.diagnostics, sources, program=session.check().program)
    if not any(item.severity == "error" for item in report.diagnostics):
        terminal.print(test_report(report, terminal.out))
    return 0 if report.ok else 1
