"""Syntax to IR: names, stars, functions inlined, params, bindings, types, contracts, cycles."""

from __future__ import annotations

from lockgate.passes.resolve.resolve import Resolution, resolve

__all__ = ["Resolution", "resolve"]
