"""Sizes in the picture, in pixels; the script uses the same ones."""

from __future__ import annotations

GEOMETRY = {
    "margin": 28,
    "width": 264,
    "head": 48,
    "row": 24,
    "foot": 8,
    "gap_x": 116,
    "gap_y": 22,
    "letter": 6.9,
    "small": 6.4,
}
GLYPHS = {
    "source": "•",
    "copy": "→",
    "rename": "↦",
    "expression": "ƒ",
    "aggregate": "Σ",
    "window": "▤",
    "union": "∪",
}
