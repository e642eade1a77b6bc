"""`lockgate source add`: declarations for data files, to start from."""

from __future__ import annotations

from argparse import Namespace

from lockgate.cli.files import write_below
from lockgate.cli.output import Terminal
from lockgate.diagnostics.display import safe
from lockgate.grammar.keywords import quote_name
from lockgate.project import NoProjectError
from lockgate.session import Session
from lockgate.session.describe import new_source
from lockgate.session.inputs import Inputs


def run(options: Namespace, terminal: Terminal) -> int:
    """Write one file a source, below `sources/`; 1 when any could not be described."""
    try:
        inputs = Session(options.project).inputs()
    except NoProjectError:
        if not options.project.is_dir():
            raise
        # The first source of a project may well be its first file.
        inputs = Inputs(options.project, {})
    found = [new_source(inputs, file, quote_name(options.schema)) for file in options.files]
    good = {item.path: item.text for item in found if item.error is None}
    write_below(inputs.root, good)
    ok = len(good) == len(found)
    if terminal.json:
        sources = [
            {"name": item.name, "path": item.path, "text": item.text, "error": item.error} for item in found
        ]
        terminal.write_json({"ok": ok, "sources": sources})
        return 0 if ok else 1
    for item in found:
        if item.error is not None:
            terminal.say(f"error: {safe(item.name, terminal.err)}: {safe(item.error, terminal.err)}")
        else:
            terminal.print(f"wrote {safe(item.path, terminal.out)}\n")
            terminal.print("\n".join(safe(line, terminal.out) for line in item.text.split("\n")))
    if good:
        terminal.say(
            "say what you know of it: key, not null, in (...), references; `lockgate run` checks each"
        )
    return 0 if ok else 1
