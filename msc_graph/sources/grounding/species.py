"""Species as third-party files name them, with their number in NCBITaxon and their code in miRBase."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from msc_graph.errors import UsageError, did_you_mean, nearest


@dataclass(frozen=True, slots=True)
class Species:
    """A species: Latin and common name, CURIE, and the letters that begin its microRNAs in miRBase."""

    latin: str
    common: str
    id: str
    code: str


KNOWN = tuple(
    Species(latin, common, f"NCBITaxon:{number}", code)
    for latin, common, number, code in (
        ("Homo sapiens", "human", 9606, "hsa"),
        ("Mus musculus", "mouse", 10090, "mmu"),
        ("Rattus norvegicus", "rat", 10116, "rno"),
        ("Bos taurus", "cattle", 9913, "bta"),
        ("Sus scrofa", "pig", 9823, "ssc"),
        ("Canis familiaris", "dog", 9615, "cfa"),
        ("Ovis aries", "sheep", 9940, "oar"),
        ("Capra hircus", "goat", 9925, "chi"),
        ("Equus caballus", "horse", 9796, "eca"),
        ("Oryctolagus cuniculus", "rabbit", 9986, "ocu"),
        ("Cricetulus griseus", "Chinese hamster", 10029, "cgr"),
        ("Macaca mulatta", "rhesus macaque", 9544, "mml"),
        ("Pan troglodytes", "chimpanzee", 9598, "ptr"),
        ("Gallus gallus", "chicken", 9031, "gga"),
        ("Danio rerio", "zebrafish", 7955, "dre"),
        ("Xenopus laevis", "African clawed frog", 8355, "xla"),
        ("Xenopus tropicalis", "western clawed frog", 8364, "xtr"),
        ("Drosophila melanogaster", "fruit fly", 7227, "dme"),
        ("Caenorhabditis elegans", "roundworm", 6239, "cel"),
        ("Bombyx mori", "silkworm", 7091, "bmo"),
        ("Arabidopsis thaliana", "thale cress", 3702, "ath"),
        ("Oryza sativa", "rice", 4530, "osa"),
        ("Glycine max", "soybean", 3847, "gma"),
        ("Zea mays", "maize", 4577, "zma"),
    )
)
"""Numbers and codes are those of miRBase's own table of organisms (``organisms.txt``)."""

HUMAN = KNOWN[0]

_BY_NAME = {
    spelling.casefold(): species
    for species in KNOWN
    for spelling in (
        species.latin,
        species.common,
        species.id,
        species.id.removeprefix("NCBITaxon:"),
        species.code,
    )
}


_IN_CHINESE = {
    "人": 0,
    "人类": 0,
    "小鼠": 1,
    "大鼠": 2,
    "牛": 3,
    "猪": 4,
    "犬": 5,
    "绵羊": 6,
    "山羊": 7,
    "马": 8,
    "兔": 9,
}
"""Chinese names, with the place in `KNOWN`."""
_BY_NAME |= {name: KNOWN[place] for name, place in _IN_CHINESE.items()}


def first_of(names: str) -> str:
    """Return the first of several species in a text."""
    return re.split("[|;,]", names, maxsplit=1)[0].strip()


def find_species(name: str) -> Species | None:
    """Return the species of that Latin or common name, code or number, or None.

    Of several (GO's host and guest) the first counts; what stands in brackets behind it does not.

    >>> find_species("Mus musculus").id, find_species("taxon:9606|taxon:562").code, find_species("yeti")
    ('NCBITaxon:10090', 'hsa', None)
    >>> find_species("Homo sapiens (human)").code, find_species("小鼠").code, find_species("9606.0").code
    ('hsa', 'mmu', 'hsa')
    """
    first = _BEHIND.sub("", first_of(name))
    return _BY_NAME.get(_TAXON.sub("", " ".join(first.split()).casefold()))


_BEHIND = re.compile(r"\s*\([^()]*\)\s*$|(?<=\d)\.0$")
_TAXON = re.compile(r"^(?:ncbi)?taxon:\s*(?=\d+$)")
_NUMBERED = re.compile(r"^(?:(?:ncbi)?taxon:\s*0*(?=[1-9])|(?=[1-9]\d\d))(\d+)(?:\.0+)?$", re.IGNORECASE)
"""A number of NCBITaxon; one of fewer than three digits needs its prefix, as it may be a code of the file."""


def species_option(name: str) -> Species | None:
    """Return the species that the user named, None for an empty text.

    Raises:
        UsageError: the name is none that is known.
    """
    found = find_species(name)
    if name and found is None:
        near = nearest(name, [species.latin for species in KNOWN] + [species.common for species in KNOWN])
        raise UsageError(f"no species is called {name!r}.{did_you_mean(near)}")
    return found


def species_ids(names: pl.Series) -> pl.Series:
    """Return the CURIE of each name; null where it is none of `KNOWN` and no taxon, or not given.

    >>> species_ids(pl.Series(["mouse", "taxon:559292", "yeti"])).to_list()
    ['NCBITaxon:10090', 'NCBITaxon:559292', None]
    """
    known = {name: found for name in names.unique().drop_nulls() if (found := _taxon(name))}
    return names.replace_strict(known, default=None, return_dtype=pl.String)


def _taxon(name: str) -> str | None:
    found = find_species(name)
    number = _NUMBERED.match(first_of(name))
    return found.id if found else f"NCBITaxon:{number[1]}" if number else None
