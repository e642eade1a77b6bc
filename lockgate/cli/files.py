"""Write files whole or not at all, and only where they belong."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from lockgate.session import UsageError


def write_atomically(path: Path, text: str) -> None:
    """Replace a file's text in one step, keeping its mode and, for a link, the link."""
    real = Path(os.path.realpath(path))
    temporary = _prepare(real, text)
    os.replace(temporary, real)


def write_below(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Write all files below a folder, which is made if need be; first all beside their places, then all into them.

    Raises UsageError for a path that leads out of the folder.
    """
    home = os.path.realpath(folder)
    places = []
    for name in sorted(files):
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name or not path.parts:
            raise UsageError(f"the target wants to write outside the output folder: {name!r}")
        places.append((Path(home, *path.parts), files[name]))
    ready: list[tuple[str, Path]] = []
    try:
        for place, text in places:
            place.parent.mkdir(parents=True, exist_ok=True)
            if not os.path.realpath(place).startswith(home.rstrip(os.sep) + os.sep):
                raise UsageError(f"a link leads out of the output folder: {place}")
            ready.append((_prepare(place, text), place))
        for temporary, place in ready:
            os.replace(temporary, place)
    except BaseException:
        for temporary, _ in ready:
            if os.path.exists(temporary):
                os.unlink(temporary)
        raise
    return [place for _, place in ready]


def _prepare(path: Path, text: str) -> str:
    """A finished file beside its place."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=".new", dir=path.parent)
    try:
        with open(handle, "w", encoding="utf-8", errors="surrogatepass", newline="") as stream:
            stream.write(text)
        os.chmod(temporary, path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
    except BaseException:
        os.unlink(temporary)
        raise
    return temporary


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
