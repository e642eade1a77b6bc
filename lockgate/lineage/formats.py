"""The formats that lineage is rendered in."""

from __future__ import annotations

from typing import Literal, get_args

Format = Literal["text", "mermaid", "html", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)
