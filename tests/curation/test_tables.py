"""Tab-separated tables are read line by line, and everything that is wrong is gathered."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_graph.curation.tables import Column, Problems, Row, matching, one_of, read_rows, split

COLUMNS = [
    Column("id", matching(r"[a-z]\d+", "a letter and digits"), required=True),
    Column("colour", one_of(("red", "green", "blue"), "colour"), many=True),
    Column("note"),
]
HEADER = "id\tcolour\tnote\n"


def read(folder: Path, content: str | bytes) -> tuple[list[Row], list[str]]:
    path = folder / "things.tsv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    problems = Problems()
    rows = read_rows(path, COLUMNS, problems)
    return rows, [str(problem) for problem in problems.found]


def test_a_sound_table_gives_its_rows_with_line_numbers(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, HEADER + "a1\tred|blue\tfirst\n# a remark\n\na2\t\t\n")
    assert problems == []
    assert [(row.line, row["id"], row.values("colour"), row["note"]) for row in rows] == [
        (2, "a1", ("red", "blue"), "first"),
        (5, "a2", (), ""),
    ]


@pytest.mark.parametrize(
    "content",
    [
        HEADER + "a1\tred\tx",
        (HEADER + "a1\tred\tx\n").replace("\n", "\r\n"),
        "\ufeff" + HEADER + "a1\tred\tx\n",
        HEADER + " a1\tred \t x \n",
    ],
    ids=["no newline at the end", "CRLF", "byte order mark", "blanks around cells"],
)
def test_what_editors_do_is_accepted(tmp_path: Path, content: str) -> None:
    rows, problems = read(tmp_path, content)
    assert problems == []
    assert [dict(row.cells) for row in rows] == [{"id": "a1", "colour": "red", "note": "x"}]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (HEADER + "a1\tred\n", "things.tsv:2: 2 cells where 3 are needed; is a tab missing or doubled?"),
        (
            HEADER + "a1\tred\tx\ty\n",
            "things.tsv:2: 4 cells where 3 are needed; is a tab missing or doubled?",
        ),
        (HEADER + "\tred\t\n", "things.tsv:2: id: the cell is empty; every line needs a value here"),
        (HEADER + "A1\tred\t\n", "things.tsv:2: id: 'A1' is not a letter and digits"),
        (HEADER + "a٣\tred\t\n", "things.tsv:2: id: 'a٣' is not a letter and digits"),
        (
            HEADER + "a1\tred|gren\t\n",
            "things.tsv:2: colour: unknown colour 'gren'. Did you mean 'green', 'red'?",
        ),
        (HEADER + "a1\tqqq\t\n", "things.tsv:2: colour: unknown colour 'qqq'. Known: red, green, blue."),
        (
            "id\tcolor\tnote\n",
            "things.tsv:1: missing columns: colour; unknown column 'color'. Did you mean 'colour'?",
        ),
        ("id\tnote\tcolour\n", "things.tsv:1: the columns must stand in this order: id, colour, note"),
        ("id\tcolour\n", "things.tsv:1: missing columns: note"),
        ("", "things.tsv:1: missing columns: id, colour, note; unknown column ''."),
        (
            HEADER.encode() + b"a1\tred\tcaf\xe9\n",
            "things.tsv:2: byte 0xe9 is not UTF-8; save the file as UTF-8",
        ),
        (HEADER.encode("utf-16"), "things.tsv:1: byte 0xff is not UTF-8; save the file as UTF-8"),
    ],
)
def test_a_mistake_is_named_with_line_and_column(tmp_path: Path, content: str | bytes, expected: str) -> None:
    assert read(tmp_path, content)[1] == [expected]


def test_a_long_list_of_known_words_is_not_spelled_out() -> None:
    check = one_of([f"word{n}" for n in range(11)], "word")
    assert check("qqq") == "unknown word 'qqq'."
    assert one_of((), "word")("qqq") == "unknown word 'qqq'."


def test_a_missing_table_is_one_problem(tmp_path: Path) -> None:
    problems = Problems()
    assert read_rows(tmp_path / "things.tsv", COLUMNS, problems) == []
    assert [str(p) for p in problems.found] == [
        "things.tsv:1: the table is missing; put it back (a header line is enough)"
    ]
    assert problems.unread == {"things"}


def test_a_required_cell_of_separators_only_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "things.tsv"
    path.write_text("id\n | |\n", encoding="utf-8")
    problems = Problems()
    read_rows(path, [Column("id", required=True, many=True)], problems)
    assert [problem.column for problem in problems.found] == ["id"]


def test_all_mistakes_of_a_table_are_gathered(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, HEADER + "1\tred|pink|grey\t\na1\tred\na2\tblue\t\n")
    assert [row["id"] for row in rows] == ["1", "a2"]
    assert [problem.split(":")[1] for problem in problems] == ["2", "2", "2", "3"]


@pytest.mark.parametrize(
    ("cell", "values"), [("", ()), ("a", ("a",)), ("a|b", ("a", "b")), (" a | |b|", ("a", "b")), ("|", ())]
)
def test_split(cell: str, values: tuple[str, ...]) -> None:
    assert split(cell) == values


CELLS = st.text(st.characters(exclude_characters="\t\n\r", exclude_categories=["Cs"]), max_size=8).map(
    str.strip
)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6))
def test_cells_come_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, str, str]]
) -> None:
    path = tmp_path_factory.mktemp("cells") / "things.tsv"
    lines = ["\t".join(cells) for cells in table if not cells[0].startswith("#")]
    path.write_bytes((HEADER + "".join(f"{line}\n" for line in lines)).encode())
    rows = read_rows(path, [Column("id"), Column("colour"), Column("note")], Problems())
    assert ["\t".join(row.cells.values()) for row in rows] == lines


@given(st.binary(max_size=60))
def test_no_bytes_make_the_reader_fail(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    for start in (b"", HEADER.encode()):
        read(folder, start + content)
