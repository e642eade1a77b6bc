"""Run one command and turn what happens into an exit code: 0 fine, 1 errors, 2 wrong use, 3 a bug of ours."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence

from lockgate.cli.arguments import COMMANDS, Misuse, overview, parser_for
from lockgate.cli.output import Terminal
from lockgate.project import NoProjectError
from lockgate.session import UsageError

FINE, ERRORS, MISUSE, BUG = 0, 1, 2, 3
GARBAGE = 200_000
"""New objects after which the interpreter looks for cycles that nothing uses."""
INTERRUPTED, PIPE_CLOSED = 130, 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code. Never raises."""
    # Programs are trees without cycles: looking for cycles while they grow would be a fifth of a check's time.
    before = gc.get_threshold()
    gc.set_threshold(GARBAGE, *before[1:])
    words = list(sys.argv[1:] if arguments is None else arguments)
    terminal = Terminal("--json" in words)
    try:
        code = _run(words, terminal)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Whoever read our output has closed it: say nothing, also not while Python shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except KeyboardInterrupt:
        terminal.say("interrupted")
        return INTERRUPTED
    finally:
        gc.set_threshold(*before)


def _run(words: list[str], terminal: Terminal) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        terminal.print(overview())
        return FINE if words else MISUSE
    if words[0] in ("-V", "--version"):
        from lockgate import __version__

        terminal.print(f"lockgate {__version__}")
        return FINE
    try:
        if words[0] not in COMMANDS:
            raise Misuse(f"there is no command `{words[0]}`", overview(), words[0])
        options = parser_for(words[0]).parse_intermixed_args(words[1:])
        command = importlib.import_module(f"lockgate.cli.commands.{COMMANDS[words[0]].module}")
        code: int = command.run(options, terminal)
        return code
    except Misuse as misuse:
        if misuse.asked_for_help:
            terminal.print(misuse.usage)
            return FINE
        terminal.fail(str(misuse), misuse.usage)
        return MISUSE
    except (UsageError, NoProjectError) as error:
        terminal.fail(str(error))
        return MISUSE
    except (KeyboardInterrupt, BrokenPipeError):
        raise
    except OSError as error:
        terminal.fail(f"{error.strerror or error}: {error.filename}" if error.filename else str(error))
        return ERRORS
    except Exception as error:
        from lockgate.cli.failure import report

        report(error, words, terminal)
        return BUG
