"""Report a bug of ours: what happened, where, and the command that makes it happen again."""

from __future__ import annotations

import os
import platform
import shlex
import sys
import traceback
from collections.abc import Sequence

from lockgate.cli.output import Terminal


def report(error: BaseException, words: Sequence[str], terminal: Terminal) -> None:
    """To standard error, and with `--json` as an object to standard output."""
    from lockgate import __version__

    reproduce = f"cd {shlex.quote(os.getcwd())} && {shlex.join(['lockgate', *words])}"
    what = f"{type(error).__name__}: {error}"
    frames = traceback.format_exception(type(error), error, error.__traceback__, limit=-12)
    terminal.say("".join(frames).rstrip())
    terminal.say(
        f"\nThis is a bug in lockgate, not a mistake of yours. Please report it with these lines.\n"
        f"  version:   lockgate {__version__}, Python {platform.python_version()}, {sys.platform}\n"
        f"  reproduce: {reproduce}"
    )
    if terminal.json:
        terminal.write_json({"ok": False, "error": f"internal error: {what}", "reproduce": reproduce})
