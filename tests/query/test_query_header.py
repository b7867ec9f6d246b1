from __future__ import annotations

from pathlib import Path

import pytest

from msc_graph.errors import QueryHeaderError
from msc_graph.query.header import HeaderKeys, read_header

KEYS = HeaderKeys(
    texts=frozenset({"summary", "problem"}),
    lists=frozenset({"tags"}),
    mappings=frozenset({"columns"}),
    records=frozenset({"params"}),
)
PATH = Path("somewhere.rq")

WHOLE = """\
#+ summary: What helps, and how?
#+
#+ problem: "a: b # \\"c\\" \\u4e2d"
#+ tags:
#+   - one
#+   - msc:two
#+ columns:
#+   cargo: what it carries
#+   sign: "+ or -"
#+ params:
#+   - name: disease
#+     type: node
#+   - name: lang
# an ordinary comment
SELECT ?s { ?s ?p "
  #+ not a header" }
"""


def test_every_shape_is_read() -> None:
    header = read_header(WHOLE, path=PATH, keys=KEYS)
    assert header.texts == {"summary": "What helps, and how?", "problem": 'a: b # "c" 中'}
    assert header.lists == {"tags": ("one", "msc:two")}
    assert dict(header.mappings["columns"]) == {"cargo": "what it carries", "sign": "+ or -"}
    assert [dict(record) for record in header.records["params"]] == [
        {"name": "disease", "type": "node"},
        {"name": "lang"},
    ]
    assert header.lines == {"summary": 1, "problem": 3, "tags": 4, "columns": 7, "params": 10}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "header is missing"),
        ("SELECT ?s {}", 1, "header is missing"),
        ("#+summary: x", 1, "blank after"),
        ("#+   summary: x", 1, "must not be indented"),
        ("#+ summary x", 1, "expected 'key: text'"),
        ("#+ Summary: x", 1, "expected 'key: text'"),
        ("#+ sumary: x", 1, "Did you mean 'summary'"),
        ("#+ summary: x\n#+ summary: y", 2, "second time"),
        ("#+ summary:", 1, "no text"),
        ("#+ summary: x\n#+   more", 2, "one line of text"),
        ("#+ summary: x\nSELECT\n#+ tags:", 3, "below the header"),
        ("#+ summary: a: b", 1, "double quotes"),
        ("#+ summary: a #b", 1, "double quotes"),
        ("#+ summary: a:", 1, "double quotes"),
        ("#+ summary: [a]", 1, "double quotes"),
        ("#+ summary: 'a'", 1, "double quotes"),
        ("#+ summary: - a", 1, "double quotes"),
        ('#+ summary: "a', 1, "not closed"),
        ('#+ summary: "a" b', 1, "not closed"),
        ('#+ summary: "\\x"', 1, "wrong escape"),
        ("#+ tags: one", 1, "on the lines below"),
        ("#+ tags:", 1, "is empty"),
        ("#+ tags:\n#+   one", 2, "expected '- text'"),
        ("#+ tags:\n#+ - one", 1, "is empty"),
        ("#+ tags:\n#+     - one", 2, "indent this line by 2"),
        ("#+ columns:\n#+   a: x\n#+   a: y", 3, "second time"),
        ("#+ columns:\n#+   a:", 2, "no text"),
        ("#+ columns:\n#+    a: x", 2, "indent this line by 2"),
        ("#+ params:\n#+   name: x", 2, "begin each parameter"),
        ("#+ params:\n#+   - name: x\n#+   type: node", 3, "indent this line by 4"),
        ("#+ params:\n#+   - name: x\n#+     name: y", 3, "second time"),
    ],
)
def test_mistakes_have_file_and_line(text: str, line: int, message: str) -> None:
    with pytest.raises(QueryHeaderError, match=message) as caught:
        read_header(text, path=PATH, keys=KEYS)
    assert (caught.value.path, caught.value.line) == (PATH, line)
    assert str(caught.value).startswith(f"somewhere.rq:{line}: ")
