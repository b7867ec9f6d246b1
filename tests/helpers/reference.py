"""What pyshacl says of a store, worked out once for all tests and workers, and kept between runs.

A report is kept under the digest of all that decides it: the triples, the shapes, the ontology, the code that
asks pyshacl and the versions of the libraries. A report of anything else is not found.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pyoxigraph import Store

import msc_graph
from msc_graph.quality.report import ValidationReport, report_from_json
from msc_graph.quality.validation import validate_store
from msc_graph.system.packaged import locate

PACKAGE = Path(msc_graph.__path__[0])


def reference(store: Store, lang: str = "en") -> ValidationReport:
    """Return what `validate_store` says of a store with pyshacl."""
    place = _folder() / f"{_digest(store, lang)}.json"
    try:
        return report_from_json(place.read_bytes())
    except FileNotFoundError:
        report = validate_store(store, lang=lang, engine="pyshacl")
    written = place.with_suffix(f".{os.getpid()}")
    written.write_text(report.render("json"), encoding="utf-8")
    written.replace(place)
    return report


def _digest(store: Store, lang: str) -> str:
    digest = hashlib.sha256(f"{_surroundings()} {lang}\n".encode())
    for line in sorted(map(str, store)):
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()


@cache
def _surroundings() -> str:
    """Return the digest of the shapes, the ontology, our code and the libraries' versions."""
    libraries = ("pyshacl", "rdflib", "pyoxigraph")
    digest = hashlib.sha256(" ".join(version(name) for name in libraries).encode())
    rooms = (PACKAGE / room for room in ("quality", "rdf", "vocabulary", "languages.py"))
    for folder in (locate("shapes"), locate("ontology"), *rooms):
        for path in [folder] if folder.is_file() else sorted(folder.rglob("*.*")):
            if path.suffix in (".py", ".ttl", ".tsv"):
                digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()


@cache
def _folder() -> Path:
    """Return a folder of the user's own for the reports; a new one where another user has taken its name."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"msc-graph-tests-{user}" / "reports"
    try:
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        if os.name == "nt" or folder.parent.stat().st_uid == user == folder.stat().st_uid:
            return folder
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="msc-graph-tests-"))
