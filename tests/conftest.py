"""Hypothesis settings for every test: the same examples in every run, and no clock in the verdict."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# Derandomised: a failure that was not there before the change came with the change. `make fuzz` explores.
settings.register_profile(
    "dev",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("ci", settings.get_profile("dev"), max_examples=200, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))
