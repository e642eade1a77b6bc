"""What a project is on disk: its `lockgate.toml`, its `.gate` files, and which of them are trusted."""

from __future__ import annotations

from lockgate.project.config import Config, Environment, Limits, SourceOverride
from lockgate.project.discovery import Found, NoProjectError, discover, read_file

__all__ = [
    "Config",
    "Environment",
    "Found",
    "Limits",
    "NoProjectError",
    "SourceOverride",
    "discover",
    "read_file",
]
