"""Follows a page of the documentation to the letter: writes its files, types its commands, compares what is shown.

One command is not typed as it stands: `pip install` goes into a folder of the test instead of this Python.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.plugin.support import ROOT, install

BLOCK = re.compile(r"^```(?P<language>\w+)(?: (?P<path>\S+))?\n(?P<text>.*?)^```$", re.M | re.S)
INSTALL = "pip install --quiet ./my-passes"


def follow(page: Path, folder: Path) -> int:
    """Write the files of a page into a folder and type its commands there; how many there were."""
    commands = 0
    for number, block in enumerate(BLOCK.finditer(page.read_text(encoding="utf-8"))):
        if block["path"] is not None:
            path = folder / block["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["text"], encoding="utf-8")
        if block["language"] == "console":
            for command, shown in typed(block["text"]):
                commands += 1
                assert said(command, folder, number).rstrip() == shown.rstrip(), command
    return commands


def typed(text: str) -> list[tuple[str, str]]:
    """The commands of a block, each with what it shows."""
    parts = re.split(r"^\$ (.*)\n", text, flags=re.M)
    assert parts[0] == ""
    return list(zip(parts[1::2], parts[2::2], strict=True))


def said(command: str, folder: Path, number: int) -> str:
    """What a command writes to either output."""
    packages = folder / "packages"
    if command == INSTALL:
        shutil.rmtree(packages, ignore_errors=True)
        # A copy under a name of its own: builds are remembered by folder and time.
        install(shutil.copytree(folder / "my-passes", folder / f"copy-{number}"), packages)
        return ""
    tools = folder / "bin"
    if not tools.exists():
        tools.mkdir()
        for name, words in (("lockgate", "-m lockgate"), ("python", "")):
            script = tools / name
            script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n', encoding="utf-8")
            script.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": os.pathsep.join([str(packages), str(ROOT)]),
            "PYTHONDONTWRITEBYTECODE": "1",
            "NO_COLOR": "1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout
