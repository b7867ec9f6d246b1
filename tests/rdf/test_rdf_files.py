from __future__ import annotations

import os
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from rdflib import URIRef

from msc_graph.errors import FileRefused, UnknownFormat
from msc_graph.rdf import reading as rdf_files
from msc_graph.rdf.reading import FORMATS, read_rdf_file, read_rdf_quads, stream_rdf_quads
from msc_graph.rdf.terms import graph_from_quads
from msc_graph.rdf.traps import MAX_ATTRIBUTES, MAX_DEPTH

A, B, C = (URIRef(f"http://example.org/{name}") for name in "abc")
TRIPLE = "<http://example.org/a> <http://example.org/b> <http://example.org/c> ."
RDF_XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/">'
    '<rdf:Description rdf:about="http://example.org/a"><e:b rdf:resource="http://example.org/c"/>'
    "</rdf:Description></rdf:RDF>"
)
JSON_LD = '{"@id": "http://example.org/a", "http://example.org/b": {"@id": "http://example.org/c"}}'
IN_GRAPH = "<http://example.org/g> { <http://example.org/a> <http://example.org/b> <http://example.org/c> }"
TEXTS = {
    ".ttl": TRIPLE,
    ".nt": TRIPLE,
    ".nq": f"{TRIPLE[:-1]} <http://example.org/g> .",
    ".trig": IN_GRAPH,
    ".rdf": RDF_XML,
    ".owl": RDF_XML,
    ".xml": '<?xml version="1.0" encoding="UTF-8"?>' + RDF_XML,
    ".jsonld": JSON_LD,
}


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refusal(path: Path) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read_rdf_file(path)
    assert str(caught.value).startswith(str(path))
    return caught.value


@pytest.mark.parametrize("extension", FORMATS)
def test_every_known_format_is_read(extension: str, tmp_path: Path) -> None:
    assert list(read_rdf_file(written(tmp_path, f"data{extension}", TEXTS[extension]))) == [(A, B, C)]


def test_the_extension_counts_in_any_letter_case(tmp_path: Path) -> None:
    assert len(read_rdf_file(written(tmp_path, "DATA.TTL", TRIPLE))) == 1


def test_an_empty_file_is_an_empty_graph(tmp_path: Path) -> None:
    assert len(read_rdf_file(written(tmp_path, "empty.ttl", ""))) == 0


@pytest.mark.parametrize("name", ["data.tll", "data", "data.csv"])
def test_an_unknown_extension_lists_the_known_ones(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat) as caught:
        read_rdf_file(written(tmp_path, name, TRIPLE))
    assert caught.value.known == tuple(sorted(FORMATS))


def test_a_near_extension_is_offered(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match="Did you mean"):
        read_rdf_file(tmp_path / "data.tll")


@pytest.mark.parametrize(
    ("name", "text", "line", "column"),
    [
        ("bad.ttl", f"{TRIPLE}\n<http://example.org/a <b> 1 .", 2, 1),
        ("bad.nq", f"{TRIPLE}\n<x", 2, 1),
        ("bad.jsonld", '{"a":\n 1,,}', 2, 4),
        ("bad.rdf", RDF_XML.replace("</rdf:Description>", "\n"), 2, 3),
        ("bytes.ttl", b'<a:a> <a:b> "\xff" .', 1, 14),
        ("bytes.rdf", RDF_XML.encode().replace(b"example.org/a", b"\n\xff"), 2, 1),
    ],
)
def test_a_parse_error_names_its_place(
    name: str, text: str | bytes, line: int, column: int, tmp_path: Path
) -> None:
    error = refusal(written(tmp_path, name, text))
    assert (error.line, error.column) == (line, column)
    assert "not valid" in str(error) or "not well-formed" in str(error)


@pytest.mark.parametrize("cut", range(5, len(RDF_XML), 7))
def test_truncated_rdf_xml_is_never_accepted(cut: int, tmp_path: Path) -> None:
    refusal(written(tmp_path, "cut.rdf", RDF_XML[:cut]))


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rdf:RDF [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE rdf:RDF SYSTEM "http://example.org/x.dtd">',
        "<!DOCTYPE rdf:RDF>",
    ],
)
def test_a_document_type_declaration_is_refused(doctype: str, tmp_path: Path) -> None:
    told = str(refusal(written(tmp_path, "bomb.rdf", doctype + RDF_XML)))
    assert "document type declaration" in told
    assert "Save the file as Turtle" in told


@pytest.mark.parametrize("encoding", ["UTF-16", "ISO-8859-1", "UTF-7"])
def test_xml_in_another_encoding_is_refused(encoding: str, tmp_path: Path) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{RDF_XML}'
    assert "Save it as UTF-8" in str(refusal(written(tmp_path, "old.rdf", text)))


def test_utf_16_without_a_declaration_is_refused(tmp_path: Path) -> None:
    refusal(written(tmp_path, "wide.rdf", RDF_XML.encode("utf-16")))


@pytest.mark.parametrize("size", [1, 7, 64, 1 << 16])
def test_no_language_is_no_language_however_the_file_is_cut(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("msc_graph.system.compressed.BLOCK", size)
    said = 'rdf:about="http://example.org/a" xml:lang="en"'
    path = written(
        tmp_path,
        "a.rdf",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/">'
        f'<rdf:Description {said}><e:b xml:lang="">one</e:b><e:b>two xml:lang="" stays</e:b>'
        "<e:b\n  xml:lang = ''>three</e:b><!-- xml:lang=\"\" --></rdf:Description>"
        '<rdf:Description xml:lang="" rdf:about="http://example.org/b" e:b="four"><e:b>five</e:b>'
        "</rdf:Description></rdf:RDF>",
    )
    expected = [
        Literal("one"),
        Literal('two xml:lang="" stays', language="en"),
        *(Literal(text) for text in ("three", "four", "five")),
    ]
    assert [quad.object for quad in stream_rdf_quads(path)] == expected
    assert [quad.object for quad in read_rdf_quads(path)] == expected


@pytest.mark.parametrize("name", ["o.ttl", "o.owl", "o.nt", "o.jsonld"])
@pytest.mark.parametrize(
    ("text", "syntax"),
    [
        ("# note\nPrefix(:=<http://e.org/>)\nOntology(<http://e.org/o>)", "functional"),
        ("Ontology: <http://e.org/o>\n", "Manchester"),
        ('<?xml version="1.0"?><!-- a -->\n<Ontology xmlns="http://www.w3.org/2002/07/owl#"/>', "OWL/XML"),
        ("\ufeff<!DOCTYPE html>\n<html><body>not found</body></html>", "HTML"),
    ],
    ids=["functional", "Manchester", "OWL/XML", "HTML"],
)
def test_what_is_no_rdf_is_called_by_its_name(name: str, text: str, syntax: str, tmp_path: Path) -> None:
    path = written(tmp_path, name, text)
    assert f"this is {'OWL ' * (syntax[0] in 'fM')}" in (said := str(refusal(path))) and syntax in said
    with pytest.raises(FileRefused, match=syntax):
        list(stream_rdf_quads(path))


def test_deep_xml_is_refused(tmp_path: Path) -> None:
    deep = "<a>" * (MAX_DEPTH + 1) + "</a>" * (MAX_DEPTH + 1)
    assert "nested" in str(refusal(written(tmp_path, "deep.rdf", deep)))


@pytest.mark.parametrize("kind", ['xmlns:n{}="http://e/{}"', 'e:n{}="{}"'])
def test_an_element_with_very_many_attributes_is_refused(kind: str, tmp_path: Path) -> None:
    many = " ".join(kind.format(number, number) for number in range(MAX_ATTRIBUTES))
    text = RDF_XML.replace("<rdf:Description", f"<rdf:Description {many}")
    assert "attributes and namespaces" in str(refusal(written(tmp_path, "wide.rdf", text)))


@pytest.mark.parametrize("name", ["v.ttl", "v.nt", "v.nq", "v.trig"])
@pytest.mark.parametrize("value", ['"{}"', "<http://e/{}>"])
def test_a_value_of_more_than_sixteen_megabytes_is_refused(name: str, value: str, tmp_path: Path) -> None:
    text = f"<http://e/a> <http://e/b> {value.format('x' * (17 << 20))} .\n"
    assert "longer than 16 MiB" in str(refusal(written(tmp_path, name, text)))


def test_deep_json_is_refused_with_its_line(tmp_path: Path) -> None:
    deep = '{"a:a":\n' * (MAX_DEPTH + 1) + "1" + "}" * (MAX_DEPTH + 1)
    assert refusal(written(tmp_path, "deep.jsonld", deep)).line == MAX_DEPTH + 1


def test_brackets_in_a_json_text_do_not_count_as_nesting(tmp_path: Path) -> None:
    text = '{"@id": "http://example.org/a", "http://example.org/b": "' + '\\"[{' * MAX_DEPTH + '"}'
    assert len(read_rdf_file(written(tmp_path, "text.jsonld", text))) == 1


def test_a_remote_context_is_not_fetched(tmp_path: Path) -> None:
    text = '{"@context": "http://example.org/context", "@id": "http://example.org/a", "p": 1}'
    assert "nothing is fetched" in str(refusal(written(tmp_path, "remote.jsonld", text)))


@pytest.mark.parametrize("depth", [1, 3, 200_000])
def test_triple_terms_are_refused_and_do_not_crash(depth: int, tmp_path: Path) -> None:
    term = "<<( <a:a> <a:b> " * depth + "1" + " )>>" * depth
    assert "triple terms" in str(refusal(written(tmp_path, "nested.ttl", f"<a:a> <a:b> {term} .")))


def test_a_file_over_the_size_limit_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "large.ttl", TRIPLE)
    assert len(read_rdf_file(path, max_bytes=len(TRIPLE))) == 1
    with pytest.raises(FileRefused, match="larger than"):
        read_rdf_file(path, max_bytes=len(TRIPLE) - 1)


def test_a_missing_file_a_folder_and_a_device_are_refused(tmp_path: Path) -> None:
    (tmp_path / "mising.ttl").touch()
    assert "no such file. Did you mean 'mising.ttl'?" in str(refusal(tmp_path / "missing.ttl"))
    (tmp_path / "folder.ttl").mkdir()
    assert "not a regular file" in str(refusal(tmp_path / "folder.ttl"))
    if os.name == "posix":
        (tmp_path / "endless.ttl").symlink_to("/dev/zero")
        assert "not a regular file" in str(refusal(tmp_path / "endless.ttl"))


def test_literals_and_blank_nodes_keep_their_form() -> None:
    thing, says = NamedNode("http://example.org/a"), NamedNode("http://example.org/b")
    integer = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    objects: list[Literal | BlankNode] = [Literal("007", datatype=integer), Literal("猫", language="zh")]
    objects += [BlankNode("x"), Literal("plain")]
    graph = graph_from_quads(Quad(thing, says, term) for term in objects)
    assert sorted(term.n3() for term in graph.objects()) == [
        '"007"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"plain"',
        '"猫"@zh',
        "_:x",
    ]


def test_quads_keep_their_named_graph(tmp_path: Path) -> None:
    quads = read_rdf_quads(written(tmp_path, "data.nq", TEXTS[".nq"]))
    assert [quad.graph_name for quad in quads] == [NamedNode("http://example.org/g")]


def test_every_format_has_a_text_here() -> None:
    assert set(TEXTS) == set(rdf_files.FORMATS)
