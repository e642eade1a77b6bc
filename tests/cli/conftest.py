"""A small project, and the command line to ask about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.support import PROJECT, Command, write


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path / "shop", PROJECT)
