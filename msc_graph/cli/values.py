"""What options and arguments hold: files to read and to write, folders of ours, names of formats."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from msc_graph.cli.formats import EXTENSIONS
from msc_graph.errors import FileRefused, UnknownFormat
from msc_graph.system.atomic import descriptor_of, literal

_STANDARD_OUTPUT = 1


class Read(click.Path):
    """A file that the command reads."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, readable=False)

    def convert(self, value: Any, parameter: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the file."""
        return super().convert(literal(value), parameter, ctx)


class Written(click.Path):
    """A file that the command writes; it replaces what is there."""

    def __init__(self, *, dir_okay: bool = False) -> None:
        super().__init__(dir_okay=dir_okay, path_type=Path, readable=False)

    def convert(self, value: Any, parameter: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the file, ``-`` for every name of standard output; refuse one that cannot be made."""
        if descriptor_of(value) == _STANDARD_OUTPUT:
            return Path("-")
        file = Path(value)
        if value != "-" and not file.absolute().parent.is_dir():
            raise FileRefused(file, f"there is no folder {file.parent}; make it first, or name another")
        return super().convert(literal(value), parameter, ctx)


class Kept(click.Path):
    """A folder that belongs to msc-graph: no output lies in it."""

    def __init__(self, *, file_okay: bool = False) -> None:
        super().__init__(file_okay=file_okay, path_type=Path, readable=False)

    def convert(self, value: Any, parameter: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the folder; a tilde in its name is a letter."""
        return super().convert(literal(value), parameter, ctx)


class ReadThere(Read):
    """A file that the command reads, or the address of one that a cluster reads, which stays a text."""

    def convert(self, value: Any, parameter: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the file or the address."""
        return value if "://" in value else super().convert(value, parameter, ctx)


class KeptThere(Kept):
    """A folder that belongs to msc-graph, or the address of a cluster, which stays a text."""

    def convert(self, value: Any, parameter: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the folder or the address."""
        return value if is_cluster(value) else super().convert(value, parameter, ctx)


class FormatName(click.ParamType):  # type: ignore[type-arg]
    """One of some names of formats; others are refused with the list and the nearest ones.

    ``forms`` are the names, the first for people to read; ``more`` are those that only some answers take.
    """

    name = "format"

    def __init__(self, forms: Sequence[str], more: Sequence[str] = ()) -> None:
        self.forms, self.more = tuple(forms), tuple(more)

    def convert(self, value: Any, _: click.Parameter | None, __: click.Context | None) -> str:
        """Return the name that is meant, itself or its extension; raise ``UnknownFormat`` for another.

        Letter case does not matter.
        """
        names = (value.lower(), *EXTENSIONS.get(f".{value}".lower(), ()))
        meant = next((name for name in names if name in self.forms + self.more), None)
        if meant is None:
            raise UnknownFormat(value, self.forms + self.more)
        return str(meant)


def is_cluster(place: str) -> bool:
    """Return whether a place is the address of a Spark Connect server."""
    return place.lower().startswith("sc://")


def is_connected(place: str) -> bool:
    """Return whether a place is read where it lies: an endpoint, or a folder in the adjacency form."""
    return is_address(place) or _is_adjacency(Path(place))


def is_kept(folder: Path) -> bool:
    """Return whether a folder is a store, or a graph in the adjacency form."""
    from msc_graph.stores.disk.layout import Layout

    return Layout(folder).mark.is_file() or _is_adjacency(folder)


def _is_adjacency(folder: Path) -> bool:
    return (folder / "leaving").is_dir()


def is_address(place: str) -> bool:
    """Return whether a place is an address, not a folder; schemes have no letter case."""
    return place.lower().startswith(("http://", "https://", "sc://"))
