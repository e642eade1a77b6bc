"""Tables as folders of parquet files: a folder for each version, and a link that says which one counts.

    mart/daily/current -> 5f0c2a9d81b3/
    mart/daily/5f0c2a9d81b3/part-….parquet
    mart/daily/5f0c2a9d81b3/_lockgate.json

The link is replaced by a rename, so that whoever follows it finds one whole version at any moment.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import uuid
from pathlib import Path
from typing import Any

from attrs import frozen

from lockgate.codegen.sql.files import file_name
from lockgate.runtime.engines.protocol import Refused

CURRENT = "current"
ABOUT = "_lockgate.json"
_VERSION = re.compile(r"[0-9a-f]{32}")


@frozen(slots=True)
class Version:
    """One version of a dataset: where it lies and what it says about itself."""

    folder: Path
    about: dict[str, Any]


class Folders:
    """The tables below one folder, for one run at a time."""

    def __init__(self, root: Path, *, lock: bool) -> None:
        self.root = root
        self._lock = _locked(root / ".lock") if lock else None

    def close(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def current(self, schema: str, name: str) -> Version | None:
        return _read(Path(os.path.realpath(self._home(schema, name) / CURRENT)))

    def check(self, schema: str, name: str) -> None:
        """Raises Refused where something lies that lockgate has not made."""
        home = self._home(schema, name)
        if home.exists() and (not home.is_dir() or not all(_own(item) for item in home.iterdir())):
            raise Refused(
                f"`{home.parent.name}/{home.name}` in the folder of tables holds something that lockgate has"
                " not made and leaves alone"
            )
        link = home / CURRENT
        if link.exists() and not link.is_symlink():
            raise Refused(
                f"`{home.parent.name}/{home.name}/{CURRENT}` is a folder and no link: the folder of tables was"
                " copied without its links; remove the copy, and it is built anew"
            )

    def new(self, schema: str, name: str) -> Path:
        """A place for a version that nobody sees yet."""
        self.check(schema, name)
        home = self._home(schema, name)
        home.mkdir(parents=True, exist_ok=True)
        self._sweep(home)
        return home / uuid.uuid4().hex

    def keep(self, folder: Path, about: dict[str, Any]) -> None:
        """Make a version the one that counts, and remove those before it."""
        folder.mkdir(exist_ok=True)
        (folder / ABOUT).write_text(json.dumps(about), "utf-8")
        _sync(folder)
        beside = folder.parent / f".{CURRENT}.{folder.name}"
        beside.symlink_to(folder.name)
        beside.replace(folder.parent / CURRENT)
        _sync_folder(folder.parent)
        self._sweep(folder.parent)

    def drop(self, folder: Path) -> None:
        """Remove a version that never counted."""
        shutil.rmtree(folder, ignore_errors=True)

    def _home(self, schema: str, name: str) -> Path:
        return self.root / file_name(schema) / file_name(name)

    def _sweep(self, home: Path) -> None:
        """Remove all versions but the one that counts, also those that a killed run has left."""
        counts = os.path.realpath(home / CURRENT)
        for item in sorted(home.iterdir()):
            if item.name.startswith(f".{CURRENT}."):
                item.unlink(missing_ok=True)
            elif _VERSION.fullmatch(item.name) and os.path.realpath(item) != counts:
                shutil.rmtree(item, ignore_errors=True)


def _own(item: Path) -> bool:
    return bool(item.name == CURRENT or item.name.startswith(f".{CURRENT}.") or _VERSION.fullmatch(item.name))


def _read(folder: Path) -> Version | None:
    try:
        return Version(folder, json.loads((folder / ABOUT).read_text("utf-8")))
    except (OSError, ValueError):
        return None


def _locked(file: Path) -> int:
    """A lock that goes with the process. Raises Refused while another holds it."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise Refused(
            "another run holds the lock of this folder of tables; wait until it has ended"
        ) from None
    return handle


def _sync(folder: Path) -> None:
    """Bring every file of a version to the disk before anything points at it."""
    for item in sorted(folder.rglob("*")):
        if item.is_file():
            with item.open("rb+") as stream:
                os.fsync(stream.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
