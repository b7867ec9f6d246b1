"""The files of a recipe, found in the folder that the user names."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path, PurePath

from msc_graph.errors import FileRefused
from msc_graph.recipes.recipe import Recipe, RecipeSource, Wanted
from msc_graph.system.surrogates import writable


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file, its size in bytes and its SHA-256; ``others`` also had the name, and are older."""

    path: Path
    bytes: int
    sha256: str
    others: tuple[Path, ...] = ()

    def to_dict(self) -> dict[str, str | int]:
        """Return what does not depend on the machine."""
        return {"file": writable(self.path.name), "bytes": self.bytes, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class FoundSource:
    """The files of a source, None for each that is missing; ``parameters`` are those that name a file."""

    source: RecipeSource
    files: tuple[FoundFile | None, ...]
    parameters: Mapping[str, FoundFile | None] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[Wanted, ...]:
        """What is not there, in the order of the recipe."""
        named = zip(self.source.files, self.files, strict=True)
        wanted = self.source.parameter_files
        return (
            *(names for names, found in named if found is None),
            *(wanted[name] for name, found in self.parameters.items() if found is None),
        )

    @property
    def there(self) -> tuple[FoundFile, ...]:
        """All files that are there."""
        return tuple(found for found in (*self.files, *self.parameters.values()) if found is not None)


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """All files of a recipe."""

    sources: tuple[FoundSource, ...]
    tables: Mapping[str, FoundFile | None]
    retracted: FoundFile | None

    @property
    def several(self) -> tuple[FoundFile, ...]:
        """The files of whose name there are others, sorted by path."""
        found = {file.path: file for source in self.sources for file in source.there}
        found |= {file.path: file for file in (*self.tables.values(), self.retracted) if file is not None}
        return tuple(found[path] for path in sorted(found) if found[path].others)


def find_files(recipe: Recipe, folder: Path) -> FoundFiles:
    """Return the files of a recipe: by name or glob, at any depth of ``folder``.

    Of several that match, the newest is taken. Files that parameters name (mappings) may also lie beside the
    recipe, which goes first.

    Raises:
        FileRefused: the folder is none.
    """
    if not folder.is_dir():
        raise FileRefused(folder, "there is no such folder. Name the one with your downloads: --files DIR.")
    here, beside = _Folder(folder), _Folder(recipe.path.parent)
    sources = tuple(
        FoundSource(
            source,
            tuple(here.find(names) for names in source.files),
            {name: beside.find(names) or here.find(names) for name, names in source.parameter_files.items()},
        )
        for source in recipe.sources
    )
    tables = {name: here.find(names) for name, names in recipe.tables.items()}
    return FoundFiles(sources, tables, here.find(recipe.retracted))


def files_beside(recipe: Recipe) -> tuple[Path, ...]:
    """Return the files that parameters of a recipe name (mappings) and that lie beside it."""
    beside = _Folder(recipe.path.parent)
    found = (beside.find(names) for source in recipe.sources for names in source.parameter_files.values())
    return tuple(file.path for file in found if file is not None)


class _Folder:
    """The files at any depth of a folder; hidden ones, and folders that are links, are not looked at."""

    def __init__(self, folder: Path) -> None:
        """Keep the folder; it is read when a file is sought."""
        self.folder = folder
        self._known: dict[Path, FoundFile] = {}

    @cached_property
    def _files(self) -> tuple[PurePath, ...]:
        return tuple(sorted(self._walked()))

    def _walked(self) -> Iterator[PurePath]:
        for place, folders, files in os.walk(self.folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            yield from (
                Path(place, name).relative_to(self.folder) for name in files if not name.startswith(".")
            )

    def find(self, names: Wanted) -> FoundFile | None:
        """Return the file that the first name with a match means; None where none has one."""
        for name in names:
            matching = [self.folder / path for path in self._files if _matches(path, name)]
            if matching:
                return self._read(sorted(matching, key=lambda path: (-path.stat().st_mtime_ns, str(path))))
        return None

    def _read(self, matching: list[Path]) -> FoundFile:
        path, *others = matching
        if path not in self._known:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            self._known[path] = FoundFile(path, path.stat().st_size, digest, tuple(others))
        return self._known[path]


def _matches(path: PurePath, name: str) -> bool:
    """Return whether the last parts of a path are as a name or glob says, in this letter case.

    >>> _matches(PurePath("a/b/go.json"), "go.*"), _matches(PurePath("a/b/go.json"), "a/go.json")
    (True, False)
    """
    wanted = PurePath(name).parts
    have = path.parts[-len(wanted) :]
    return len(have) == len(wanted) and all(map(fnmatchcase, have, wanted))
