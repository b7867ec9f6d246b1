"""The user's folder for what can be made again: where it is, and whether it can be trusted.

What lies there is taken for true, so nobody else may be able to put anything into it.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def cache_folder(*names: str) -> Path | None:
    """Return a folder of this user's own below the cache folder, made where it was missing.

    The cache folder is ``XDG_CACHE_HOME`` or, by system, ``~/.cache``, ``~/Library/Caches`` or
    ``%LOCALAPPDATA%``. Source: XDG Base Directory Specification 0.8.

    Args:
        names: the folders below it, from the outermost in.

    Returns:
        None where there is no such place, it cannot be made, or it is not safe: a folder on the way belongs
        to somebody else, others can write to it, or one of ``names`` is a symbolic link.
    """
    try:
        folder = _home().resolve()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in names:
            folder /= name
            folder.mkdir(exist_ok=True, mode=0o700)
            if not _own(folder):
                return None
        return folder if all(map(_kept, _pairs(folder))) else None
    except (OSError, RuntimeError):  # the second: nobody's home is known
        return None


def _home() -> Path:
    """Return the user's cache folder; a relative path in the environment is to be ignored."""
    said = os.environ.get("XDG_CACHE_HOME", "")
    if said and Path(said).is_absolute():
        return Path(said)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local")
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")


def _own(folder: Path) -> bool:
    """Return whether a folder is one, is this user's, and nobody else can write to it."""
    facts = folder.lstat()
    return stat.S_ISDIR(facts.st_mode) and (
        os.name == "nt" or (facts.st_uid == os.getuid() and not facts.st_mode & _OTHERS_WRITE)
    )


def _pairs(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Yield each folder on the way to this one with the one around it."""
    return zip((folder, *folder.parents), folder.parents, strict=False)


def _kept(pair: tuple[Path, Path]) -> bool:
    """Return whether only this user and the system's can put another folder in the place of one."""
    if os.name == "nt":
        return True
    inner, outer = (path.lstat() for path in pair)
    ours = {0, os.getuid()}
    if outer.st_uid not in ours:
        return False
    sticky = bool(outer.st_mode & stat.S_ISVTX) and inner.st_uid in ours
    return sticky or not outer.st_mode & _OTHERS_WRITE
