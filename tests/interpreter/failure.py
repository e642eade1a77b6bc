"""How an evaluation ends without a value."""

from __future__ import annotations


class Failure(Exception):
    """The error that the language says the run stops with: a division by zero, a text that is no number."""


class Unspecified(Exception):
    """The language does not say what comes out: a tie that an order leaves open, a double beyond its range."""
