"""One Chinese word a concept, in all that people read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from msc_graph.messages.refusals import REFUSALS
from tests.messages.test_messages import MESSAGES

ROOT = Path(__file__).parents[2]
WORDS = {
    "cargo": ("内容物", r"货物|载物"),
    "target": ("靶标", r"靶点"),
    "belief": ("可信度", r"置信度|信度值"),
    "verdict": ("判定", r"裁定|判决"),
    "mechanism": ("机制", r"机理"),
    "node": ("节点", r"结点"),
    "recipient cell": ("受体细胞", r"接收细胞|受者细胞"),
    "folder": ("文件夹", r"目录"),
    "identifier": ("标识符", r"标识(?!符)"),
    "document": ("文献", r"(?<!可追溯)参考文献(?!表)"),
    "name": ("名称", r"(?<!开放)(?<!带)标签(?=语言|或同义词|、同义词)"),
    "signed path": ("通路", r"带符号路径|路径搜索|拼接路径"),
    "species": ("物种", r"种属"),
    "microRNA": ("微小RNA", r"微RNA|(?<=[\u4e00-\u9fff])microRNA(?=[\u4e00-\u9fff])"),
    "expression of concern": ("关注声明", r"表达关切|关切声明"),
    "default": ("默认", r"缺省"),
}
"""The word of each concept, and what would be another word for it."""
_ZH_LITERAL = re.compile(r'"([^"\n]*)"@zh')
_ZH_HEADER = re.compile(r"^#\+ (?:\w+_zh|  \w+):(.*)", re.MULTILINE)


def texts() -> dict[str, str]:
    """Return all Chinese that ships, by where it stands."""
    found = {
        "messages": "\n".join(str(each[1]) for each in MESSAGES.values()),
        "refusals": "\n".join(REFUSALS.values()),
        "translations": "\n".join(
            line.partition("\t")[2]
            for line in (ROOT / "ontology/translations.tsv").read_text(encoding="utf-8").splitlines()
        ),
    }
    for path in (ROOT / "ontology/msc-graph.ttl", *sorted((ROOT / "shapes").glob("*.ttl"))):
        found[path.name] = "\n".join(_ZH_LITERAL.findall(path.read_text(encoding="utf-8")))
    for path in sorted((ROOT / "queries").rglob("*.rq")):
        found[path.name] = "\n".join(_ZH_HEADER.findall(path.read_text(encoding="utf-8")))
    for path in (ROOT / "README.zh.md", *sorted((ROOT / "docs/zh").rglob("*.md"))):
        found[path.name] = path.read_text(encoding="utf-8")
    return found


@pytest.mark.parametrize("concept", WORDS)
def test_a_concept_has_one_word(concept: str) -> None:
    word, others = WORDS[concept]
    said = texts()
    assert any(word in text for text in said.values())
    other = {place: set(re.findall(others, text)) for place, text in said.items() if re.search(others, text)}
    assert not other
