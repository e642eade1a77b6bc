"""What a project is on disk: its `lockgate.toml`, its `.gate` files, and which of them are trusted."""

from __future__ import annotations

from lockgate.project.config import Config, Environment, Limits, SourceOverride
from lockgate.project.discovery import Found, NoProjectError, discover, read_file
from lockgate.project.settings import read_config

__all__ = [
    "Config",
    "Environment",
    "Found",
    "Limits",
    "NoProjectError",
    "SourceOverride",
    "discover",
    "read_config",
    "read_file",
]
