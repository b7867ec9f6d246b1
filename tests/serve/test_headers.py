"""What requests say in their headers is understood as RFC 9110 says, on every address alike."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest

import msc_graph
from msc_graph.serve.headers import matches, weights
from tests.helpers.http_server import Running, running

ASK = f"/sparql?query={quote('ASK {}')}"
LARGE, SMALL = "/about.json", ASK
PING = b'{"jsonrpc":"2.0","id":1,"method":"ping"}'
FORM = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nmiR-21-5p,1\r\n--x--\r\n'


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with msc_graph.load() as graph, running(graph) as found:
        yield found


@pytest.mark.parametrize(
    ("target", "accept", "media"),
    [
        (ASK, "Application/JSON", "application/sparql-results+json"),
        (ASK, "APPLICATION/SPARQL-RESULTS+XML;Q=0.9, image/png", "application/sparql-results+xml"),
        ("/search?q=cornea", "TEXT/Csv", "text/csv; charset=utf-8"),
        ("/node/HGNC:8763", "Text/Turtle", "text/turtle; charset=utf-8"),
        ("/void", "Application/N-Triples", "application/n-triples"),
        ("/api", "Application/JSON", "application/json"),
    ],
)
def test_media_types_are_accepted_in_any_case(server: Running, target: str, accept: str, media: str) -> None:
    answer = server.ask(target, accept=accept)
    assert (answer.status, answer.headers["content-type"]) == (200, media)


@pytest.mark.parametrize(
    ("target", "media", "body"),
    [
        ("/sparql", "Application/SPARQL-Query; Charset=UTF-8", b"ASK {}"),
        ("/sparql", "APPLICATION/X-WWW-Form-Urlencoded", b"query=ASK%20%7B%7D"),
        ("/profile", "Multipart/Form-Data; boundary=x", FORM),
        ("/api/profile", "MULTIPART/form-data; BOUNDARY=x", FORM),
        ("/api/profile", "Application/Json;charset=utf-8", b'{"table": {"miR-21-5p": 1}}'),
        ("/mcp", "Application/JSON", PING),
    ],
)
def test_media_types_are_posted_in_any_case(server: Running, target: str, media: str, body: bytes) -> None:
    answer = server.ask(
        target, method="POST", body=body, content_type=media, accept="Application/JSON, Text/Event-Stream"
    )
    assert answer.status == 200


@pytest.mark.parametrize(
    ("accepted", "target", "coding"),
    [
        ("gzip", LARGE, "gzip"),
        ("GZIP", LARGE, "gzip"),
        ("x-gzip;q=0.5", LARGE, "gzip"),
        ("*", LARGE, "gzip"),
        ("br, gzip;q=0.2", LARGE, "gzip"),
        ("gzip", SMALL, ""),
        ("", LARGE, ""),
        ("br", LARGE, ""),
        ("gzip;q=0", LARGE, ""),
        ("gzip ; q=0.000", LARGE, ""),
        ("*, gzip;q=0", LARGE, ""),
        ("gzip;q=0.5, identity", LARGE, ""),
        ("identity", LARGE, ""),
        ("identity;q=0, gzip", SMALL, "gzip"),
        ("*;q=0, gzip;q=0.1", SMALL, "gzip"),
        ("identity;q=0, *", SMALL, "gzip"),
    ],
)
def test_answers_are_coded_as_the_client_likes(
    server: Running, accepted: str, target: str, coding: str
) -> None:
    answer = server.ask(target, accept_encoding=accepted)
    assert (answer.status, answer.headers.get("content-encoding", "")) == (200, coding)
    json.loads(gzip.decompress(answer.body) if coding else answer.body)


@pytest.mark.parametrize("accepted", ["*;q=0", "identity;q=0", "gzip;q=0, identity;q=0", "br, *;q=0"])
def test_a_client_that_takes_no_coding_is_told(server: Running, accepted: str) -> None:
    answer = server.ask(LARGE, accept_encoding=accepted)
    told = json.loads(answer.body)
    assert (answer.status, told["code"]) == (406, "not-acceptable") and "identity" in told["detail"]


def test_what_is_no_weight_counts_as_one() -> None:
    assert weights("gzip;q=2") == weights("gzip;q=a") == weights("gzip") == (1.0, 0.001)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("known", ["{}", "W/{}", '"x", W/{}', '"y" ,{}', "*"])
def test_a_known_answer_is_not_sent_again(server: Running, known: str, method: str) -> None:
    tag = server.ask(ASK).headers["etag"].removeprefix("W/")
    answer = server.ask(ASK, method=method, if_none_match=known.format(tag))
    assert (answer.status, answer.body) == (304, b"") and tag in answer.headers["etag"]


def test_another_answer_is_sent(server: Running) -> None:
    tag = server.ask(ASK).headers["etag"].removeprefix("W/")
    for known in ('"x"', tag.strip('"'), f'"{tag[1:-2]}"', f'"x{tag[1:]}', '"*"'):
        assert server.ask(ASK, if_none_match=known).status == 200


def test_what_has_no_tag_is_known_only_as_anything(server: Running) -> None:
    for target in ("/", "/about.json", "/node/HGNC:8763", "/openapi.json"):
        assert server.ask(target, if_none_match='"x"').status == 200
        answer = server.ask(target, if_none_match="*", accept_encoding="gzip")
        assert (answer.status, answer.body) == (304, b"") and "content-encoding" not in answer.headers
    assert server.ask("/nowhere", if_none_match="*").status == 404


def test_a_post_whose_answer_is_known_is_not_answered(server: Running) -> None:
    tag = server.ask(ASK).headers["etag"]
    asked = {"method": "POST", "body": b"ASK {}", "content_type": "application/sparql-query"}
    assert server.ask("/sparql", if_none_match=tag, **asked).status == 412  # type: ignore[arg-type]
    assert matches(f'"a", {tag}', tag)


@pytest.mark.parametrize(
    ("liked", "lang"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("en;q=0.5, zh;q=0.9", "zh-Hans"),
        ("fr, ZH-Hant-TW;q=0.3", "zh-Hans"),
        ("en;q=0, *;q=0.5", "zh-Hans"),
        ("zh-Hans;q=0.8, en-GB;q=0.8", "zh-Hans"),
        ("en, zh", "en"),
        ("zh;q=0", "en"),
        ("zh;q=0, *;q=0.1", "en"),
        ("*", "en"),
        ("fr", "en"),
        (";;;,", "en"),
    ],
)
def test_the_language_is_the_one_that_weighs_most(server: Running, liked: str, lang: str) -> None:
    assert f'<html lang="{lang}">' in server.ask("/", accept_language=liked, accept="text/html").text


@pytest.mark.parametrize("target", ["/sparql", "/api/profile", "/profile", "/mcp"])
def test_a_compressed_request_is_refused(server: Running, target: str) -> None:
    answer = server.ask(target, method="POST", body=gzip.compress(PING), content_encoding="gzip")
    assert (answer.status, answer.headers["accept-encoding"]) == (415, "identity")


@pytest.mark.parametrize(
    ("target", "media"),
    [
        ("/sparql", "text/plain"),
        ("/sparql", "garbage"),
        ("/sparql", "application/sparql-query, text/plain"),
        ("/sparql", "application/sparql-query; charset=latin-1"),
        ("/profile", "application/json"),
        ("/profile", ""),
    ],
)
def test_what_is_posted_as_something_else_is_refused(server: Running, target: str, media: str) -> None:
    answer = server.ask(target, method="POST", body=b"x", content_type=media)
    told = json.loads(answer.body)
    assert answer.status == 415 and (media.partition(";")[0] in told["detail"] or "latin-1" in told["detail"])
