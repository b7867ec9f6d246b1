"""JSON Lines and long arrays of JSON documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_graph.errors import BadRow, FileRefused
from msc_graph.sources.batch import Reading
from msc_graph.sources.readers import json_files
from msc_graph.sources.readers.json_files import JsonItem, read_json_arrays, read_json_lines
from msc_graph.sources.report import ImportReport
from msc_graph.system import compressed


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "graph.json"
    path.write_bytes(data)
    return path


def reading(*, keep_going: bool = False) -> Reading:
    return Reading(ImportReport(keep_going=keep_going))


VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(
    nodes=st.lists(VALUE, max_size=6),
    edges=st.lists(VALUE, max_size=6),
    other=VALUE,
    indent=st.sampled_from([None, 1]),
    ascii_only=st.booleans(),
    block=st.integers(1, 40),
)
def test_the_items_are_those_of_the_whole_document(
    tmp_path_factory: pytest.TempPathFactory,
    nodes: list[Any],
    edges: list[Any],
    other: Any,
    indent: int | None,
    ascii_only: bool,
    block: int,
) -> None:
    document = {"meta": other, "nodes": nodes, "edges": edges}
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
    path = written(tmp_path_factory.mktemp("json"), text.encode("utf-8", "surrogatepass"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compressed, "BLOCK", block)
        found = list(read_json_arrays(path, reading(), ("nodes", "edges")))
    assert [item.value for item in found if item.array == "nodes"] == nodes
    assert [item.value for item in found if item.array == "edges"] == edges


def test_items_know_their_lines(tmp_path: Path) -> None:
    path = written(tmp_path, b'{"nodes": [\n{"id":\n "A"},\n\n{"id": "B"}]}')
    found = list(read_json_arrays(path, reading(), ["nodes"]))
    assert found == [
        JsonItem(2, {"id": "A"}, '{"id":\n "A"}', "nodes"),
        JsonItem(5, {"id": "B"}, '{"id": "B"}', "nodes"),
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "json:1: it is empty"),
        (b"[1]", "json:1: a JSON object that holds the arrays 'nodes' is expected"),
        (b'{"graph": [1]}', r"it has none of the members 'nodes'; its members are: 'graph'\."),
        (b'{"nodes":\n[1, 2', "json:2: ',' or ']' is expected|cut off"),
        (b'{"nodes":\n[{"a":\n 1', "json:3: it is not valid JSON, or cut off"),
        (b'{"nodes":\n\n{}}', "json:3: an array \\(\\[...\\]\\) after the name 'nodes' is expected"),
        (b'{"nodes":\n[tru]}', "json:2: it is not valid JSON"),
        (b'{"nodes": []}\nx', "json:2: the document should end here"),
        (b'{"nodes": [' + b"[" * 100 + b"]" * 100 + b"]}", "nested more than 64 deep"),
        (b'{"nodes": [' + b"[" * 100_000, "nested more than 64 deep"),
        (b'{"nodes": ["\xff"]}', r"a byte \(0xff\) is not valid UTF-8"),
        (b"{1: []}", "the name of a member|not valid JSON"),
    ],
)
def test_what_is_no_such_document_is_refused_with_its_line(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        list(read_json_arrays(written(tmp_path, data), reading(), ["nodes"]))


def test_an_item_that_never_ends_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_files, "MAX_ITEM", 100)
    monkeypatch.setattr(compressed, "BLOCK", 10)
    with pytest.raises(FileRefused, match="longer than 100 characters, or never ends"):
        list(read_json_arrays(written(tmp_path, b'{"nodes": ["' + b"x" * 1000), reading(), ["nodes"]))
    with pytest.raises(FileRefused, match="a line is longer than 100 bytes"):
        list(read_json_lines(written(tmp_path, b"x" * 1000), reading()))


def test_json_lines_skip_empty_lines_and_a_mark(tmp_path: Path) -> None:
    path = written(tmp_path, b'\xef\xbb\xbf{"id": "A"}\r\n\r\n{"id": "B"}')
    assert list(read_json_lines(path, reading())) == [
        JsonItem(1, {"id": "A"}, '{"id": "A"}'),
        JsonItem(3, {"id": "B"}, '{"id": "B"}'),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", r":2: it is not valid JSON: .* \(column 2\)"),
        (b'"\xff"', r":2: its byte 2 \(0xff\) is not valid UTF-8"),
        (
            b"[" * 100 + b"]" * 100,
            ":2: it cannot be read as JSON: its values are nested more than 64 deep",
        ),
        (b"1" * 5000, ":2: it cannot be read as JSON"),
    ],
)
def test_a_line_that_is_no_json_is_a_bad_row(tmp_path: Path, line: bytes, said: str) -> None:
    path = written(tmp_path, b"1\n" + line + b"\n3\n")
    with pytest.raises(BadRow, match=said):
        list(read_json_lines(path, reading()))
    context = reading(keep_going=True)
    assert [item.value for item in read_json_lines(path, context)] == [1, 3]
    assert [bad.line for bad in context.report.bad_rows] == [2]


def test_empty_json_lines_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="json:1: it is empty"):
        list(read_json_lines(written(tmp_path, b""), reading()))
