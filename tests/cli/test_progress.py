"""How far the work is: one display, on a terminal only."""

from __future__ import annotations

import io

import pytest

from msc_graph.cli import output


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown_on(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Make standard error a terminal, and show every look at the work."""
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr(output, "SHOW_EVERY", 0.0)
    return stream


@pytest.mark.parametrize(
    ("lang", "told", "shown"),
    [
        ("en", ("paths", 1234, 0), "paths 1,234"),
        ("zh", ("paths", 1234, 0), "通路 1,234"),
        ("en", ("writing", 300, 1200), "writing 300 / 1,200 (25%)"),
        ("zh", ("network", 0, 0), "建网络"),
    ],
)
def test_a_step_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, lang: str, told: tuple[str, int, int], shown: str
) -> None:
    terminal = shown_on(monkeypatch)
    with output.progress(lang) as progress:
        assert progress
        progress(*told)
    lines = terminal.getvalue().split("\r")
    assert lines[1].rstrip() == shown
    assert not "".join(lines[2:]).strip()


def test_a_shorter_line_covers_the_longer_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = shown_on(monkeypatch)
    with output.progress("en") as progress:
        assert progress
        progress("writing", 1_000_000, 2_000_000)
        progress("paths", 1, 0)
    _, longer, shorter, wiped, *_ = terminal.getvalue().split("\r")
    assert len(longer) <= len(shorter)
    assert len(shorter.rstrip()) <= len(wiped) and not wiped.strip()


def test_short_work_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = shown_on(monkeypatch)
    monkeypatch.setattr(output, "SHOW_EVERY", 1e9)
    with output.progress("en") as progress:
        assert progress
        progress("paths", 1, 0)
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("stream", [io.StringIO(), None])
def test_nothing_is_drawn_where_there_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO | None
) -> None:
    monkeypatch.setattr("sys.stderr", stream)
    with output.progress("en") as progress:
        assert progress is None
