"""The pages: every address in both languages, every link, no script, nothing from elsewhere."""

from __future__ import annotations

import json
import re
import shlex
import tempfile
import threading
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, urlencode, urljoin, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from starlette.routing import Route

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.mechanisms import Relaxation
from msc_graph.mechanisms.evidence import MechanismPaths
from msc_graph.messages.pages import PAGES, STATUSES
from msc_graph.query.results import QueryResult
from msc_graph.serve.app import ROUTES
from msc_graph.serve.operations import OPERATIONS
from tests.helpers.command_line import run
from tests.helpers.http_server import Answer, Running, running

SERVE = Path(msc_graph.__file__).parent / "serve"
SHOWN = "node=miR-21-5p&node=HGNC:9588&node=MESH:D065306"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PATHS = "from=miR-21-5p&to=corneal+injury"
ADDRESSES = (
    "/", "/search?q=cornea&all=1", "/node/HGNC:8763", "/node/claim:S3-05", "/node/mechanism:C03",
    "/node/clinicaltrials:NCT04388982", "/node/reference:Article", "/paths", f"/paths?{PATHS}&k=3",
    "/rank?from=MSC+exosome&to=Disease", "/profile", "/queries", "/queries/disputed-claims",
    "/queries/cargo-for-disease",
    "/queries/cargo-for-disease?disease=sepsis", "/queries/mechanism-as-graph?mechanism=C03", "/about",
    "/sparql", "/sparql?query=ASK%20%7B%7D", "/checks", "/node/UBERON:0000964",
    "/paths?from=miR-21-5p&to=corneal+injury&max_hops=2&via=PTEN&directed=true",
    "/sparql?query=SELECT%20%2A%20%7B%20%3Fs%20a%20msc%3ATrial%20%7D%20LIMIT%203",
    "/explore", f"/explore?{SHOWN}", "/api",
)  # fmt: skip
FILES = (
    ("/node/HGNC:8763.json", "application/json", '"HGNC:8763"'),
    ("/node/HGNC:8763.ttl", "text/turtle", "HGNC:8763"),
    ("/node/claim:S3-05.nt", "application/n-triples", "S3-05"),
    ("/node/HGNC:8763.jsonld", "application/ld+json", "@id"),
    ("/node/HGNC:8763.rdf", "application/rdf+xml", "rdf:RDF"),
    (f"/paths.json?{PATHS}", "application/json", '"verdict"'),
    (f"/paths.csv?{PATHS}", "text/csv", "miR-21-5p"),
    (f"/paths.svg?{PATHS}", "image/svg+xml", "<svg"),
    (f"/paths.graphml?{PATHS}", "application/graphml+xml", "<graphml"),
    (f"/paths.ttl?{PATHS}", "text/turtle", "step"),
    ("/queries/trials.csv", "text/csv", "NCT04388982"),
    ("/queries/trials.tsv", "text/tab-separated-values", "NCT04388982"),
    ("/queries/trials.json", "application/json", "NCT04388982"),
    ("/queries/mechanism-as-graph.ttl?mechanism=C03", "text/turtle", "msc:"),
    ("/queries/mechanism-as-graph.nt?mechanism=C03", "application/n-triples", "<"),
    ("/queries/mechanism-as-graph.jsonld?mechanism=C03", "application/ld+json", "@id"),
    ("/queries/mechanism-as-graph.graphml?mechanism=C03", "application/graphml+xml", "<graphml"),
    ("/queries/trials.xlsx", XLSX, ""),
    ("/queries/trials.rq", "application/sparql-query", "SELECT"),
    ("/queries/cargo-for-disease.rq?disease=sepsis", "application/sparql-query", "obo/"),
    ("/queries/trials.csv?seen=1", "text/csv", "NCT04388982"),
    ("/queries.csv", "text/csv", "trials"),
    ("/queries.json", "application/json", "trials"),
    ("/queries.xlsx", XLSX, ""),
    (f"/paths.html?{PATHS}", "text/html", "<svg"),
    (f"/paths.xlsx?{PATHS}", XLSX, ""),
    ("/rank.csv?from=miR-21-5p&to=Disease", "text/csv", "net"),
    ("/rank.csv?from=miR-21-5p&to=Disease&seen=1", "text/csv", "relieve"),
    ("/rank.json?from=miR-21-5p&to=Disease", "application/json", '"rows"'),
    ("/rank.xlsx?from=miR-21-5p&to=Disease", XLSX, ""),
    ("/rank.html?from=miR-21-5p&to=Disease", "text/html", "<svg"),
    ("/search.csv?q=cornea", "text/csv", "UBERON:0000964"),
    ("/search.json?q=cornea&seen=1", "application/json", "UBERON:0000964"),
    ("/search.xlsx?q=cornea", XLSX, ""),
    ("/node/HGNC:8763.csv", "text/csv", "outgoing"),
    ("/node/HGNC:8763.xlsx", XLSX, ""),
    ("/node/HGNC:8763.html", "text/html", "<svg"),
    ("/node/claim:S3-05.html", "text/html", "0/10"),
    ("/node/HGNC:8763.svg", "image/svg+xml", "<svg"),
    ("/checks.csv", "text/csv", "level,check"),
    ("/checks.json", "application/json", '"level"'),
    ("/checks.xlsx", XLSX, ""),
    ("/about.json", "application/json", '"nodes"'),
    ("/sparql.xlsx?query=ASK%20%7B%7D", XLSX, ""),
    ("/void.ttl", "text/turtle", "void:classPartition"),
)


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with msc_graph.load() as graph, running(graph) as found:
        yield found


def page(server: Running, address: str, lang: str = "en") -> Answer:
    joint = "&" if "?" in address else "?"
    return server.ask(f"{address}{joint}lang={lang}", accept="text/html,*/*;q=0.8")


def links(answer: Answer) -> set[str]:
    return {str(link) for link in html.document_fromstring(answer.text).xpath("//a/@href")}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_whole_and_takes_nothing_from_elsewhere(server: Running, address: str, lang: str) -> None:
    answer = page(server, address, lang)
    assert answer.status == 200 and answer.headers["content-type"].startswith("text/html")
    document = html.document_fromstring(answer.text)
    assert document.get("lang") == {"en": "en", "zh": "zh-Hans"}[lang]
    loaded = document.xpath("//script/@src | //link/@href | //img/@src | //iframe/@src")
    assert all(each.startswith(("/static/", "data:,")) for each in loaded)
    assert not document.xpath("//script[text()] | //*[@style] | //*[@onclick]")
    assert bool(document.xpath("//script")) == address.startswith(("/sparql", "/explore"))
    assert len(document.xpath("//main//h1")) == 1
    assert not [each for each in document.xpath("//input[not(@type='hidden')]") if _nameless(each)]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    if lang == "zh":
        assert document.xpath("//nav")[0].text_content().split()[0] == PAGES["paths"][1]


def _nameless(field: html.HtmlElement) -> bool:
    return not (field.get("aria-label") or field.xpath("ancestor::label"))


def test_a_ranking_leads_to_its_chains_and_disputed_claims(server: Running) -> None:
    answer = page(server, "/rank?from=MSC+exosome&to=Disease")
    document = html.document_fromstring(answer.text)
    cards = document.xpath("//*[contains(@class, 'disputed')]//a/text()")
    assert "S3-08" in cards and "msc-graph show" not in document.text_content()
    [row] = document.xpath("//tr[td[1]//text()='chronic graft versus host disease']")
    assert {"C83", "S3-08"} <= set(row.xpath(".//a/text()"))
    heads = document.xpath("//table[contains(@class, 'ranked')]//th/text()")
    assert "published" in heads and "clash" not in heads


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_link_within_leads_somewhere(server: Running, address: str) -> None:
    found = links(page(server, address))
    inside = {link for link in found if link.startswith("/")}
    assert inside and all(urlsplit(link).scheme == "https" for link in found - inside if ":" in link)
    broken = {
        link: code for link in sorted(inside)[:15] if (code := server.ask(link).status) not in (200, 303)
    }
    assert broken == {}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("address", "media", "holds"), FILES, ids=lambda value: value)
def test_every_page_is_there_as_a_file(
    server: Running, address: str, media: str, holds: str, lang: str
) -> None:
    answer = server.ask(f"{address}{'&' if '?' in address else '?'}lang={lang}")
    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, media)
    assert answer.body.startswith(b"PK") if media == XLSX else lang == "zh" or holds in answer.text


@pytest.mark.parametrize(
    ("address", "media"),
    [
        (f"/paths?{PATHS}", "text/csv"),
        ("/rank?from=miR-21-5p&to=Disease", "application/json"),
        ("/queries/trials", XLSX),
        ("/queries/mechanism-as-graph?mechanism=C03", "text/turtle"),
        ("/node/HGNC:8763", "application/ld+json"),
        ("/node/HGNC:8763", "application/json"),
        ("/search?q=cornea", "text/csv"),
        ("/checks", "application/json"),
        ("/queries", "application/json"),
        ("/about", "application/json"),
    ],
)
def test_a_program_gets_data_by_its_accept_header(server: Running, address: str, media: str) -> None:
    answer = server.ask(address, accept=media)
    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, media)


VIEWS = [
    address
    for address in ADDRESSES
    if address not in ("/", "/paths", "/explore", "/api", "/sparql?query=ASK%20%7B%7D")
]


@pytest.mark.parametrize("address", VIEWS)
def test_each_view_says_how_to_get_the_same(server: Running, address: str) -> None:
    answer = page(server, address)
    ways = dict(zip(*(html.document_fromstring(answer.text).xpath(f"//main/dl[last()]/{tag}/text()")
                      for tag in ("dt", "dd/code")), strict=False))  # fmt: skip
    assert {"curl", "shell", "Python"} <= ways.keys(), address
    url = shlex.split(ways["curl"])
    if len(url) == 2:
        assert server.ask(url[1].removeprefix(server.address)).status == 200, url
    assert shlex.split(ways["shell"])[0] == "msc-graph"
    compile(ways["Python"], address, "eval")


@pytest.mark.parametrize("address", VIEWS)
def test_every_download_of_a_page_is_there(server: Running, address: str) -> None:
    here = urlsplit(address).path
    found = {link for link in links(page(server, address)) if urlsplit(link).path.startswith(f"{here}.")}
    assert {link: code for link in sorted(found) if (code := server.ask(link).status) != 200} == {}


def test_paths_are_got_elsewhere_with_all_their_options(server: Running, curated: KnowledgeGraph) -> None:
    query = "from=miR-21-5p&to=corneal+injury&via=PTEN&max_hops=3&sign=-&directed=false&narrower=false&k=2"
    ways = html.document_fromstring(page(server, f"/paths?{query}").text).xpath(
        "//main/dl[last()]/dd/code/text()"
    )
    told = json.loads(server.ask(shlex.split(ways[0])[1].removeprefix(server.address)).body)
    python = eval(ways[2].removeprefix("msc_graph.load()."), {"paths": curated.paths})  # noqa: S307 -- our own
    assert python.to_dict("en")["paths"] == told["paths"] and len(told["paths"]) == 2
    words = shlex.split(ways[1])
    found = run(*words[1:], "--format", "json")
    assert json.loads(found.output)["paths"] == told["paths"]


def test_what_would_find_something_is_a_link_that_does(server: Running) -> None:
    answer = page(server, "/paths?from=miR-21-5p&to=corneal+injury&max_hops=2&via=PTEN")
    document = html.document_fromstring(answer.text)
    found = document.xpath(f"//h2[text()='{PAGES['relax'][0]}']/following-sibling::ul[1]//a/@href")
    assert len(found) > 1
    for link in found:
        assert "<svg" in page(server, link.replace("lang=en", "x=").replace("x=&", "")).text, link


def test_forms_suggest_what_there_is(server: Running) -> None:
    hits = json.loads(server.ask("/api/suggest?q=corn&limit=3").body)
    assert len(hits) == 3 and hits[0]["value"].startswith("corn")
    chinese = json.loads(server.ask("/api/suggest?q=%E8%A7%92%E8%86%9C&category=Disease&lang=zh").body)
    assert chinese and all("角膜" in hit["value"] for hit in chinese)
    document = html.document_fromstring(page(server, "/queries/cargo-for-disease").text)
    [listed] = document.xpath("//input[@name='disease']/@list")
    assert "sepsis" in document.xpath(f"//datalist[@id='{listed}']/option/@value")
    ends = html.document_fromstring(page(server, "/paths", "zh").text).xpath("//datalist/option/@value")
    assert "any MicroRNA" in ends


def test_the_claim_says_why_it_is_wrong_and_what_is_right(server: Running) -> None:
    text = html.document_fromstring(page(server, "/node/claim:S3-05").text).xpath("//main")[0].text_content()
    assert "misattributed" in text and "right instead" in text and "0/10, 0/10, 0/10" in text
    chinese = html.document_fromstring(page(server, "/node/claim:S3-05", "zh").text).xpath("//main")[0]
    assert PAGES["instead"][1] in chinese.text_content()


def test_what_would_find_paths_is_looked_for_beside_other_requests(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_loop = []

    def looked_for(_: MechanismPaths) -> tuple[Relaxation, ...]:
        on_loop.append(threading.get_ident() == server.thread)
        return ()

    monkeypatch.setattr(MechanismPaths, "why_none", property(looked_for))
    assert page(server, "/paths?from=miR-150-5p&to=corneal+injury&max_hops=1").status == 200
    assert on_loop and not any(on_loop)


def test_an_exact_name_leads_to_its_page_and_an_unknown_one_to_near_ones(server: Running) -> None:
    assert page(server, "/search?q=PDCD4").headers["location"].startswith("/node/HGNC:8763")
    assert page(server, "/search?q=S3-05").headers["location"].startswith("/node/S3-05")
    assert page(server, "/node/S3-05").headers["location"].startswith("/node/claim:S3-05")
    unknown = page(server, "/node/PDCD44")
    assert unknown.status == 404 and "PDCD4" in unknown.text
    chinese = page(server, f"/paths?from=PDCD4&to={quote('白胞介素6')}", "zh")
    assert chinese.status == 404 and "您是指" in chinese.text and "白细胞介素6" in chinese.text
    assert "no node" not in chinese.text
    assert server.ask("/iri?iri=https://identifiers.org/hgnc/8763").status in (303, 400, 404)


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/nowhere", 404, ("there is no page /nowhere", "没有页面 /nowhere")),
        ("/paths?from=a&to=b&max_hops=99", 400, ("than or equal to 8", "参数 max_hops：应不大于 8")),
        ("/paths?from=a&to=b&max_hops=x", 400, ("valid integer", "参数 max_hops：应为整数")),
    ],
)
def test_what_is_wrong_with_an_address_is_a_page_in_its_language(
    server: Running, address: str, status: int, said: tuple[str, str]
) -> None:
    for lang, words in zip(("en", "zh"), said, strict=True):
        answer = page(server, address, lang)
        assert answer.status == status
        assert words in html.document_fromstring(answer.text).xpath("//main")[0].text_content()


def test_names_and_texts_are_escaped(server: Running) -> None:
    nasty = '"><script>alert(1)</script>'
    for address in (
        f"/search?q={quote(nasty)}",
        f"/paths?from={quote(nasty)}&to=x",
        f"/sparql?query={quote(nasty)}",
    ):
        assert "<script>alert" not in page(server, address.format(quote(nasty))).text


ASKABLE = {
    "/paths": ("from", "to", "k", "max_hops", "sign", "via", "avoid", "predicate", "through", "min_belief",
               "directed", "narrower"),
    "/paths.json": ("from", "to", "k"), "/paths.xlsx": ("from", "to", "k"), "/rank": ("from", "to", "seen"),
    "/rank.csv": ("from", "to"), "/search": ("q", "all"), "/search.csv": ("q", "seen"), "/iri": ("iri",),
    "/queries/cargo-for-disease": ("disease", "seen"), "/queries/cargo-for-disease.xlsx": ("disease",),
    "/queries/hubs.csv": ("limit", "seen"), "/queries/mechanism-as-graph.ttl": ("mechanism",),
    "/sparql": ("query", "format", "default-graph-uri", "named-graph-uri"), "/sparql.xlsx": ("query",),
    "/explore": ("node", "add", "expand", "drop", "hide", "pin"), "/checks": ("seen",), "/about": ("x",),
    "/node/HGNC:8763": ("seen",), "/api/paths": ("source", "target", "k", "sign", "via", "narrower"),
    "/api/find": ("text", "category", "limit"), "/api/suggest": ("q", "category", "limit"),
    "/api/show": ("name", "limit"), "/api/rank": ("source", "target", "limit", "max_hops"),
    "/api/export": ("format", "around", "hops"), "/api/why": ("subject", "predicate", "object"),
    "/api/query/cargo-for-disease": ("disease", "labels"),
}  # fmt: skip
"""The parameters of each address; ``lang`` and one that there is not are those of all."""
USUAL = {
    "from": "miR-21-5p", "to": "sepsis", "source": "miR-21-5p", "target": "sepsis", "k": "1", "max_hops": "3",
    "q": "cornea", "text": "cornea", "name": "PDCD4", "disease": "sepsis", "mechanism": "C03",
    "query": "ASK {}", "node": "HGNC:8763", "subject": "miR-21-5p", "predicate": "a", "object": "MicroRNA",
    "iri": "http://identifiers.org/hgnc/8763",
}  # fmt: skip
AWKWARD = (
    "", " ", "0", "-1", "1e999", "9" * 30, "any", "any Disease", "any Nothing", "%", "\x00", "\ud800",
    "true", "../../etc/passwd", "HGNC:", ":", "'\"<>&", "{}", "?x", "http://[", "角膜", "\u202e", "a" * 5_000,
)  # fmt: skip


@settings(max_examples=60)
@given(data=st.data())
def test_no_parameter_makes_the_server_fail(server: Running, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(ASKABLE)))
    name = data.draw(st.sampled_from([*ASKABLE[path], "lang", "zzz"]))
    value = data.draw(st.one_of(st.sampled_from(AWKWARD), st.text(max_size=40)))
    asked = {key: USUAL[key] for key in ASKABLE[path] if key in USUAL} | {name: value}
    query = "&".join(f"{key}={quote(text, errors='surrogatepass')}" for key, text in asked.items())
    accept = data.draw(
        st.sampled_from(["*/*", "text/html", "application/json", "text/csv", "image/png", "x"])
    )
    assert server.ask(f"{path}?{query}", accept=accept).status < 500


@settings(max_examples=60)
@given(st.sampled_from(["/node/", "/queries/", "/api/", "/api/query/", "/static/", "/paths.", "/void.", "/"]),
       st.one_of(st.sampled_from(AWKWARD), st.text(max_size=20)))  # fmt: skip
def test_no_address_makes_the_server_fail(server: Running, start: str, rest: str) -> None:
    assert server.ask(start + quote(rest, safe="", errors="surrogatepass")).status < 500


@pytest.mark.parametrize(
    "path", ["//evil", "///", "//evil/search/", "/\\evil", "/%5C%5Cevil", "/%2F%2Fevil", "//", "evil", "*"]
)
def test_no_address_makes_a_link_to_another_host(server: Running, path: str) -> None:
    answer = page(server, path)
    for link in links(answer) | {answer.headers.get("location", "/")}:
        there = urlsplit(urljoin(f"{server.address}/x", link.replace("\\", "/")))
        assert there.netloc == urlsplit(server.address).netloc
    [other] = html.document_fromstring(answer.text).xpath("//a[@hreflang]/@href")
    assert page(server, other, "zh").status in (200, 400, 404)


EXAMPLES = {
    "{name:path}": "HGNC:8763", "/queries/{name}": "/queries/trials", "/api/{name}": "/api/info",
    "/api/query/{name}": "/api/query/trials", "{digest}/{name}": "0/style.css", ".{kind}": ".json",
}  # fmt: skip
"""What stands for the parts of an address that vary."""


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: str(route.path))
@pytest.mark.parametrize("query", ["colour=red", "colour=", "lang=en&lang=zh", "lang=&lang=zh"])
def test_every_address_refuses_parameters_unknown_or_doubled(
    server: Running, route: Route, query: str
) -> None:
    address = route.path
    for part, example in EXAMPLES.items():
        address = address.replace(part, example)
    for accept in ("*/*", "text/html"):
        answer = server.ask(f"{address}?{query}", accept=accept)
        assert answer.status == 400 and ("colour" in answer.text or "lang" in answer.text)


METHODS = {"/profile": "GET, HEAD, POST", "/sparql": "GET, HEAD, POST", "/about": "GET, HEAD"}


@pytest.mark.parametrize("address", METHODS)
def test_other_methods_are_refused_and_told(server: Running, address: str) -> None:
    for accept, kind in (("text/html", "text/html"), ("*/*", "application/problem+json")):
        answer = server.ask(f"{address}?lang=zh", method="DELETE", accept=accept)
        assert (answer.status, answer.headers["allow"]) == (405, METHODS[address])
        assert answer.headers["content-type"].startswith(kind) and "此地址以" in answer.text
    asked = server.ask(address, method="OPTIONS")
    assert (asked.status, asked.headers["allow"], asked.body) == (204, METHODS[address], b"")


@pytest.mark.parametrize(
    "address",
    ["/?lang=fr", "/void?lang=fr", "/sparql?lang=fr", "/openapi.json?lang=ZH",
     "/sparql/vocabulary.json?lang=x", "/api/query/trials?labels=maybe", "/api/query/trials?long=1",
     "/search?q=x&lang=zh-CN"],
)  # fmt: skip
def test_values_that_there_are_not_are_refused(server: Running, address: str) -> None:
    answer = server.ask(address)
    told = json.loads(answer.body)
    assert (answer.status, told["code"]) == (400, "usage")


@pytest.mark.parametrize(
    "fields",
    [{"colour": "red"}, {"lang": "fr"}, {"lang": "en", "LANG": "zh"}],
    ids=lambda fields: "-".join(fields),
)
def test_a_form_with_what_it_has_not_is_refused(server: Running, fields: dict[str, str]) -> None:
    body = urlencode({"text": "miR-21-5p,2.5", **fields}).encode()
    for sent in (body, body + b"&text=miR-21-5p,1"):
        answer = server.ask(
            "/profile", method="POST", body=sent, content_type="application/x-www-form-urlencoded"
        )
        assert answer.status == 400


PROFILE = b"miRNA,log2FoldChange\nhsa-miR-21-5p,2.5\nmiR-146a-5p,1.8\nmiR-9999,1\n"


def uploaded(content: bytes, name: str = "seq.csv", lang: str = "en") -> tuple[bytes, str]:
    parts = (
        b'--x\r\nContent-Disposition: form-data; name="lang"\r\n\r\n' + lang.encode() + b"\r\n",
        f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'.encode(),
        b"Content-Type: text/csv\r\n\r\n" + content + b"\r\n--x--\r\n",
    )
    return b"".join(parts), "multipart/form-data; boundary=x"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_measured_profile_is_answered_and_forgotten(server: Running, lang: str) -> None:
    body, media = uploaded(PROFILE, lang=lang)
    answer = server.ask("/profile", method="POST", body=body, content_type=media)
    assert answer.status == 200 and "miR-21-5p" in answer.text and "miR-9999" in answer.text
    assert html.document_fromstring(answer.text).xpath("//main//table//tr")


def test_a_large_profile_is_not_written_to_disk(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[object] = []
    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", written.append)
    body, media = uploaded(PROFILE + b"miR-9999 of ours,1.25\n" * 90_000)
    answer = server.ask("/profile", method="POST", body=body, content_type=media)
    assert (answer.status, written) == (200, [])


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "choose a file"), (b"a,b\n1,2\n3,4\n", ""), (b"\xff\xfe\x00", ""), (b"x" * 5_000_001, "")],
    ids=["nothing", "no names", "no text", "too large"],
)
def test_what_is_no_profile_is_told(server: Running, content: bytes, says: str) -> None:
    body, media = uploaded(content)
    answer = server.ask("/profile", method="POST", body=body, content_type=media)
    assert 400 <= answer.status < 500 and says in answer.text and "msc-graph-" not in answer.text


# the JSON API


def test_the_api_gives_what_the_library_gives(server: Running, curated: KnowledgeGraph) -> None:
    told = json.loads(server.ask("/api/paths?source=miR-21-5p&target=sepsis&k=2&lang=zh").body)
    assert told == json.loads(
        json.dumps(curated.paths("miR-21-5p", "sepsis", k=2, timeout=20.0).to_dict("zh"))
    )
    assert json.loads(server.ask("/api/show?name=PDCD4").body)["id"] == "HGNC:8763"
    assert json.loads(server.ask("/api/find?text=%E8%A7%92%E8%86%9C&lang=zh").body)[0]["label"]
    assert json.loads(server.ask("/api/info").body)["nodes"] == curated.info()["nodes"]
    trials = curated.query("trials")
    assert isinstance(trials, QueryResult)
    for more, rows in (("", trials), ("?long=yes", trials.long())):
        assert len(json.loads(server.ask(f"/api/query/trials{more}").body)["rows"]) == len(rows)


def test_the_api_takes_a_profile_as_values_or_as_a_file(server: Running, curated: KnowledgeGraph) -> None:
    table = {"hsa-miR-21-5p": 2.5, "miR-146a-5p": 1.8, "miR-9999": 1.0}
    told = json.loads(json.dumps(curated.profile(table, limit=5, max_hops=3).to_dict("zh")))
    asked = {"table": table, "limit": 5, "max_hops": 3, "lang": "zh"}
    sent = json.dumps(asked).encode(), "application/json"
    form, media = uploaded(PROFILE, lang="zh")
    more = b"".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{asked[name]}\r\n'.encode()
        for name in ("limit", "max_hops")
    )
    for body, kind in (sent, (more + form, media)):
        answer = server.ask("/api/profile", method="POST", body=body, content_type=kind)
        assert answer.status == 200 and json.loads(answer.body)["rows"] == told["rows"]


@pytest.mark.parametrize(
    ("body", "media", "status", "says"),
    [
        (b"[", "application/json", 400, "JSON"),
        (b"[1]", "application/json", 400, "object"),
        (b"[" * 100_000, "application/json", 400, "JSON"),
        (b"{}", "application/json", 400, "table"),
        (b'{"table": {"a": NaN}}', "application/json", 400, "finite"),
        (b'{"table": {"nonsense": 1}}', "application/json", 400, ""),
        (b'{"table": {}, "x": 1}', "application/json", 400, "no parameter 'x'"),
        (b'{"table": {"miR-21-5p": 1, "miR-21-5p": -1}}', "application/json", 400, "more than once"),
        (b" " * 5_000_001, "application/json", 413, "at most"),
        (*uploaded(b"x" * 5_000_001), 413, "profile may have"),
        (b"nothing", "multipart/form-data; boundary=x", 400, ""),
        (b"nothing", "multipart/form-data", 400, "form"),
        (b"a=b", "application/x-www-form-urlencoded", 415, "multipart"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_profile_is_a_problem(
    server: Running, body: bytes, media: str, status: int, says: str
) -> None:
    answer = server.ask("/api/profile", method="POST", body=body, content_type=media)
    assert answer.status == status and says in answer.text, answer.text
    assert answer.headers["content-type"] == "application/problem+json" and "msc-graph-" not in answer.text


def test_operations_are_asked_for_by_their_method(server: Running) -> None:
    assert (server.ask("/api/profile").status, server.ask("/api/profile").headers["allow"]) == (405, "POST")
    answer = server.ask("/api/find?text=x", method="POST", body=b"")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("format", ["turtle", "nquads", "graphml", "html"])
def test_the_api_exports_what_the_library_exports(
    server: Running, curated: KnowledgeGraph, tmp_path: Path, format: str
) -> None:
    [path] = curated.export(tmp_path / "x", format=format, around="miR-21-5p")
    answer = server.ask(f"/api/export?format={format}&around=miR-21-5p")
    assert answer.status == 200 and answer.body == path.read_bytes()
    assert "attachment" in answer.headers["content-disposition"]


def test_exports_are_whole_or_an_error(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(server.ask("/api/export?format=graphml").body) > 100_000
    assert server.ask("/api/export?format=html").status == 400
    assert server.ask("/api/export?around=PDCD44").status == 404
    monkeypatch.setattr("msc_graph.serve.operations.MOST_EXPORTED", 1_000)
    assert server.ask("/api/export?around=PDCD4").status == 413
    monkeypatch.setattr("msc_graph.serve.operations.Seconds", 0.001)
    assert server.ask("/api/export?format=nquads").status == 504


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/api/paths?source=miR-21-5p", 400, "target"),
        ("/api/paths?source=miR-21-5p&target=sepsis&k=0", 400, "greater than or equal to 1"),
        ("/api/paths?sorce=x", 400, "Did you mean 'source'"),
        ("/api/find?text=a&text=b", 400, "more than once"),
        ("/rank.csv?from=miR-21-5p&to=Disease&max_hops=1", 400, "rank has no parameter 'max_hops'"),
        ("/rank.csv?from=miR-21-5p&from=PTEN", 400, "the parameter from is given more than once"),
        ("/search.csv?q=cornea&limit=1", 400, "search has no parameter 'limit'"),
        ("/checks.csv?level=nonsense", 400, "checks has no parameter 'level'"),
        ("/queries.csv?tag=trials", 400, "queries has no parameter 'tag'"),
        (
            "/queries/targets-of-cargo.csv?cargo=miR-21-5p&cargo=PTEN",
            400,
            "the parameter cargo is given more",
        ),
        ("/api/query/targets-of-cargo?cargo=miR-21-5p&cargo=PTEN", 400, "the parameter cargo is given more"),
        ("/api/show?name=nonsense", 404, "nonsense"),
        ("/api/nonsense", 400, "no operation"),
        ("/api/query/nonsense", 404, "nonsense"),
        ("/queries/trials.docx", 404, "trials.docx"),
        (f"/paths.docx?{PATHS}", 400, "docx"),
    ],
)
def test_wrong_calls_are_told(server: Running, address: str, status: int, says: str) -> None:
    answer = server.ask(address)
    assert answer.status == status and says in answer.text and "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("address", "liked", "says"),
    [
        ("/api/show?name=nonsense&lang=zh", "", "没有名为 'nonsense' 的节点。"),
        ("/api/show?name=nonsense", "zh-CN,en;q=0.5", "没有名为 'nonsense' 的节点。"),
        ("/api/paths?source=x&k=x&lang=zh", "en", "参数 target：此项必填；参数 k：应为整数"),
        ("/api/query/nonsense?lang=zh", "", "没有名为 'nonsense' 的预存提问。"),
        ("/api/find?text=x&lang=fr", "zh", "参数 lang：应为 'en' 或 'zh'"),
        ("/sparql?query=SELECT", "zh", "查询"),
    ],
)
def test_problems_are_in_the_language_of_the_request(
    server: Running, address: str, liked: str, says: str
) -> None:
    answer = server.ask(address, accept_language=liked)
    told = json.loads(answer.body)
    assert told["detail"].startswith(says) and told["title"] in ("请求有误", "未找到")
    assert answer.headers["content-language"] == "zh"


def test_every_status_of_a_problem_has_its_title() -> None:
    told = "".join(path.read_text(encoding="utf-8") for path in SERVE.glob("*.py"))
    named = {HTTPStatus[name] for name in re.findall(r"HTTPStatus\.([A-Z_]+)", told)}
    assert {str(status.value) for status in named if status >= HTTPStatus.BAD_REQUEST} == set(STATUSES)
    assert all(HTTPStatus(int(number)).phrase == title for number, (title, _) in STATUSES.items())


def test_the_document_describes_every_operation(server: Running, curated: KnowledgeGraph) -> None:
    told = json.loads(server.ask("/openapi.json").body)
    asked = {f"/api/{name}" for name in OPERATIONS} | {f"/api/query/{name}" for name in curated.queries}
    assert told["openapi"] == "3.1.0" and set(told["paths"]) == asked | {"/sparql"}
    fields = {each["name"]: each for each in told["paths"]["/api/paths"]["get"]["parameters"]}
    assert fields["source"]["required"] and fields["k"]["schema"]["maximum"] == 100
    ways = [way for one in told["paths"].values() for way in one.values()]
    assert len({way["operationId"] for way in ways}) == len(ways)
    assert all(each["description"] for way in ways for each in way.get("parameters", ()))
    [disease] = [
        each
        for each in told["paths"]["/api/query/cargo-for-disease"]["get"]["parameters"]
        if each["name"] == "disease"
    ]
    assert disease["required"] and disease["example"] and disease["schema"] == {"type": "string"}
    posted = told["paths"]["/api/profile"]["post"]["requestBody"]["content"]
    assert set(posted) == {"application/json", "multipart/form-data"}
    assert "语言" in server.ask("/openapi.json?lang=zh").text


def test_the_calls_that_the_page_of_the_api_shows_are_answered(server: Running) -> None:
    calls = html.document_fromstring(page(server, "/api").text).xpath("//main//pre/text()")
    assert len(calls) == len(json.loads(server.ask("/openapi.json").body)["paths"])
    for call in calls[:16]:
        words = shlex.split(call)
        parts = urlsplit(words[-1])
        address = f"{parts.path}?{parts.query}"
        answer = (
            server.ask(address, method="POST", body=words[4].encode(), content_type="application/json")
            if "-d" in words
            else server.ask(address)
        )
        assert answer.status == 200, (call, answer.text)


def test_files_of_pages_may_be_kept_for_ever(server: Running) -> None:
    [style] = html.document_fromstring(page(server, "/").text).xpath("//link[@rel='stylesheet']/@href")
    answer = server.ask(urljoin("/", style))
    assert answer.status == 200 and "immutable" in answer.headers["cache-control"]
    assert server.ask("/static/000000000000/style.css").status == 404
