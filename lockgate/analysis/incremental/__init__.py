"""Incremental models: a strategy that always gives the table of a full rebuild, or the reason why there is none."""

from __future__ import annotations

from lockgate.analysis.incremental.strategy import Driving, Part, Strategy, Unsafe, strategy

__all__ = ["Driving", "Part", "Strategy", "Unsafe", "strategy"]
