"""An endpoint that is slow, wrong or hostile: always one of our errors, in time, and never a crash."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator

import pytest
from pyoxigraph import Store

from msc_graph.errors import EndpointFailed, QueryFailed, QueryTooLarge, UsageError
from msc_graph.query.endpoint import EndpointEngine, address_of
from msc_graph.query.results import QueryResult
from msc_graph.system.child import import_path
from msc_graph.vocabulary.namespaces import XSD
from tests.helpers.hostile_server import JSON, NTRIPLES, answering, reply
from tests.helpers.sparql_server import serving

ROW = {"a": {"type": "uri", "value": "http://a/"}}
SELECT, ASK, CONSTRUCT = "SELECT ?a { ?a ?b ?c }", "ASK {}", "CONSTRUCT WHERE { ?a ?b ?c }"


def rows(*bindings: object) -> bytes:
    return json.dumps({"head": {"vars": ["a"]}, "results": {"bindings": bindings}}).encode()


def value(term: object) -> bytes:
    return rows({"a": term})


def ask(pieces: Iterable[bytes], query: str = SELECT, *, pause: float = 0, timeout: float = 60) -> object:
    with answering(pieces, pause) as url:
        return EndpointEngine(url, timeout=timeout).answer(query)


def test_an_honest_answer_comes_through() -> None:
    answer = ask([reply(rows(ROW, {}))])
    assert isinstance(answer, QueryResult)
    assert answer.rows == (("http://a/",), (None,))
    assert ask([reply(b'{"head": {}, "boolean": true}')], ASK)
    assert len(ask([reply(b"<a:a> <a:b> <a:c> .\n" * 2, NTRIPLES)], CONSTRUCT)) == 1  # type: ignore[arg-type]


NESTED = b'{"type":"triple","value":{"subject":{"type":"uri","value":"a:a"},'
NESTED += b'"predicate":{"type":"uri","value":"a:b"},"object":'
WRONG = {
    "truth value as a text": (ASK, b'{"head": {}, "boolean": "true"}'),
    "truth value as a number": (ASK, b'{"head": {}, "boolean": 1}'),
    "truth value that is none": (ASK, b'{"head": {}, "boolean": NaN}'),
    "cut in a row": (SELECT, rows(ROW)[:-20]),
    "cut at its end": (SELECT, rows(ROW)[:-1]),
    "empty": (SELECT, b""),
    "no JSON": (SELECT, b"<html>"),
    "a list": (SELECT, b"[]"),
    "no rows at all": (SELECT, b'{"head": {"vars": ["a"]}}'),
    "more behind its end": (SELECT, rows(ROW) + b"x"),
    "value that is no text": (SELECT, value({"type": "literal", "value": 5})),
    "term that is no object": (SELECT, rows({"a": 1})),
    "term of no type": (SELECT, value({"value": "x"})),
    "term of another type": (SELECT, value({"type": "iri", "value": "a:a"})),
    "IRI that is none": (SELECT, value({"type": "uri", "value": "not an iri"})),
    "language that is none": (SELECT, value({"type": "literal", "value": "x", "xml:lang": "!"})),
    "variable that was not announced": (SELECT, rows({"b": {"type": "uri", "value": "a:a"}})),
    "lone surrogate": (SELECT, b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":"\\ud800"}]}}'),
    "bytes that are not UTF-8": (SELECT, b'{"head":{"vars":["\xff"]},"results":{"bindings":[]}}'),
    "lists nested 200,000 deep": (SELECT, b'{"x":' + b"[" * 200_000),
    "objects nested 200,000 deep": (SELECT, b'{"a":' * 200_000),
    "triple terms nested 20,000 deep": (
        SELECT,
        b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":' + NESTED * 20_000,
    ),
    "a row with two values of a variable": (SELECT, rows(ROW).replace(b'{"a"', b'{"a": {}, "\\u0061"')),
    "a term with two values": (SELECT, rows(ROW).replace(b'"value"', b'"value": "x", "value"')),
    "two heads": (SELECT, rows(ROW).replace(b'{"head"', b'{"head": {"vars": ["b"]}, "head"')),
    "two truth values": (ASK, b'{"head": {}, "boolean": true, "boolean": false}'),
    "a truth value and rows": (ASK, b'{"head": {}, "boolean": true, "results": {"bindings": []}}'),
    "two answers": (ASK, b'{"head": {}, "boolean": true} {"head": {}, "boolean": false}'),
    "rows for a truth value": (ASK, rows(ROW)),
    "a truth value for rows": (SELECT, b'{"head": {}, "boolean": true}'),
    "rows for triples": (CONSTRUCT, rows(ROW)),
}


@pytest.mark.parametrize(("query", "body"), WRONG.values(), ids=WRONG)
def test_an_answer_that_is_none_is_malformed(query: str, body: bytes) -> None:
    with pytest.raises(EndpointFailed, match="malformed"):
        ask([reply(body)], query)


TRIPLES = {
    "cut in a line": b"<a:a> <a:b> <a:c> .\n<a:a> <a:b",
    "no triples": b"hello",
    "IRI that is none": b"<a b> <a:b> <a:c> .\n",
    "bytes that are not UTF-8": b'<a:a> <a:b> "\xff" .\n',
    "triple terms nested 200 deep": b"<a:a> <a:b> "
    + b"<<( <a:a> <a:b> " * 200
    + b"<a:c>"
    + b" )>>" * 200
    + b" .\n",
}


@pytest.mark.parametrize("body", TRIPLES.values(), ids=TRIPLES)
def test_triples_that_are_none_are_malformed(body: bytes) -> None:
    with pytest.raises(EndpointFailed, match="malformed"):
        ask([reply(body, NTRIPLES)], CONSTRUCT)


@pytest.mark.parametrize("media_type", [JSON, NTRIPLES])
def test_twenty_thousand_nested_triple_terms_do_not_end_the_caller(media_type: str) -> None:
    if media_type == NTRIPLES:
        body = b"<a:a> <a:b> " + b"<<( <a:a> <a:b> " * 20_000 + b"<a:c>" + b" )>>" * 20_000 + b" .\n"
    else:
        body = b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":' + NESTED * 20_000
        body += b'{"type":"uri","value":"a:c"}' + b"}}" * 20_000 + b"}]}}"
    with answering([reply(body, media_type)]) as url:
        program = (
            "from msc_graph.errors import EndpointFailed\n"
            "from msc_graph.query.endpoint import EndpointEngine\n"
            "try:\n"
            f"    EndpointEngine({url!r}).answer('DESCRIBE <a:a>')\n"
            "except EndpointFailed:\n"
            "    raise SystemExit(42)\n"
        )
        done = subprocess.run([sys.executable, "-c", program], env={"PYTHONPATH": import_path()}, check=False)
    assert done.returncode == 42


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
DRIPS = {
    "status line": itertools.repeat(b"H"),
    "header": itertools.chain([HEAD], itertools.repeat(b"a")),
    "body": itertools.chain([HEAD + b"\r\n"], itertools.repeat(b" ")),
    "body of a known length": itertools.chain(
        [HEAD + b"Content-Length: 1000000\r\n\r\n"], itertools.repeat(b" ")
    ),
    "chunks": itertools.chain(
        [HEAD + b"Transfer-Encoding: chunked\r\n\r\n"], itertools.repeat(b"1\r\n \r\n")
    ),
    "body of a refusal": itertools.chain([b"HTTP/1.1 400 Bad\r\n\r\n"], itertools.repeat(b"x")),
    "body of a failure": itertools.chain([b"HTTP/1.1 500 Bad\r\n\r\n"], itertools.repeat(b"x")),
    "nothing": iter(lambda: b"", b"x"),
}


@pytest.mark.parametrize("pieces", DRIPS.values(), ids=DRIPS)
def test_a_server_that_sends_a_byte_now_and_then_is_given_up_in_time(pieces: Iterable[bytes]) -> None:
    before = time.monotonic()
    with pytest.raises(EndpointFailed, match=r"within 0\.3 seconds|it answered 500"):
        ask(pieces, timeout=0.3, pause=0.1)
    assert time.monotonic() - before < 30  # it would go on for ever


def test_no_thread_is_left_behind() -> None:
    before = threading.active_count()
    with pytest.raises(EndpointFailed):
        ask(itertools.chain([HEAD + b"\r\n"], itertools.repeat(b" ")), timeout=0.5, pause=0.1)
    deadline = time.monotonic() + 60
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert threading.active_count() <= before


LIES = {
    "no HTTP": b"hello\r\n\r\n",
    "nothing at all": b"",
    "a body that is shorter than announced": HEAD + b"Content-Length: 1000\r\n\r\n" + rows(ROW),
    "a chunk of length -5": HEAD + b"Transfer-Encoding: chunked\r\n\r\n-5\r\n{}\r\n",
    "a chunk of no length": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
    "a chunk without end": HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{}",
    "5,000 headers": HEAD + b"X: y\r\n" * 5000 + b"\r\n",
    "a header without end": HEAD + b"X: " + b"y" * 100_000,
    "a moved page": b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n",
    "a page moved elsewhere": b"HTTP/1.1 307 T\r\nLocation: http://127.0.0.1:9/\r\n\r\n",
    "a page": reply(b"<p>Welcome", "text/html"),
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "a failure": reply(b"away", "text/plain", status="503 Away"),
    "a length that is none": HEAD + b"Content-Length: many\r\n\r\n",
    "a packed body": reply(b"\x1f\x8b\x08\x00", more="Content-Encoding: gzip\r\n"),
    "a kind that is none": reply(rows(ROW), "sparql"),
}


@pytest.mark.parametrize("answer", LIES.values(), ids=LIES)
def test_what_is_no_answer_is_our_error(answer: bytes) -> None:
    with pytest.raises(EndpointFailed):
        ask([answer], timeout=20)


class InTurn:
    """Pieces that are others for everybody who asks."""

    def __init__(self, *answers: bytes) -> None:
        self._answers = iter(answers)

    def __iter__(self) -> Iterator[bytes]:
        yield next(self._answers)


AWAY = reply(b"away", "text/plain", status="503 Away", more="Retry-After: 0\r\n")
LATER = reply(b"away", "text/plain", status="503 Away", more="Retry-After: 100\r\n")


def test_a_server_that_is_away_for_a_moment_is_asked_again() -> None:
    honest = reply(rows(ROW))
    assert len(ask(InTurn(AWAY, b"", honest))) == 1  # type: ignore[arg-type]
    with pytest.raises(EndpointFailed, match="503 Away"):
        ask(InTurn(AWAY, AWAY, AWAY, honest))
    with pytest.raises(EndpointFailed, match="503 Away"):
        ask(InTurn(LATER, honest), timeout=20)


def test_a_query_that_is_too_long_is_told() -> None:
    with pytest.raises(QueryTooLarge, match="length of a query"):
        ask([reply(b"", "text/plain", status="413 Content Too Large")])


@pytest.mark.parametrize("more", ["206 Partial Content", "200 OK\r\nX-SQL-State: S1TAT"])
@pytest.mark.parametrize(("query", "body", "media"), [(SELECT, rows(ROW), JSON), (CONSTRUCT, b"", NTRIPLES)])
def test_an_answer_that_the_endpoint_cut_off_is_no_answer(
    more: str, query: str, body: bytes, media: str
) -> None:
    with pytest.raises(QueryTooLarge, match="time or rows at the endpoint"):
        ask([reply(body, media, status=more)], query)


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ({"more": "Content-Length: 999\r\n"}, "two headers Content-Length"),
        ({"more": "Content-Type: text/plain\r\n"}, "two headers Content-Type"),
        ({"more": "Content-Encoding: gzip\r\n"}, "packed \\(gzip\\)"),
        ({"status": "202 Accepted"}, "it answered 202 Accepted"),
    ],
)
def test_an_answer_whose_head_is_odd_is_told_so(head: dict[str, str], says: str) -> None:
    with pytest.raises(EndpointFailed, match=says):
        ask([reply(rows(ROW), **head)])
    with pytest.raises(EndpointFailed, match="of what type"):
        ask([b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"])


def test_an_answer_of_a_hundred_thousand_variables_is_refused_at_once() -> None:
    head = {"vars": [f"v{number}" for number in range(100_000)]}
    began = time.monotonic()
    with pytest.raises(EndpointFailed, match="10,000 variables"):
        ask([reply(json.dumps({"head": head, "results": {"bindings": []}}).encode())])
    assert time.monotonic() - began < 10


def test_a_proxy_that_is_asked_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://me:secretpw@127.0.0.1:9")
    with pytest.raises(EndpointFailed, match="the proxy that http_proxy names") as caught:
        EndpointEngine("http://example.org/q").answer(SELECT)
    assert "secretpw" not in str(caught.value)


def test_the_query_of_an_address_is_not_told() -> None:
    with pytest.raises(EndpointFailed, match=r"http://127.0.0.1:9/x\?\*\*\* gave") as caught:
        EndpointEngine("http://127.0.0.1:9/x?access_token=secretkey").answer(SELECT)
    assert caught.value.url.endswith("secretkey") and "secretkey" not in str(caught.value)


def test_a_body_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msc_graph.query.endpoint.MAX_ANSWER_BYTES", 1 << 20)
    with pytest.raises(QueryTooLarge, match="1,048,576 bytes"):
        ask(itertools.chain([HEAD + b"\r\n"], itertools.repeat(b" " * 65_536)))


def test_cells_are_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msc_graph.query.endpoint.MAX_CELLS", 10)
    assert len(ask([reply(rows(*[ROW] * 10))])) == 10  # type: ignore[arg-type]
    with pytest.raises(QueryTooLarge, match="10 cells"):
        ask([reply(rows(*[ROW] * 11))])


@pytest.mark.parametrize("media_type", [JSON, NTRIPLES])
def test_a_value_of_twenty_megabytes_is_too_large(media_type: str) -> None:
    text = b"x" * (20 << 20)
    body = (
        value({"type": "literal", "value": text.decode()})
        if media_type == JSON
        else b'<a:a> <a:b> "%s" .' % text
    )
    with pytest.raises(QueryTooLarge, match="a single value"):
        ask([reply(body, media_type)], SELECT if media_type == JSON else CONSTRUCT)


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"Bad request for /query?apikey=SECRET%2FX", "text/plain", status="400 Bad"),
        reply(b"", status="400 SECRET/X is not known"),
        reply(b"", status="404 /query?apikey=secret%2Fx"),
        reply(b"", status="500 SECRET/X"),
        reply(b"[]", "text/secret%2fx"),
    ],
)
def test_a_key_in_its_address_is_never_told_when_a_server_repeats_it(answer: bytes) -> None:
    with answering([answer]) as url, pytest.raises((QueryFailed, EndpointFailed)) as told:
        EndpointEngine(f"{url}?apikey=SECRET%2FX", timeout=60).answer(SELECT)
    assert "secret" not in str(told.value).lower()
    assert "***" in str(told.value)


def test_words_of_an_endpoint_are_harmless_and_short() -> None:
    words = "\x1b]0;pwned\x07\x9b\u202e\r\n" + "x" * 10_000
    with pytest.raises(QueryFailed) as refused:
        ask([reply(words.encode(), "text/plain", status="400 Bad")])
    with pytest.raises(EndpointFailed) as failed:
        ask([b"HTTP/1.1 500 \x1b[31mred\r\n\r\n"])
    for text in (str(refused.value), str(failed.value)):
        assert not any(ord(letter) < 32 or letter in "\x7f\x9b\u202e" for letter in text)
        assert len(text) < 800


@pytest.mark.parametrize(
    "url",
    [
        "http://[::1", "https://[", "http://a..b/", f"http://{'a' * 70}.org/", "http://a b/", "http://a/b c",
        "http://a:99999/", "http://a:b/", "http://a/\x00", "http://a\r\nX: y/", "http://:80/", "http:///x", "file:///etc",
        "ftp://a/", "//a/", "", "http://a/?q=\n", None, b"http://a/", 5, ["http://a/"],
    ],
)  # fmt: skip
def test_addresses_that_are_none_are_usage_errors(url: object) -> None:
    with pytest.raises(UsageError):
        EndpointEngine(url)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "url",
    [
        "http://user:secretpw@host/",
        "https://secretpw@host/q",
        "http://a:secretpw@[::1/",
        "ftp://u:secretpw@h/",
    ],
)
def test_a_password_is_refused_and_never_told(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        EndpointEngine(url)
    assert "secretpw" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("HTTP://Host/Q", "http://host/Q"),
        ("https://a.org:8443/x?y=z&u=%20#frag", "https://a.org:8443/x?y=z&u=%20"),
        ("http://[::1]:80/q", "http://[::1]:80/q"),
        (
            "http://例子.example/查询?词=角膜",
            "http://xn--fsqu00a.example/%E6%9F%A5%E8%AF%A2?%E8%AF%8D=%E8%A7%92%E8%86%9C",
        ),
    ],
)
def test_addresses_are_sent_in_the_characters_of_http(url: str, sent: str) -> None:
    assert address_of(url) == sent


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf"), "3", None, True])
def test_time_limits_that_make_no_sense_are_usage_errors(timeout: object) -> None:
    with pytest.raises(UsageError, match="positive number of seconds"):
        EndpointEngine("http://127.0.0.1:9/", timeout=timeout)  # type: ignore[arg-type]


def test_the_words_of_virtuoso_are_read() -> None:
    with serving(Store()) as address:
        answer = EndpointEngine(f"{address}/virtuoso").answer("SELECT * {}")
        assert isinstance(answer, QueryResult)
        assert [str(term) for term in answer.terms[0]] == [
            f'"5"^^<{XSD}integer>',
            "_:b10000",
            f'"true"^^<{XSD}boolean>',
        ]
        with pytest.raises(QueryTooLarge, match="1 rows at the endpoint"):
            EndpointEngine(f"{address}/cut").answer("SELECT * {}")
