"""The command line: `lockgate COMMAND [PATH] …`."""

from __future__ import annotations

from lockgate.cli.main import main

__all__ = ["main"]
