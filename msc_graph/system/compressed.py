"""The bytes of a file, compressed or not, in blocks: bounded memory, and traps are refused.

A gzip file may unfold to a thousand times its size (a bzip2 file to a million times), and a file that was
cut off while it was copied must never pass for a whole one.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

from msc_graph.errors import FileRefused, no_such_file

BLOCK = 4 * 1024 * 1024
"""Bytes of a block. Our choice: larger ones are no faster."""

MAX_RATIO = 250
"""Most bytes that a byte of a compressed file may unfold to. Our choice: tables of identifiers shrink to
between a third and a fiftieth; gzip can reach a thousandth only where everything is the same."""

FREE_BYTES = 64 * 1024 * 1024
"""Bytes that any file may unfold to, whatever the ratio: a small file of equal rows is no trap."""

MAX_BYTES = 256 * 1024**3
"""Most bytes that are read of one file, unfolded. Our choice: hundred times the largest graph we measured."""

MAX_MEMBERS = 10_000
"""Most members of an archive."""

_GZIP, _BZIP2, _XZ, _ZIP = b"\x1f\x8b", b"BZh", b"\xfd7zX", b"PK\x03\x04"
_OTHERS = {
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"\x1f\x9d": "compress (.Z)",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!\x1a\x07": "RAR",
    b"\x04\x22\x4d\x18": "LZ4",
    b"\x5d\x00\x00": "LZMA",
    b"\x78\x01": "zlib",
    b"\x78\x9c": "zlib",
    b"\x78\xda": "zlib",
    _GZIP: "gzip, a second time",
    _BZIP2 + b"1AY&SY": "bzip2, a second time",
    _XZ: "xz, a second time",
    _ZIP: "ZIP, a second time",
}
"""How files begin that programs packed in a way that is not unfolded here, or within another."""
ENDINGS = (".gz", ".bz2", ".xz", ".zip")
"""How files are called that are unfolded here."""

_ENCRYPTED = 1  # bit 0 of the flags, APPNOTE.TXT, section 4.4.4
_TAR_MAGIC = slice(257, 262)  # "ustar", POSIX.1-1988


@dataclass(frozen=True, slots=True)
class ByteSource:
    """A file, or a member of an archive: its name for messages, and a way to read its blocks once."""

    path: Path
    blocks: Callable[[], Iterator[bytes]]


def byte_source(path: Path | str, progress: Callable[[int], None] = lambda _: None) -> ByteSource:
    """Return a file whose blocks come unfolded; gzip, bzip2, xz and ZIP are known by their first bytes.

    Args:
        path: a regular file.
        progress: is told, again and again, how many more bytes of the file were read, as it lies on disk.
    """
    path = Path(path)

    def blocks() -> Iterator[bytes]:
        for number, block in enumerate(_blocks(path, progress)):
            if not number and block[_TAR_MAGIC] == b"ustar":
                raise FileRefused(path, "it is an archive of files (tar). Unpack it.")
            yield block

    return ByteSource(path, blocks)


def unfolded_name(path: Path) -> Path:
    """Return what a file is called when it is unfolded.

    >>> unfolded_name(Path("go.obo.gz")).name, unfolded_name(Path("go.obo")).name
    ('go.obo', 'go.obo')
    """
    return path.with_suffix("") if path.suffix.lower() in ENDINGS else path


def as_stream(blocks: Iterator[bytes]) -> IO[bytes]:
    """Return blocks as an open binary file that can be read once, from its start to its end."""
    return cast("IO[bytes]", io.BufferedReader(_Blocks(blocks), BLOCK))


def is_archive(path: Path) -> bool:
    """Return whether a file is a tar archive, compressed or not, by its content."""
    first = next(_blocks(path, lambda _: None), b"")
    return first[_TAR_MAGIC] == b"ustar"


def archive_members(
    path: Path | str, progress: Callable[[int], None] = lambda _: None
) -> Iterator[ByteSource]:
    """Yield the files of a tar archive in their order; read each before asking for the next.

    Nothing is written to disk, so that names such as ``../x`` do no harm; links and devices are refused.

    Raises:
        FileRefused: the archive is damaged or cut off, or holds what it should not.
    """
    path = Path(path)
    stream = as_stream(_blocks(path, progress))
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for number, member in enumerate(archive):
                if number == MAX_MEMBERS:
                    raise FileRefused(path, f"the archive has more than {MAX_MEMBERS} members. Unpack it.")
                if member.isdir() or _of_macs(member.name):
                    continue
                if not member.isfile():
                    problem = f"its member {member.name!r} is a link or device. Unpack it yourself."
                    raise FileRefused(path, problem)
                opened = archive.extractfile(member)
                if opened is not None:
                    yield ByteSource(path / PurePosixPath(member.name).name, _member_blocks(path, opened))
    except tarfile.TarError as error:
        raise _damaged_archive(path, error) from error


def _of_macs(name: str) -> bool:
    """Return whether a member of an archive is one that macOS adds beside the files."""
    path = PurePosixPath(name)
    return path.parts[:1] == ("__MACOSX",) or path.name.startswith("._") or path.name == ".DS_Store"


def _member_blocks(path: Path, opened: IO[bytes]) -> Callable[[], Iterator[bytes]]:
    def blocks() -> Iterator[bytes]:
        try:
            while block := opened.read(BLOCK):
                yield block
        except tarfile.TarError as error:
            raise _damaged_archive(path, error) from error

    return blocks


def _damaged_archive(path: Path, error: tarfile.TarError) -> FileRefused:
    return FileRefused(path, f"the archive is damaged or cut off: {error}. Fetch it again.")


def _blocks(path: Path, progress: Callable[[int], None]) -> Iterator[bytes]:
    if not path.exists():
        raise no_such_file(path)
    if not path.is_file():
        raise FileRefused(path, "it is not a regular file.")
    try:
        with path.open("rb") as file:
            yield from _unfolded(path, file, progress)
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, zipfile.BadZipFile) as error:
        lines = _whole_lines(path)
        read = f" Line {lines} is the last one that can be read whole." if lines else ""
        raise FileRefused(path, f"{_damage(error)}{read} Fetch it again.", line=lines or None) from error
    except OSError as error:
        if error.errno is None:  # bzip2's own
            raise FileRefused(path, f"the compressed file is damaged: {error}. Fetch it again.") from error
        raise FileRefused(path, f"it cannot be read: {error.strerror or error}.") from error


def _whole_lines(path: Path) -> int:
    """Return how many whole lines a damaged file gives; 0 for an archive, whose lines mean nothing."""
    lines, begin = 0, b""
    with path.open("rb") as file, suppress(EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile):
        opened = _opened(file)
        while block := opened.read1(BLOCK):
            begin = begin or block[: _TAR_MAGIC.stop]
            lines += block.count(b"\n")
    return 0 if begin[_TAR_MAGIC] == b"ustar" else lines


def _damage(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "the compressed file is cut off: its end is missing."
    return f"the compressed file is damaged: {error}."


def _opened(file: io.BufferedReader) -> io.BufferedIOBase:
    """Return a file that unfolds another where that is compressed."""
    first = file.peek(4)[:4]
    if first[:2] == _GZIP:
        return gzip.GzipFile(fileobj=file)
    if first == b"PK\x05\x06":
        raise FileRefused(Path(file.name), "it is a ZIP archive without files.")
    if first[:3] == _BZIP2:
        return io.BufferedReader(_Streams(file, bz2.BZ2Decompressor), BLOCK)
    if first == _XZ:
        return io.BufferedReader(_Streams(file, lzma.LZMADecompressor), BLOCK)
    return _of_zip(file) if first == _ZIP else file


def _of_zip(file: io.BufferedReader) -> io.BufferedIOBase:
    """Return the one file of a ZIP archive unfolded; a workbook as it lies there."""
    archive = zipfile.ZipFile(file)
    members = [
        member for member in archive.infolist() if not member.is_dir() and not _of_macs(member.filename)
    ]
    if len(members) == 1 and not members[0].flag_bits & _ENCRYPTED:
        return cast("io.BufferedIOBase", archive.open(members[0]))
    if "xl/workbook.xml" not in archive.namelist():
        locked = "with a password" if len(members) == 1 else f"of {len(members)} files"
        raise FileRefused(Path(file.name), f"it is a ZIP archive {locked}. Unpack it.")
    file.seek(0)
    return file


def _unfolded(path: Path, file: io.BufferedReader, progress: Callable[[int], None]) -> Iterator[bytes]:
    """Yield the blocks of an open file, and watch how much they grow."""
    opened = _opened(file)
    told = total = 0
    while block := opened.read(BLOCK):
        if not total and (packer := _packed_by(block, folded=opened is not file)):
            raise FileRefused(path, f"it is packed by {packer}, which is not unfolded here. Unpack it.")
        total += len(block)
        place = file.tell()
        progress(place - told)
        told = place
        if total > MAX_BYTES:
            raise FileRefused(path, f"it holds more than {MAX_BYTES} bytes. Split it.")
        if opened is not file and total > FREE_BYTES and total > MAX_RATIO * place:
            problem = f"it unfolds to more than {MAX_RATIO} times its size, as traps do. Unpack it yourself."
            raise FileRefused(path, problem)
        yield block


def _packed_by(block: bytes, *, folded: bool) -> str:
    """Return what a file was packed by that is not unfolded here; a workbook may begin as ZIP does."""
    found = next((name for magic, name in _OTHERS.items() if block.startswith(magic)), "")
    return found if folded or not found.startswith("ZIP") else ""


class _Streams(io.RawIOBase):
    """Streams of bzip2 or xz one behind the other, unfolded: Python's own files end where one is damaged."""

    def __init__(
        self, file: IO[bytes], new: Callable[[], bz2.BZ2Decompressor | lzma.LZMADecompressor]
    ) -> None:
        self._file, self._new, self._stream = file, new, new()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = b""
        while not data:
            folded = b""
            if self._stream.eof:
                folded = self._next()
                if not folded:
                    return 0
                self._stream = self._new()
            elif self._stream.needs_input:
                folded = self._file.read(io.DEFAULT_BUFFER_SIZE)
                if not folded:
                    raise EOFError
            data = self._stream.decompress(folded, len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _next(self) -> bytes:
        """Return what stands behind a stream and the zeros that fill it up; empty at the end of the file."""
        found = self._stream.unused_data
        while not (folded := found.lstrip(b"\0")):
            if not (found := self._file.read(io.DEFAULT_BUFFER_SIZE)):
                return b""
        return folded


class _Blocks(io.RawIOBase):
    """Blocks as a stream."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks, self._rest = blocks, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._rest:
            self._rest = memoryview(next(self._blocks, b""))
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size
