"""Delimited text: equal to Python's csv module, and every fault told with its file and line."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_graph.errors import BadRow, FileRefused
from msc_graph.sources.batch import Reading
from msc_graph.sources.readers import text_files
from msc_graph.sources.readers.layouts import first_lines
from msc_graph.sources.readers.text_files import LINE, likely_delimiter, open_table
from msc_graph.sources.report import ImportReport
from msc_graph.system import compressed
from msc_graph.system.compressed import archive_members, is_archive

Rows = list[tuple[Any, ...]]


def reading(*, keep_going: bool = False) -> Reading:
    return Reading(ImportReport(keep_going=keep_going))


def written(tmp_path: Path, data: bytes, name: str = "table.tsv") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def rows(path: Path, context: Reading | None = None, **options: Any) -> Rows:
    table = open_table(path, context or reading(), **options)
    return [row for frame in table.frames() for row in frame.drop(LINE).rows()]


def lines(path: Path, context: Reading, **options: Any) -> list[int]:
    table = open_table(path, context, **options)
    return [line for frame in table.frames() for line in frame[LINE].to_list()]


@pytest.mark.parametrize("fold", [bytes, gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_reads_tabs_with_any_compression_mark_and_line_end(
    tmp_path: Path, fold: Any, mark: bytes, end: bytes
) -> None:
    path = written(tmp_path, fold(mark + end.join([b"id\tname", b'a\t"x', b"", "b\t微".encode(), b"c\t"])))
    assert rows(path) == [("a", '"x'), ("b", "微"), ("c", None)]


CELL = st.lists(st.sampled_from(['"', ",", "\n", "\r\n", "a", " ", "é", "微", "'"]), max_size=5).map("".join)


@given(
    table=st.lists(st.tuples(CELL, CELL, CELL), max_size=12),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    block=st.integers(1, 60),
)
def test_quoted_cells_are_those_of_the_csv_module(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, ...]], end: str, quoting: Any, block: int
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end, quoting=quoting).writerows([("x", "y", "z"), *table])
    path = written(tmp_path_factory.mktemp("csv"), text.getvalue().encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compressed, "BLOCK", block)
        found = rows(path, delimiter=",", quoted=True)
    filled = [row for row in table if any(map(str.strip, row))]
    assert [tuple(cell or "" for cell in row) for row in found] == filled


@given(st.text(st.sampled_from(['"', ",", "\n", "a", "b"]), max_size=60), st.integers(1, 20))
def test_odd_quotes_are_read_as_the_csv_module_reads_them(
    tmp_path_factory: pytest.TempPathFactory, text: str, block: int
) -> None:
    text = f"x,y\n{text}\n1,2\n"
    path = written(tmp_path_factory.mktemp("csv"), text.encode())
    context = reading(keep_going=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compressed, "BLOCK", block)
        found = rows(path, context, delimiter=",", quoted=True)
    expected = [
        row[:2]
        for row in list(csv.reader(io.StringIO(text, newline="")))[1:]
        if len(row) > 1 and any(map(str.strip, row)) and not any(row[2:])
    ]
    unclosed = any("never closed" in bad.problem for bad in context.report.bad_rows)
    later = sum("closes in a later row" in bad.problem for bad in context.report.bad_rows)
    rest, read = iter(expected), [[cell or "" for cell in row] for row in found]
    assert all(row in rest for row in read)
    if not unclosed:
        lost = [row for row, times in (Counter(map(tuple, expected)) - Counter(map(tuple, read))).items()]
        assert all("\n" in "".join(row) for row in lost)
        assert len(lost) <= later


def test_the_line_of_a_row_counts_newlines_in_quotes_and_empty_lines(tmp_path: Path) -> None:
    path = written(tmp_path, b'x,y\n1,"a\nb"\n\n2,c\n')
    assert lines(path, reading(), delimiter=",", quoted=True) == [2, 5]


@pytest.mark.parametrize("quoted", [False, True])
def test_a_row_with_too_few_or_too_many_cells_stops_the_import(tmp_path: Path, quoted: bool) -> None:
    path = written(tmp_path, b"x,y\n1,2\n3\n")
    with pytest.raises(
        BadRow, match=r"table\.tsv:3: it has 1 cell; the header has 2\. Write a delimiter"
    ) as caught:
        rows(path, delimiter=",", quoted=quoted)
    assert (caught.value.line, caught.value.text) == (3, "3")


@pytest.mark.parametrize("odd", [b"", b'4,5"6\n'])
def test_bad_rows_are_collected_and_the_others_read(tmp_path: Path, odd: bytes) -> None:
    path = written(tmp_path, odd.join([b"x,y\n", b"1,2\n3\n\xff,1\n1,2,3\n\x00,1\n7,8\n"]))
    context = reading(keep_going=True)
    found = rows(path, context, delimiter=",", quoted=True)
    assert found[-2:] == [("1", "2"), ("7", "8")]
    first = 3 + bool(odd)
    assert [bad.line for bad in context.report.bad_rows] == [first, first + 1, first + 2, first + 3]
    assert [bad.text for bad in context.report.bad_rows] == ["3", "\\xff,1", "1,2,3", "\\x00,1"]


def test_invalid_utf8_is_told_with_line_and_byte(tmp_path: Path) -> None:
    path = written(tmp_path, b"x\ty\n" + b"a\tb\n" * 10 + "é\t".encode() + b"\xe9\n")
    with pytest.raises(BadRow, match=r":12: its byte 4 \(0xe9\) is not valid UTF-8"):
        rows(path)


@pytest.mark.parametrize("after", [b"3,4\n", b"3,4"])
def test_a_quote_that_is_never_closed_is_a_bad_row(tmp_path: Path, after: bytes) -> None:
    path = written(tmp_path, b'x,y\n1,2\n2,"3\n' + after)
    with pytest.raises(BadRow, match=r":3: .*never closed"):
        rows(path, delimiter=",", quoted=True)


def test_far_behind_a_stray_quote_rows_are_still_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compressed, "BLOCK", 100)
    monkeypatch.setattr(text_files, "MAX_QUOTED_BYTES", 1000)
    path = written(tmp_path, b'x,y\n1,5" pipe\n' + b"a,b\n" * 5000)
    assert len(rows(path, delimiter=",", quoted=True)) == 5001


def test_a_truncated_gzip_file_is_refused(tmp_path: Path) -> None:
    content = b"x\ty\n" + b"".join(b"%d\t%d\n" % (i * i, i) for i in range(5000))
    whole = gzip.compress(content)
    cut = whole[: len(whole) // 2]
    path = written(tmp_path, cut, "table.tsv.gz")
    last = zlib.decompressobj(wbits=31).decompress(cut).count(b"\n")
    said = rf"table\.tsv\.gz:{last}: the compressed file is cut off.* Line {last} is the last one .* Fetch"
    with pytest.raises(FileRefused, match=said) as caught:
        rows(path)
    assert caught.value.line == last > 1000


def test_a_damaged_gzip_file_is_refused(tmp_path: Path) -> None:
    whole = bytearray(gzip.compress(b"x\ty\n" + b"".join(b"%d\t%d\n" % (i * i, i) for i in range(5000))))
    whole[len(whole) // 2] ^= 0xFF
    with pytest.raises(FileRefused, match="the compressed file is (damaged|cut off)"):
        rows(written(tmp_path, bytes(whole)), reading(keep_going=True))


@pytest.mark.parametrize("fold", [gzip.compress, bz2.compress, lzma.compress])
def test_a_bomb_is_refused(tmp_path: Path, fold: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compressed, "FREE_BYTES", 1024 * 1024)
    path = written(tmp_path, fold(b"x\ty\n" + b"a\tb\n" * 500_000))
    with pytest.raises(FileRefused, match="unfolds to more than 250 times its size"):
        rows(path)


def test_a_file_without_rows_is_refused_or_empty(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"table\.tsv:1: it is empty"):
        rows(written(tmp_path, b""))
    with pytest.raises(FileRefused, match=r"table\.tsv:1: its first line is empty"):
        rows(written(tmp_path, b"\nx\ty\n"))
    assert rows(written(tmp_path, b"x\ty")) == []


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="there is no such file"):
        rows(tmp_path / "none.tsv")
    with pytest.raises(FileRefused, match="not a regular file"):
        rows(tmp_path)


def test_missing_columns_are_named_with_those_found_and_the_delimiter(tmp_path: Path) -> None:
    path = written(tmp_path, b"id,name\n1,2\n")
    with pytest.raises(FileRefused) as caught:
        rows(path, required=["id", "category"])
    assert str(caught.value) == (
        f"{path}:1: the header lacks 'id', 'category'; it has 'id,name'."
        " Its cells seem to be separated by commas, not by tabs."
    )


def test_a_header_with_a_name_twice_or_in_utf16_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="the header has 'x' more than once"):
        rows(written(tmp_path, b"x\tx\n"))
    with pytest.raises(FileRefused, match="UTF-16"):
        rows(written(tmp_path, "x\ty\n".encode("utf-16")))
    with pytest.raises(FileRefused, match="its byte 1 .* is not valid UTF-8"):
        rows(written(tmp_path, b"\xe9\ty\n"))


def test_a_row_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compressed, "BLOCK", 10)
    monkeypatch.setattr(text_files, "MAX_ROW_BYTES", 100)
    for data in (b"x" * 1000, b"x\n" + b"y" * 1000):
        with pytest.raises(FileRefused, match="a row is longer than 100 bytes"):
            rows(written(tmp_path, data))


def test_progress_adds_up_to_the_size_on_disk(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(b"x\ty\n" + b"1\t2\n" * 1000))
    told: list[int] = []
    rows(path, Reading(ImportReport(), progress=told.append))
    assert sum(told) == path.stat().st_size


def test_frames_are_bounded(tmp_path: Path) -> None:
    path = written(tmp_path, b"x\n" + b"1\n" * 500_001)
    assert [frame.height for frame in open_table(path, reading()).frames()] == [200_000, 200_000, 100_001]


def test_a_likely_delimiter_is_taken_where_none_is_given(tmp_path: Path) -> None:
    assert rows(written(tmp_path, b"x;y;z,v\n1;2;3,4\n"), delimiter=None) == [("1", "2", "3,4")]
    assert likely_delimiter("name") == "\t"


def archive(tmp_path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    path = tmp_path / "graph.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        for info, data in members:
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return path


def test_an_archive_is_read_without_touching_the_disk(tmp_path: Path) -> None:
    path = archive(tmp_path, (tarfile.TarInfo("../../x/nodes.tsv"), b"id\nA:1\n"))
    assert is_archive(path)
    assert not is_archive(written(tmp_path, b"id\n"))
    found = [
        (source.path, row)
        for source in archive_members(path)
        for frame in open_table(source, reading()).frames()
        for row in frame["id"]
    ]
    assert found == [(path / "nodes.tsv", "A:1")]


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    link = tarfile.TarInfo("nodes.tsv")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with pytest.raises(FileRefused, match=r"its member 'nodes\.tsv' is a link"):
        list(archive_members(archive(tmp_path, (link, b""))))


def test_a_truncated_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "graph.tar"
    whole = archive(tmp_path, (tarfile.TarInfo("nodes.tsv"), b"id\nA:1\n" * 5000))
    path.write_bytes(gzip.decompress(whole.read_bytes())[:2000])
    with pytest.raises(FileRefused, match="damaged or cut off"):
        for source in archive_members(path):
            for _ in open_table(source, reading()).frames():
                pass


def test_a_quote_that_closes_in_a_later_row_swallows_no_row_unseen(tmp_path: Path) -> None:
    path = written(tmp_path, b'x,y\n1,"open\n3,"z"\n5,6\n')
    with pytest.raises(BadRow, match=r":2: .*closes in a later row"):
        rows(path, delimiter=",", quoted=True)
    text = b'x,y\n1,"a\n""b"""\n3,5" z\n'
    assert rows(written(tmp_path, text), delimiter=",", quoted=True) == [("1", 'a\n"b"'), ("3", '5" z')]


def test_what_macs_add_to_archives_is_no_file_of_them(tmp_path: Path) -> None:
    text, added = b"x,y\n1,2\n", b"\0\5\x16\7"
    with zipfile.ZipFile(tmp_path / "t.csv.zip", "w") as archive:
        archive.writestr("t.csv", text)
        archive.writestr("__MACOSX/._t.csv", added)
    assert rows(tmp_path / "t.csv.zip", delimiter=",") == [("1", "2")]
    with tarfile.open(tmp_path / "t.tar", "w") as tar:
        for name, content in (("./._t.csv", added), ("./.DS_Store", added), ("./t.csv", text)):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    assert [member.path.name for member in archive_members(tmp_path / "t.tar")] == ["t.csv"]


@pytest.mark.parametrize("fold", [gzip.compress, bz2.compress, lzma.compress])
def test_a_second_stream_is_read_and_missed_where_it_is_damaged(tmp_path: Path, fold: Any) -> None:
    """Programs that fold on several processors write one behind the other."""
    one, two = fold(b"x,y\n1,2\n"), fold(b"3,4\n")
    for filling in (b"", b"\0" * 512):
        assert rows(written(tmp_path, one + filling + two), delimiter=",") == [("1", "2"), ("3", "4")]
        assert rows(written(tmp_path, one + two + filling), delimiter=",") == [("1", "2"), ("3", "4")]
    for damaged in (b"XX" + two[2:], two[:-3], two[:2]):
        with pytest.raises(FileRefused):
            rows(written(tmp_path, one + damaged), delimiter=",")


def zipped(*files: tuple[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as folder:
        for name, data in files:
            folder.writestr(name, data)
    return content.getvalue()


TABLE = b"x\ty\n1\t2\n" * 20


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x28\xb5\x2f\xfd\x04\x58" + TABLE, "packed by Zstandard"),
        (b"7z\xbc\xaf\x27\x1c" + TABLE, "packed by 7-Zip"),
        (zlib.compress(TABLE), "packed by zlib"),
        (lzma.compress(TABLE, lzma.FORMAT_ALONE), "packed by LZMA"),
        (gzip.compress(gzip.compress(TABLE)), "packed by gzip, a second time"),
        (zipped(("x.tsv.gz", gzip.compress(TABLE))), "packed by gzip, a second time"),
        (zipped(("a.tsv", TABLE), ("README.txt", TABLE)), "a ZIP archive of 2 files. Unpack it"),
        (zipped(("a.tsv", TABLE))[:-10], "damaged.*Fetch it again"),
        (zipped(), "a ZIP archive without files"),
        (b"BZh91AY&SY" + TABLE, "damaged.*Fetch it again"),
        (bytes(257) + b"ustar" + TABLE, "an archive of files"),
        *(
            (TABLE.decode().encode(code), f"written in {code[:6].upper()}")
            for code in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # what is packed holds the time
)
def test_what_is_packed_or_written_otherwise_is_named(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(FileRefused, match=told):
        rows(written(tmp_path, content))
    with pytest.raises(FileRefused, match=told):
        first_lines(written(tmp_path, content), 1)
