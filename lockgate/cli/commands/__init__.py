"""The commands: one file each, with `run(options, terminal)` giving the exit code."""

from __future__ import annotations
