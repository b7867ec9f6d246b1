"""The pages in a real browser: quiet, accessible, by keyboard, on a phone, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qs, urlsplit

import pytest

import msc_graph
from msc_graph.messages.pages import PAGES
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.schema import definition
from tests.helpers.browser import DESKTOP, PHONE, Watched, barriers, browser, shortened, width
from tests.helpers.http_server import Running, running
from tests.serve.test_pages import ADDRESSES, PATHS, SHOWN

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def server(chromium: Browser) -> Iterator[Running]:
    with msc_graph.load() as graph, running(graph) as found:
        yield found


@pytest.fixture(scope="module")
def watched(chromium: Browser, server: Running) -> Iterator[Watched]:
    context = chromium.new_context(viewport=DESKTOP, reduced_motion="reduce", color_scheme="light")
    yield Watched(context.new_page(), server.address)
    context.close()


def has_script(address: str) -> bool:
    return address.startswith(("/sparql", "/explore"))


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("zh", "dark")])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_quiet_and_open_to_all(
    watched: Watched, address: str, lang: str, scheme: Literal["light", "dark"]
) -> None:
    watched.page.emulate_media(color_scheme=scheme)
    page = watched.visit(address, lang, ready=has_script(address))
    page.set_viewport_size(PHONE)
    assert width(page) == PHONE["width"]
    page.set_viewport_size(DESKTOP)
    assert barriers(shortened(page)) == [] and watched.said == []


def test_barriers_and_noise_are_seen(watched: Watched) -> None:
    page = watched.visit("/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=http://127.0.0.1:9/x>')")
    page.evaluate("document.body.style.width = '5000px'")
    assert any("image-alt" in barrier for barrier in barriers(page))
    assert width(page) > DESKTOP["width"]
    assert watched.said


# by keyboard alone

FOCUSED = """() => {
    let at = document.activeElement
    while (at.shadowRoot) at = at.shadowRoot.activeElement
    const outline = getComputedStyle(at.closest(".cm-editor") ?? at)
    return [at.tagName, at.textContent.trim() || at.name, outline.outlineStyle !== "none"]
}"""


@pytest.mark.parametrize(
    "address", ["/", "/node/claim:S3-05", f"/paths?{PATHS}", "/sparql", f"/explore?{SHOWN}"]
)
def test_the_keyboard_reaches_everything_and_sees_where_it_is(watched: Watched, address: str) -> None:
    page = watched.visit(address, ready=has_script(address))
    places: list[tuple[str, str]] = []
    while len(places) < 300:
        page.keyboard.press("Tab")
        tag, text, outlined = page.evaluate(FOCUSED)
        if tag == "BODY":
            break
        assert outlined, (tag, text)
        places.append((tag, text))
    assert places[0][0] == "A" and page.locator(".skip").text_content() == places[0][1]
    reachable = page.locator("a[href], button, input:not([type=hidden]), textarea, select, summary")
    visible = [one for one in reachable.all() if one.is_visible()]
    assert len(places) >= len(visible) > 10


def test_the_skip_link_leads_to_the_content(watched: Watched) -> None:
    page = watched.visit("/node/claim:S3-05")
    page.keyboard.press("Tab")
    assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


# the editor


def test_the_editor_completes_marks_and_runs(watched: Watched) -> None:
    page = watched.visit("/sparql", "zh", ready=True)
    editor = page.locator(".cm-content")
    editor.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT ?mir WHERE { ?mir a msc:Mic")
    page.locator(".cm-tooltip-autocomplete li[aria-selected]", has_text="msc:MicroRNA").wait_for()
    page.keyboard.press("Enter")
    page.keyboard.type(" ; 抑制")
    page.locator(".cm-tooltip-autocomplete li", has_text="msc:inhibits").first.wait_for()
    page.keyboard.press("Escape")
    page.locator(".cm-lintRange-error").wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.type("ASK { ?s a msc:MicroRNA ")
    page.locator(".cm-lintRange-error").wait_for(state="detached")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/sparql?*query=ASK*")
    assert page.locator("main table td").text_content() in ("true", "True")
    assert watched.said == []


def test_tab_leaves_the_editor(watched: Watched) -> None:
    page = watched.visit("/sparql", ready=True)
    page.locator(".cm-content").focus()
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)[:2] == ["BUTTON", PAGES["run"][0]]


# the explorer


def seen(watched: Watched) -> list[str]:
    """Return the nodes that the address of the page names."""
    return parse_qs(urlsplit(watched.page.url).query)["node"]


def test_the_explorer_adds_hides_and_goes_back(watched: Watched) -> None:
    page = watched.visit(f"/explore?{SHOWN}", ready=True)
    page.locator("#shown button[name=expand]").first.click()
    page.wait_for_url(lambda url: url.count("node=") > 3)
    more = seen(watched)
    assert len(more) > 3 and page.locator("ul.shown li").count() == len(more)
    page.get_by_label("disputed").check()
    page.wait_for_url("**hide=disputed*")
    page.locator("#shown button[name=drop]").first.click()
    page.wait_for_url(lambda url: url.count("node=") == len(more) - 1)
    page.go_back()
    page.wait_for_function("() => document.querySelectorAll('ul.shown li').length > 3", polling=50)
    assert seen(watched) == more
    assert watched.said == []


def test_a_thing_that_is_dragged_stays_and_says_so_in_the_address(watched: Watched) -> None:
    page = watched.visit("/explore?node=PTEN", ready=True)
    box = page.locator("#canvas").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(x, y)
    assert "PTEN" in str(page.locator("#chosen").text_content())
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y + 40, steps=4)
    page.mouse.up()
    page.wait_for_url("**pin=HGNC*")
    [pin] = parse_qs(urlsplit(page.url).query)["pin"]
    other = str(page.locator("a[hreflang]").get_attribute("href"))
    assert pin.startswith("HGNC:9588@") and parse_qs(urlsplit(other).query)["pin"] == [pin]


def test_a_name_that_fits_nothing_is_told_in_place(watched: Watched) -> None:
    page = watched.visit("/explore?node=PTEN", ready=True)
    page.locator("[name=add]").press_sequentially("PDCD4")
    page.locator("#near option[value='HGNC:8763']").wait_for(state="attached")
    page.locator("[name=add]").fill("PDCD44")
    page.keyboard.press("Enter")
    assert "PDCD4" in str(page.locator("#message:not([hidden])").text_content())
    assert seen(watched) == ["PTEN"]


# without JavaScript


@pytest.fixture
def plain(chromium: Browser, server: Running) -> Iterator[Watched]:
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    yield Watched(context.new_page(), server.address)
    context.close()


def test_without_a_script_queries_run_and_the_explorer_grows(plain: Watched) -> None:
    page = plain.visit("/sparql")
    page.locator("#query").fill("SELECT (1 AS ?one) {}")
    page.locator("main form button").click()
    assert page.locator("main table td").text_content() == "1"
    page = plain.visit("/explore")
    page.locator("[name=add]").fill("PTEN")
    page.locator("#state button").click()
    page.locator("#shown button[name=expand]").first.click()
    page.locator("ul.shown li").nth(3).wait_for()
    assert page.locator("main noscript").is_visible()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_stranger_finds_why_83_percent_is_wrong_and_what_speaks_for_mir_21(
    plain: Watched, lang: str
) -> None:
    page, column = plain.visit("/", lang), {"en": 0, "zh": 1}[lang]
    page.get_by_text(PAGES["start_claim"][column]).click()
    said = str(page.locator("main .disputed").text_content())
    assert PAGES["why"][column] in said and PAGES["instead"][column] in said and "0/10" in said
    assert definition(f"{MSC}misattributed", lang) in said
    page.locator(".brand").click()
    page.get_by_text(PAGES["start_paths"][column]).click()
    said = str(page.locator("main").text_content())
    assert PAGES["verdict"][column] in said and "PTEN" in said and page.locator("main svg").count() == 1
    assert page.locator("main a[href^='https://doi.org/']").count()
