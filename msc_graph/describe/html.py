"""A description as HTML: what the page of a thing, a file and a notebook show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from markupsafe import Markup

from msc_graph.messages.catalogue import in_language, message
from msc_graph.messages.describe import DESCRIBE
from msc_graph.messages.pages import PAGES
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.ontology import vocabulary
from msc_graph.vocabulary.schema import definition


class Described(Protocol):
    """What a template is filled with: a description in a language."""

    @property
    def lang(self) -> str:
        """The language of its words."""

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Fields and their values."""


def values(
    described: Described, *, svg: str = "", ends: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Any]:
    """Return what the template ``thing`` shows.

    Args:
        described: the description.
        svg: a picture of the thing and its neighbours, escaped; "" for none.
        ends: the other end of each statement (CURIE), by the list in which it stands;
            see `Description.ends`.
    """
    lang = described.lang
    first = _shown_first(lang)
    return {
        "lang": lang,
        "say": in_language(PAGES, lang),
        "thing": described,
        "judged": _judged(described, first, lang),
        "facts": [pair for pair in described.facts if pair[0] not in first],
        "parts": in_language(DESCRIBE, lang),
        "ends": ends or {},
        "svg": Markup(svg),  # noqa: S704 -- escaped where it is drawn
    }


def _shown_first(lang: str) -> Mapping[str, str]:
    """Return the fields of a judged statement that its page shows first, by their name in a language."""
    declared = vocabulary()
    fields = {declared.label(f"{MSC}{key}", lang): key for key in ("verdict", "belief")}
    return {**fields, message(DESCRIBE, "right", lang): "instead"}


def _judged(described: Described, shown_first: Mapping[str, str], lang: str) -> dict[str, Any] | None:
    """Return verdict, its meaning, belief and correction of a statement, None for what is not judged."""
    facts = dict(described.facts)
    first = {key: facts[name] for name, key in shown_first.items() if name in facts}
    if "verdict" not in first or "belief" not in first:
        return None
    label, _, name = first["verdict"].rstrip("]").partition(" [msc:")
    return {
        "verdict": label,
        "meaning": definition(f"{MSC}{name}", lang),
        "belief": first["belief"],
        "instead": first.get("instead", ""),
        "bad": f"{MSC}{name}" not in vocabulary().endorsed,
    }
