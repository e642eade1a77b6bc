"""One session for all tests of the dialect in a process."""

from __future__ import annotations

import pytest

from tests.codegen.spark.lake import Lake


@pytest.fixture(scope="session")
def lake() -> Lake:
    return Lake()
