"""Numbers are read from numpy's files as numpy reads them; what is damaged is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from msc_graph.pathfinding.lists import distinct
from msc_graph.system.numbers import mapped

KINDS = ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8")
ROWS = st.sampled_from(KINDS).flatmap(
    lambda kind: arrays.arrays(
        np.dtype(kind), st.integers(0, 40), elements={"allow_nan": False} if kind[0] == "f" else None
    )
)


@given(ROWS)
def test_numbers_come_back(tmp_path_factory: pytest.TempPathFactory, row: np.ndarray) -> None:
    path = tmp_path_factory.mktemp("row") / "row.npy"
    np.save(path, row)
    found = mapped(path)
    assert found.tolist() == row.tolist()
    assert np.asarray(found).dtype == row.dtype


@pytest.mark.parametrize(
    ("damaged", "said"),
    [
        (lambda data: b"", "empty"),
        (lambda data: data[:-1], "bytes instead of"),
        (lambda data: data + b"\0", "bytes instead of"),
        (lambda data: b"PK" + data[2:], "no file of numpy"),
        (lambda data: data.replace(b"'<i4'", b"'|O8'"), "this kind of machine"),
        (lambda data: data.replace(b"'<i4'", b"'>i4'"), "this kind of machine"),
        (lambda data: data[:40], "this kind of machine"),
    ],
)
def test_what_is_damaged_is_refused(tmp_path: Path, damaged: object, said: str) -> None:
    path = tmp_path / "row.npy"
    np.save(path, np.arange(5, dtype="<i4"))
    path.write_bytes(damaged(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(ValueError, match=said):
        mapped(path)


def test_a_table_of_several_columns_is_no_row(tmp_path: Path) -> None:
    np.save(tmp_path / "table.npy", np.zeros((2, 2)))
    with pytest.raises(ValueError, match="no row of numbers"):
        mapped(tmp_path / "table.npy")


@given(ROWS)
def test_distinct_numbers_are_those_of_numpy(row: np.ndarray) -> None:
    assert distinct(row).tolist() == np.unique(row).tolist()
