"""One server for all tests of the dialect in a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.codegen.postgres.database import Database, running


@pytest.fixture(scope="session")
def postgres() -> Iterator[Database]:
    with running() as made:
        yield made
