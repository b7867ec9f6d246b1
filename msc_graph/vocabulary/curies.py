"""CURIEs and IRIs: the prefixes that the ontology declares, and names turned into each other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import quote, unquote

from msc_graph.errors import InputError, did_you_mean, nearest
from msc_graph.vocabulary.namespaces import IMPORTED, SH, TRIAL_PREFIX
from msc_graph.vocabulary.schema import schema, values_of

_FINE_IN_IRI = "A-Za-z0-9._~:/?@!$&'()*+,;=-"
_PLAIN = re.compile(f"[{_FINE_IN_IRI}]*")


_SCHEMES = (
    *("http", "https", "urn", "ftp", "ftps", "sftp", "file", "mailto", "tag", "info", "did", "ark"),
    *("ws", "wss", "ipfs", "ipns", "news", "nntp", "tel", "ldap", "ldaps", "data", "blob"),
)
_IRI = re.compile(f"(?:{'|'.join(_SCHEMES)}):|[A-Za-z][A-Za-z0-9+.-]*://")
"""How whole IRIs begin. Source: IANA's register of URI schemes, those that name or locate things;
RFC 3986, section 3.2, for the two slashes by which any other scheme is known."""


def is_iri(name: str) -> bool:
    """Return whether an identifier is a whole IRI, by its scheme, and not a CURIE.

    >>> is_iri("urn:uuid:123"), is_iri("zebra://lab/7"), is_iri("MYDB:7")
    (True, True, False)
    """
    return _IRI.match(name) is not None


@cache
def prefixes() -> Mapping[str, str]:
    """Return all declared prefixes and their namespaces, sorted by prefix.

    Source: ``sh:declare`` in the ontology (SHACL, section 5.2.1, "Prefix Declarations").
    """
    store = schema()
    namespaces = values_of(store, f"{SH}namespace")
    pairs = {
        prefix: namespaces[declaration] for declaration, prefix in values_of(store, f"{SH}prefix").items()
    }
    return dict(sorted(pairs.items()))


def expand(curie: str) -> str:
    """Return the IRI of a CURIE such as ``"HGNC:8763"``; an IRI comes back as it is.

    Raises:
        InputError: the prefix is not declared; near prefixes are offered.
    """
    if is_iri(curie):
        return curie
    prefix, colon, local = curie.partition(":")
    if not colon or prefix not in prefixes():
        raise InputError(f"{curie!r} has no declared prefix.{did_you_mean(nearest(prefix, prefixes()))}")
    return prefixes()[prefix] + local


def node_iri(curie: str) -> str:
    """Return the IRI of an identifier in the graph; a prefix that is not declared gets a namespace of ours.

    Unlike `expand` this refuses nothing, so it is for identifiers that are in the graph already. What an IRI
    cannot hold is percent-encoded.

    >>> node_iri("MYDB:7")
    'https://w3id.org/msc-graph/imported/MYDB/7'
    """
    if is_iri(curie):
        whole, mark, fragment = curie.partition("#")
        return encoded(whole) + mark + encoded(fragment)
    prefix, _, local = curie.partition(":")
    return prefixes().get(prefix, f"{IMPORTED}{encoded(prefix)}/") + encoded(local)


def encoded(text: str) -> str:
    """Return a part of an IRI with all percent-encoded that an IRI's path cannot hold (RFC 3987, 2.2)."""
    return text if _PLAIN.fullmatch(text) else _not_in_iri().sub(lambda found: quote(found[0]), text)


@cache
def _not_in_iri() -> re.Pattern[str]:
    """Return what the path or the fragment of an IRI cannot hold; to compile it takes 8 ms.

    Source: RFC 3987, section 2.2 (``ipchar``).
    """
    planes = "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 14))
    more = f"\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef{planes}\U000e1000-\U000efffd"
    return re.compile(f"[^%{more}{_FINE_IN_IRI}]|%(?![0-9A-Fa-f]{{2}})")


def compress(iri: str) -> str:
    """Return the CURIE of an IRI, or the IRI itself where no declared namespace fits, or it is one itself.

    Of several names of a namespace within another the longest wins.
    """
    if iri.startswith(IMPORTED):
        prefix, slash, local = iri.removeprefix(IMPORTED).partition("/")
        if slash and local:
            return f"{prefix}:{unquote(local)}"
    by_namespace, lengths = _namespaces()
    for length in lengths:
        if length < len(iri) and (found := by_namespace.get(iri[:length])) is not None:
            return f"{found}:{iri[length:]}"
    return iri


def trial_number(curie: str) -> str:
    """Return the number of a trial, such as ``"NCT04491240"``, by which it is known; "" for other things."""
    return curie.removeprefix(TRIAL_PREFIX) if curie.startswith(TRIAL_PREFIX) else ""


@cache
def _namespaces() -> tuple[Mapping[str, str], tuple[int, ...]]:
    """Return the prefixes by namespace, and the lengths of namespaces, the longest first."""
    by_namespace = {namespace: prefix for prefix, namespace in prefixes().items()}
    return by_namespace, tuple(sorted({len(namespace) for namespace in by_namespace}, reverse=True))
