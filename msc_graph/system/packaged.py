"""Where the files that travel with the code are: ontology, shapes and queries."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def locate(name: str) -> Path:
    """Return the folder or file ``name`` (``"shapes"``, ``"shapes/trial.ttl"``) that ships with the package.

    In an installed wheel the data lies inside the package; in a checkout it lies at the top level.

    Raises:
        FileNotFoundError: neither place has it, which means that the installation is damaged.
    """
    for root in (_PACKAGE / "_data", _PACKAGE.parent):
        path = root / name
        if path.exists():
            return path
    raise FileNotFoundError(f"msc-graph was installed without {name!r}; install it again")
