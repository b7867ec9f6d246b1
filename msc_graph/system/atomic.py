"""Files that are whole or not there: written beside their place, made durable, then renamed into it."""

from __future__ import annotations

import errno
import io
import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_IMODE, S_ISREG
from typing import Any, BinaryIO, TextIO

from msc_graph.errors import MscGraphError

_SETTLED = 60
"""Seconds for which a temporary file is left alone: its maker may not have marked it yet. Our choice."""


_MOST_LINKS = 40
"""Links that are followed before a path is none. Source: Linux, path_resolution(7)."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What the system says where no more can be written. Source: POSIX, write()."""

_PROBE = bytes(1 << 20)
"""What is written to learn whether the system takes more: many blocks of any file system. Our choice."""

_SHORT = re.compile(r"(\d+) requested and \d+ written")
"""How numpy says that the system took a part of an array only, and not why."""
_LARGEST_ITEM = 8
"""Bytes of the largest item of our arrays."""


@contextmanager
def refusals_named(place: Path, ours: Path) -> Iterator[None]:
    """Return a context that tells as an ``OSError`` of ``place`` that the system refused to write.

    Libraries tell of a full disk in words of their own, or name a file below ``ours`` that nobody knows.
    Where they name nothing, the folder of ``ours`` is asked whether it takes more.
    """
    try:
        yield
    except MscGraphError:
        raise
    except Exception as error:
        number = _number_of(error, ours)
        if number is None:
            raise
        raise OSError(number, os.strerror(number), str(place)) from error


def _number_of(error: Exception, ours: Path) -> int | None:
    """Return the number of the system's refusal that an error tells of; None where it tells of none."""
    if isinstance(error, OSError) and error.errno is not None:
        if error.filename:
            return error.errno if Path(os.fsdecode(error.filename)).is_relative_to(ours) else None
        return error.errno if error.errno in _FULL else None
    if told := [number for number in _FULL if os.strerror(number) in str(error)]:
        return told[0]
    short = _SHORT.search(str(error))
    try:
        with tempfile.TemporaryFile(dir=ours.parent) as file:
            file.write(_PROBE)
            if short:
                file.truncate(_LARGEST_ITEM * int(short[1]))
    except OSError as refused:
        return refused.errno
    return errno.ENOSPC if short else None


def followed(path: Path | str) -> Path:
    """Return where a path leads by its links; raise ``OSError`` where they lead in a circle."""
    with suppress(RuntimeError):  # how Python before 3.13 tells of a circle
        place = Path(path).resolve()
        if not place.is_symlink():
            return place
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))


def literal(place: Any) -> Any:
    """Return the name of a place whose first letter is ``~`` as a whole path: polars takes it for home."""
    return str(Path(place).absolute()) if str(place).startswith("~") else place


def _writable(path: Path) -> Path:
    """Return what a path leads to; raise ``OSError`` where its owner has locked it against writing."""
    target = followed(path)
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    return target


_DESCRIPTOR = re.compile(rf"/dev/std(in|out|err)|/(?:dev|proc/(?:self|{os.getpid()}))/fd/([0-9]+)")
"""How the system names what a process has open. Source: Linux, proc(5) and its links in /dev."""


def descriptor_of(path: Path | str) -> int | None:
    """Return the number of the open file that a path names, directly or by links; None for any other path.

    >>> descriptor_of("/dev/stdout"), descriptor_of("/dev/fd/3"), descriptor_of("stdout")
    (1, 3, None)
    """
    place = Path(path).absolute()
    for _ in range(_MOST_LINKS):
        if found := _DESCRIPTOR.fullmatch(os.path.normpath(place)):
            return int(found[2]) if found[2] else ("in", "out", "err").index(found[1])
        if not place.is_symlink():
            break
        place = place.parent / place.readlink()
    return None


@contextmanager
def atomic_binary(path: Path | str) -> Iterator[BinaryIO]:
    """Return a context that gives a binary file, which takes the place of ``path`` when the block ends well.

    When the block raises, an older file at ``path`` stays as it was and nothing new is left behind; what
    killed processes left beside it goes away. The new file has from its beginning the permissions of the one
    it replaces, else those of any new file. A symbolic link stays a link: its target is replaced. A device, a
    named pipe or what the process has open (``/dev/fd/3``) cannot be renamed over and is written to directly.

    Raises:
        OSError: the place cannot be written (no such folder, a folder is in the way, disk full…); the error
            names ``path``.
    """
    path = Path(path)
    if (descriptor := descriptor_of(path)) is not None:
        with _opened(descriptor, for_path=path) as stream:
            yield stream
        return
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.exists() and not path.is_file():
        with path.open("wb") as special:
            yield special
        return
    target = _writable(path)
    temporary = target.with_name(f".msc-graph-{secrets.token_hex(8)}.tmp")
    try:
        mode = S_IMODE(target.stat().st_mode) if target.exists() else None
        with refusals_named(path, temporary), _create(temporary, mode, for_path=path) as file:
            _locked(file)  # tells other processes that it is in use
            _sweep(target.parent, temporary)
            yield file
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(mode)  # whatever umask took away
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


@contextmanager
def atomic_text(path: Path | str) -> Iterator[TextIO]:
    r"""Return a context like `atomic_binary` for text: UTF-8, and ``\n`` ends a line on every system."""
    with atomic_binary(path) as binary:
        text = io.TextIOWrapper(binary, encoding="utf-8", newline="\n")
        try:
            yield text
        finally:
            text.detach()


@contextmanager
def atomic_folder(path: Path | str, *, ours: Callable[[Path], bool] = lambda _: False) -> Iterator[Path]:
    """Return a context that gives an empty folder, which takes the place of ``path`` when all goes well.

    Args:
        path: nothing may be there, but a folder that is empty or ``ours``, which is replaced.
        ours: says whether all that a folder holds may go.

    Raises:
        FileExistsError: something else is there.
        OSError: the place cannot be written.
    """
    path = Path(path)
    older = path.is_dir() and (not any(path.iterdir()) or ours(path))
    if not older and (path.exists() or path.is_symlink()):
        raise FileExistsError(errno.EEXIST, "something else is there already; give a new name", str(path))
    target = _writable(path)
    temporary, aside = (target.with_name(f".msc-graph-{secrets.token_hex(8)}.tmp") for _ in range(2))
    try:
        with refusals_named(path, temporary):
            temporary.mkdir(0o700 | S_IMODE(path.stat().st_mode) if older else 0o777)
            yield temporary
        for place in temporary.rglob("*"):
            _sync_folder(place) if place.is_dir() else _sync(place)
        if older:
            temporary.chmod(S_IMODE(path.stat().st_mode))
            target.replace(aside)
        temporary.replace(target)
    except BaseException:
        if aside.exists() and not target.exists():
            aside.replace(target)
        raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        shutil.rmtree(aside, ignore_errors=True)
    _sync_folder(target.parent)


def _sync(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(folder: Path, own: Path) -> None:
    """Remove the temporary files in a folder that killed processes of ours left there."""
    for left in folder.glob(".msc-graph-????????????????.tmp"):
        with suppress(OSError):
            facts = left.lstat()
            if left == own or not S_ISREG(facts.st_mode) or facts.st_mtime > time.time() - _SETTLED:
                continue
            with left.open("rb") as file:
                if _locked(file):
                    left.unlink()


if os.name == "nt":  # pragma: no cover - the tests run on Linux and macOS

    def _locked(file: BinaryIO) -> bool:  # noqa: ARG001 -- no such locks here, so nothing is swept
        return False
else:
    import fcntl

    def _locked(file: BinaryIO) -> bool:
        """Lock a file until it is closed, however its process ends; return whether that worked."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def _create(temporary: Path, mode: int | None, *, for_path: Path) -> BinaryIO:
    """Return the new, open ``temporary``; an error speaks of ``for_path``, the only file the user knows.

    It begins with the permissions ``mode`` (None: those of any new file), so that nobody reads meanwhile what
    the file in its place keeps from them.
    """
    try:
        return open(
            temporary, "xb", opener=lambda path, flags: os.open(path, flags, 0o666 if mode is None else mode)
        )
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(for_path)) from error


def _opened(descriptor: int, *, for_path: Path) -> BinaryIO:
    """Return what the process has open, to write on where it stands; an error speaks of ``for_path``."""
    try:
        return os.fdopen(os.dup(descriptor), "wb")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(for_path)) from error


def _sync_folder(folder: Path) -> None:
    """Let the rename itself survive a power cut, where the system can do that for a folder."""
    with suppress(OSError):
        _sync(folder)
