"""What is wrong with a question, as opposed to with a project."""

from __future__ import annotations


class UsageError(Exception):
    """A question that cannot be asked of this project: an unknown environment, target, model or parameter."""
