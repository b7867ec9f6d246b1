"""Every command and every piece of Python that the documentation shows runs, and says what is shown."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from msc_graph import KnowledgeGraph
from msc_graph.cli.main import COMMANDS, cli
from tools.pages import PAGES as CATALOGUES
from tools.pages import page as catalogue
from tools.shown import PAGES, PICTURES, ROOT, commands, downloads, picture, refreshed

READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
GUIDES = sorted((ROOT / "docs" / "guide").glob("*.md"))
DOCUMENTS = sorted({*PAGES, *ROOT.glob("docs/*.md")} - set(CATALOGUES))
FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
NOT_OURS = {"make", "pip", "python"}
Page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


@Page
def test_a_page_shows_what_is_said_now(
    page: Path, curated: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the output changed on purpose, ``make docs`` writes it anew."""
    monkeypatch.chdir(tmp_path)
    downloads(tmp_path)
    text = page.read_text(encoding="utf-8")
    assert refreshed(text, curated) == text


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_what_is_drawn_now(name: str, curated: KnowledgeGraph) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == picture(PICTURES[name], curated)


@pytest.mark.parametrize("page", CATALOGUES, ids=lambda page: page.name)
def test_the_catalogue_of_questions_is_what_the_headers_say(page: Path) -> None:
    assert page.read_text(encoding="utf-8") == catalogue(CATALOGUES[page])


def test_the_pages_show_every_command() -> None:
    shown = {line.split()[2] for page in PAGES for line in commands(page.read_text(encoding="utf-8"))}
    assert shown == set(COMMANDS)
    for page in READMES:
        assert not [name for name in COMMANDS if f"`{name}`" not in page.read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_the_first_page_is_short(page: Path) -> None:
    assert len(page.read_text(encoding="utf-8").splitlines()) <= 120


def shape(page: Path) -> list[str]:
    """Return what a page and its twin in another language have in common: headings, blocks, tables."""
    text = page.read_text(encoding="utf-8")
    return re.findall(r"^(#+ |```\w+|\| (?=`)|!\[)", FENCED.sub(lambda found: found[0][:9], text), re.M)


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_a_guide_has_its_twin(page: Path) -> None:
    twin = ROOT / "docs" / "zh" / "guide" / page.name
    assert shape(page) == shape(twin)
    assert f"../zh/guide/{page.name}" in page.read_text(encoding="utf-8")
    assert f"../../guide/{page.name}" in twin.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "counted"),
    [
        (READMES[0], "{claims} claims|{mechanisms} published mechanisms|{trials} registered|{queries} saved"),
        (READMES[1], "{claims} 条说法|{mechanisms} 条已发表的机制|{trials} 项注册临床试验|{queries} 个预存"),
    ],
    ids=["en", "zh"],
)
def test_the_numbers_are_those_of_the_graph(page: Path, counted: str, curated: KnowledgeGraph) -> None:
    facts = curated.info()
    numbers = {
        "claims": facts["assertion_kinds"]["ArticleClaim"],
        "mechanisms": facts["mechanisms"],
        "trials": facts["trials"],
        "queries": len(curated.queries),
    }
    text = page.read_text(encoding="utf-8")
    assert not [said for said in counted.format(**numbers).split("|") if said not in text]


def test_the_readmes_are_twins() -> None:
    assert shape(READMES[0]) == shape(READMES[1])


def test_no_guide_is_without_its_english_twin() -> None:
    assert {page.name for page in (ROOT / "docs" / "zh" / "guide").glob("*.md")} == {g.name for g in GUIDES}


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_command_in_a_sentence_is_one(page: Path) -> None:
    """Commands and options in back-ticks exist."""
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    for call in re.findall(r"`msc-graph ([a-z][^`]*)`", text):
        name, *rest = call.split()
        command = cli.get_command(click.Context(cli), name)
        assert command, call
        known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        assert {word for word in rest if word.startswith("--")} <= known, call


@Page
def test_what_is_not_run_is_no_command_of_ours(page: Path) -> None:
    """`test_servers` and `test_spark` of `tests.stores` follow the guide to big graphs."""
    followed = ("```shell\n", "```bash\n") if page.name == "big-graphs.md" else ()
    for block in FENCED.findall(page.read_text(encoding="utf-8")):
        if not block.startswith(("```console", *followed)):
            assert not re.search(r"^(\$ )?msc-graph ", block, re.M), block


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_link_leads_somewhere(page: Path) -> None:
    for place in re.findall(
        r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", FENCED.sub("", page.read_text(encoding="utf-8"))
    ):
        assert (page.parent / place).exists(), place
