"""`lockgate show`: the first rows of a model."""

from __future__ import annotations

from argparse import Namespace

from lockgate.cli.output import Terminal, count
from lockgate.cli.reports import rows_table
from lockgate.cli.shared import date_of, params_of, path_of
from lockgate.diagnostics.to_json import all_to_json
from lockgate.session import Session, UsageError


def run(options: Namespace, terminal: Terminal) -> int:
    """Print rows; 1 when the project has errors or the model could not be read."""
    if not 0 <= options.limit <= 100_000:
        raise UsageError("--limit is a number from 0 to 100000")
    session = Session(path_of(options), params=params_of(options), allow=options.allow)
    checked = session.check()
    if not checked.ok:
        if terminal.json:
            terminal.write_json(
                {"ok": False, "diagnostics": all_to_json(checked.diagnostics, checked.sources)}
            )
        else:
            terminal.diagnostics(checked.diagnostics, checked.sources, program=checked.program)
        return 1
    shown = session.show(
        options.model,
        limit=options.limit,
        env=options.env,
        engine=options.engine,
        database=options.database,
        run_date=date_of(options.run_date),
    )
    if terminal.json:
        terminal.write_json(shown.to_json())
    elif shown.error is not None:
        terminal.fail(shown.error)
    else:
        rows = [dict(zip(shown.columns, row, strict=True)) for row in shown.rows]
        terminal.print(rows_table(rows, terminal.out, shown.columns, terminal.width))
        how = "" if shown.published else ", computed now: nothing of this name is in the database"
        terminal.say(count(len(shown.rows), "row") + how)
    return 0 if shown.error is None else 1
