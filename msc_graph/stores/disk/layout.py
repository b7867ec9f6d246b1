"""The folder of a store: immutable builds, a pointer to the current one, and a lock for the one writer.

::

    store/
      msc-graph-store            says that this folder is a store: written first, and never without it
      CURRENT                    the name of the current build, and the SHA-256 of its manifest
      LOCK                       held by a writer
      builds/<revision>/
        manifest.json            sources, revision, size and SHA-256 of each file
        readers                  locked by whoever reads
        curated/                 the curated facts: their triples (Oxigraph), their graph as tables
        sources/<name>/          each source as tables, mapped when opened
        joined/                  all of them together: graph/ (tables), network/ (arrays for paths)
        triples/                 all of them as triples (Oxigraph)
        before/triples/          those of the build before, until new ones are added to them

An import writes the tables of its source. ``joined`` and ``triples`` are made when something first needs them
(`msc_graph.stores.disk.parts`); all else never changes once a build is current, so readers need no lock to be
safe. Whoever reads a build holds a shared lock on it, which keeps the next writers from removing it.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from msc_graph.errors import StoreLocked, StoreRefused
from msc_graph.stores.disk.manifest import digest_of, read_store_manifest, sync_tree
from msc_graph.system.atomic import atomic_text, refusals_named
from msc_graph.system.locks import lock_file, unlock_file
from msc_graph.system.surrogates import must_be_nameable

_TEMPORARY = ".building-"
_REMOVED = ".removing-"
_FINISHED = re.compile("[0-9a-f]{20}")
_OWN = re.compile(rf"{_FINISHED.pattern}|{re.escape(_TEMPORARY)}\d+|{re.escape(_REMOVED)}[0-9a-f]{{20}}")
"""Names that this program gives to folders of builds; no other folder is ever removed."""
_READERS = "readers"
"""The file of a build that its readers lock."""
_ATTEMPTS = 10
"""How often a reader looks again when writers make other builds current while it opens one."""
_NOT_WRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS)


class Layout:
    """The paths of a store's folder."""

    def __init__(self, folder: Path | str) -> None:
        """Point to ``folder``, which need not be there yet."""
        self.folder = Path(folder)
        self.mark = self.folder / "msc-graph-store"
        self.pointer = self.folder / "CURRENT"
        self.builds = self.folder / "builds"
        self._lock = self.folder / "LOCK"

    def exists(self) -> bool:
        """Return whether there is a store with a current build."""
        return self.pointer.is_file()

    def current(self) -> Path:
        """Return the folder of the current build.

        Raises:
            StoreRefused: the folder is no store, or its current build is gone.
        """
        return self._build(*self._said())

    def read(self) -> tuple[Path, ReadLock, dict[str, Any]]:
        """Return the current build with a lock that keeps it, and its manifest.

        Should writers make another build current meanwhile, that one is taken.

        Raises:
            StoreRefused: the folder is no store, its current build is damaged or gone, or writers keep making
                other builds current.
        """
        for _ in range(_ATTEMPTS):
            said = self._said()
            lock = None
            try:
                build = self._build(*said)
                lock = ReadLock(build)
                manifest = read_store_manifest(build)
                if self._said() == said:
                    return build, lock, manifest
            except StoreRefused:
                if self._said() == said:
                    raise
            if lock is not None:
                lock.release()
        raise StoreRefused(
            self.folder,
            f"it was changed {_ATTEMPTS} times while it was being opened. Open it when the imports are done.",
        )

    def _said(self) -> tuple[str, str]:
        """Return the name and the checksum that `CURRENT` says; an earlier program wrote no checksum ("")."""
        if self.folder.is_file():
            raise StoreRefused(self.folder, "this is a file; a store is a folder.")
        if not self.folder.is_dir():
            raise StoreRefused(
                self.folder, "there is no such folder. Make a store with 'msc-graph import … --store DIR'."
            )
        must_be_nameable(self.folder)
        if not self.mark.is_file() and not self.builds.is_dir():  # RocksDB has a file CURRENT, too
            raise StoreRefused(
                self.folder, "this folder is no store of msc-graph: it has no folder 'builds'."
            )
        try:
            name, _, digest = self.pointer.read_text(encoding="utf-8").strip().partition(" ")
            return name, digest
        except FileNotFoundError:
            if whole := self._whole():
                raise self._without_pointer(whole) from None
            raise StoreRefused(
                self.folder, "this folder is no store of msc-graph: it has no file CURRENT."
            ) from None
        except UnicodeDecodeError:
            raise self._without_build("") from None

    def _whole(self) -> list[str]:
        """Return the names of the builds that were finished, by name."""
        if not self.mark.is_file() or not self.builds.is_dir():
            return []
        own = (build for build in self.builds.iterdir() if _FINISHED.fullmatch(build.name))
        return sorted(build.name for build in own if (build / "manifest.json").is_file())

    def _without_pointer(self, whole: Sequence[str]) -> StoreRefused:
        state = "is damaged" if self.exists() else "is lost"
        return StoreRefused(
            self.folder,
            f"its file CURRENT {state}, which names the build in use. Write a name into it, of one of these:"
            f" {', '.join(whole)}.",
        )

    def _without_build(self, name: str) -> StoreRefused:
        """Return the error for a `CURRENT` that names no build that is there."""
        if whole := self._whole():
            return self._without_pointer(whole)
        said = f"its current build {name!r} is missing" if name else "its file CURRENT is damaged"
        return StoreRefused(self.folder, f"{said}. Restore the folder, or import anew.")

    def _build(self, name: str, digest: str) -> Path:
        build = self.builds / name
        if not name or Path(name).name != name or not (build / "manifest.json").is_file():
            raise self._without_build(name)
        if digest and digest != digest_of(build / "manifest.json"):
            raise StoreRefused(
                build, "its manifest.json is damaged (it is not as it was written). Import anew."
            )
        return build

    def set_current(self, build: Path) -> None:
        """Make ``build`` the current one, in one step."""
        with atomic_text(self.pointer) as file:
            file.write(f"{build.name} {digest_of(build / 'manifest.json')}\n")

    # writing

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the writer's lock, and clear what earlier writers left when they were killed.

        The folder is made and marked as a store; where no build has come of it, all of that is gone again.

        Raises:
            StoreLocked: another process holds it.
            StoreRefused: the folder is something else than a store.
        """
        self._refuse_foreign()
        new = [place for place in (self.folder, *self.folder.parents) if not place.exists()]
        with self._locked(new) as lock:
            try:
                with refusals_named(self.folder, self.builds):
                    lock.truncate(0)
                    os.write(lock.fileno(), f"process {os.getpid()}".encode())
                    self._find_pointer()
                    self._clear()
                    yield
            finally:
                self._clear()
                lock.truncate(0)
                if not self.exists():
                    self._unclaim(new)
                unlock_file(lock.fileno())

    def _find_pointer(self) -> None:
        """Make the only finished build current where `CURRENT` names none; the writer's lock is held.

        Raises:
            StoreRefused: there are several.
        """
        if self._holds_current_build() or not (whole := self._whole()):
            return
        if len(whole) > 1:
            raise self._without_pointer(whole)
        self.set_current(self.builds / whole[0])

    @contextmanager
    def _locked(self, new: Sequence[Path]) -> Iterator[IO[str]]:
        """Give the locked file of the writer, in a folder marked as a store; ``new`` are to be made."""
        self._claim(new)
        with self._lock.open("a+", encoding="utf-8") as lock:
            if not lock_file(lock.fileno(), shared=False) or not self._is_there(lock):
                lock.seek(0)
                raise StoreLocked(self.folder, lock.read().strip())
            yield lock

    def _claim(self, new: Sequence[Path]) -> None:
        """Make the folder and mark it as a store; where that fails, nothing ``new`` is left."""
        try:
            with refusals_named(self.folder, self.folder):
                self.folder.mkdir(parents=True, exist_ok=True)
                if not self.mark.exists():
                    self.mark.write_text("a store of msc-graph\n", encoding="utf-8")
                self.builds.mkdir(exist_ok=True)
        except OSError:
            if new:
                self._unclaim(new)
            raise

    def _is_there(self, lock: IO[str]) -> bool:
        """Return whether an open lock is that of the folder: its last holder may have removed it."""
        try:
            return os.path.samestat(os.fstat(lock.fileno()), self._lock.stat())
        except FileNotFoundError:
            return False

    def _unclaim(self, new: Sequence[Path]) -> None:
        """Take away what makes a folder a store, and the ``new`` folders; what holds other things stays."""
        with suppress(OSError):
            if self.builds.exists():
                self.builds.rmdir()
            # an open file cannot be removed on Windows: the folder stays a store there
            self._lock.unlink(missing_ok=True)
            self.mark.unlink(missing_ok=True)
            for folder in filter(Path.exists, new):
                folder.rmdir()

    def new_build(self) -> Path:
        """Return a new, empty temporary folder for a build; the writer's lock is held."""
        folder = self.builds / f"{_TEMPORARY}{os.getpid()}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / _READERS).touch()
        return folder

    def discard(self, revision: str) -> None:
        """Take a build away, in one step; the writer's lock is held."""
        build = self.builds / revision
        if build.exists():
            removed = build.with_name(f"{_REMOVED}{revision}")
            shutil.rmtree(removed, ignore_errors=True)
            shutil.rmtree(build.rename(removed), ignore_errors=True)

    def finish(self, temporary: Path, revision: str) -> Path:
        """Name a finished build by its revision, make it current, and return it."""
        build = self.builds / revision
        if build.exists():
            shutil.rmtree(temporary)
        else:
            sync_tree(temporary)
            temporary.rename(build)
        self.set_current(build)
        return build

    def _refuse_foreign(self) -> None:
        """Refuse a folder that is neither new, nor empty, nor a store, before anything in it is touched."""
        must_be_nameable(self.folder)
        if not self.folder.exists() or self.mark.is_file() or self._holds_current_build():
            return
        if not self.folder.is_dir() or any(self.folder.iterdir()):
            raise StoreRefused(
                self.folder,
                "the folder is there already and holds other things. Give a new or an empty folder.",
            )

    def _holds_current_build(self) -> bool:
        """Return whether CURRENT names a build with a manifest, as in stores of before the mark."""
        try:
            name = self._pointed()
            return bool(_OWN.fullmatch(name)) and (self.builds / name / "manifest.json").is_file()
        except (OSError, UnicodeDecodeError):
            return False

    def _whole_current(self) -> str:
        """Return the name of the current build; empty where there is none, or its manifest is damaged."""
        try:
            return self.current().name if self.exists() else ""
        except StoreRefused:
            return ""

    def _pointed(self) -> str:
        return self.pointer.read_text(encoding="utf-8").strip().partition(" ")[0]

    def _clear(self) -> None:
        """Remove what is unfinished, and old builds that nobody reads; only what bears a name of ours.

        While the current build is not whole, no other one is removed.
        """
        for unfinished in self.folder.glob(".msc-graph-*.tmp"):
            unfinished.unlink(missing_ok=True)
        current = self._whole_current()
        for build in self.builds.iterdir():
            if build.name == current or build.is_symlink() or not _OWN.fullmatch(build.name):
                continue
            if build.name.startswith((_TEMPORARY, _REMOVED)):
                shutil.rmtree(build, ignore_errors=True)
            elif current and (build / "manifest.json").is_file() and _unread(build):
                removed = build.rename(build.with_name(f"{_REMOVED}{build.name}"))
                shutil.rmtree(removed, ignore_errors=True)


class ReadLock:
    """A shared lock on a build, held until `release`, or until the object or the process is gone."""

    def __init__(self, build: Path) -> None:
        """Take the lock, for which the file need not be writable.

        A build of an earlier program has no such file: it is made where that may be, else there is no lock.

        Raises:
            StoreRefused: the build is gone, or its file cannot be opened.
        """
        self.release: Callable[[], Any] = lambda: None
        try:
            descriptor = _opened(build / _READERS)
        except OSError as error:
            if error.errno in _NOT_WRITABLE:
                return
            raise StoreRefused(build, f"it cannot be locked for reading ({error}).") from error
        self.release = weakref.finalize(self, os.close, descriptor)
        lock_file(descriptor, shared=True)


def _opened(readers: Path) -> int:
    try:
        return os.open(readers, os.O_RDONLY)
    except FileNotFoundError:
        return os.open(readers, os.O_RDWR | os.O_CREAT, 0o666)


def _unread(build: Path) -> bool:
    try:
        with (build / _READERS).open("a+", encoding="utf-8") as file:
            return lock_file(file.fileno(), shared=False)
    except OSError:
        return False
