"""What errors say is said in Chinese too: every text that stands where an error is raised."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from pathlib import Path
from types import MappingProxyType

import pytest

import msc_graph
from msc_graph.messages.errors import in_chinese
from msc_graph.messages.refusals import REFUSALS
from tests.helpers.command_line import FINE, INPUT, USAGE, run

PACKAGE = Path(msc_graph.__file__).parent
TEXT_OF = {
    **dict.fromkeys(("UsageError", "InputError", "QueryFailed", "QueryRefused", "QueryTooLarge"), 0),
    **dict.fromkeys(("ValidationFailed", "ReasoningFailed", "Malformed", "_error"), 0),
    **dict.fromkeys(("FileRefused", "StoreRefused", "EndpointFailed"), 1),
    **dict.fromkeys(("NotAcceptable", "MissingPart", "ValueError", "error", "Error"), 0),
    **dict.fromkeys(("must_be_text", "must_be_path", "NotADirectoryError", "FileNotFoundError"), 1),
    **dict.fromkeys(("Refused",), 1),
    **dict.fromkeys(
        ("BadRow", "QueryHeaderError", "UnwritableValue", "bad_row", "drop_bad", "LintProblem"), 2
    ),
    **dict.fromkeys(("add", "add_line", "add_table"), 2),
    **dict.fromkeys(("_without", "warn"), None),
    **dict.fromkeys(("_refuse", "refused"), None),
}
"""Where the text of an error stands among its arguments; None where that differs from file to file."""

NOTHING: Mapping[str, Sequence[ast.expr]] = MappingProxyType({})
MOST = 24
"""Most ways to fill one text that are tried."""


def fillings(node: ast.expr, named: Mapping[str, Sequence[ast.expr]]) -> list[str]:
    """Return what may stand in a place of a text: our own pieces where they are known, else ``{}``."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(joint)), attr="join")):
            return [joint.join(("'{}'", "'{}'"))]
        case ast.Call(func=ast.Name(id="did_you_mean")):
            return ["", " Did you mean '{}'?"]
        case ast.Call(func=ast.Name(id=name)):
            return list(dict.fromkeys(templates(ast.Name(name), named))) or ["{}"]
        case ast.BinOp(op=ast.Mult(), left=ast.Constant(value=str(plural))):
            return ["", plural]
        case ast.Name() | ast.IfExp() | ast.BoolOp() | ast.JoinedStr() | ast.Constant():
            return list(dict.fromkeys(templates(node, named)))[:4] or ["{}"]
    return ["{}"]


def templates(node: ast.expr, named: Mapping[str, Sequence[ast.expr]] = NOTHING) -> Iterator[str]:
    """Yield the texts that an expression may give, with ``{}`` for values; none where it is only a value.

    ``named`` are the expressions that names may stand for.
    """
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=values):
            parts = [
                [str(value.value)] if isinstance(value, ast.Constant) else filled(value, named)
                for value in values
            ]
            yield from map("".join, islice(product(*parts), MOST))
        case ast.IfExp(body=one, orelse=other):
            yield from templates(one, named)
            yield from templates(other, named)
        case ast.BoolOp(values=values):
            for value in values:
                yield from filter(None, templates(value, named))
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            for first, second in product(templates(left, named), templates(right, named)):
                yield first + second
        case ast.Name(id=name):
            for value in named.get(name, ()):
                yield from templates(value, {known: there for known, there in named.items() if known != name})


def filled(value: ast.expr, named: Mapping[str, Sequence[ast.expr]]) -> list[str]:
    """Return what a place of a text is filled with; a value in quotes is one of the user's."""
    assert isinstance(value, ast.FormattedValue)
    return ["{}"] if value.conversion == ord("r") else fillings(value.value, named)


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def within(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in a module or a function, without the functions in it."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, FUNCTIONS):
            yield from within(child)


def of_names(scope: ast.AST) -> dict[str, list[ast.expr]]:
    """Return what is assigned to each name, and what each function returns, in a module or a function."""
    found: defaultdict[str, list[ast.expr]] = defaultdict(list)
    for node in within(scope):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id].append(node.value)
        elif isinstance(node, FUNCTIONS):
            returned = (step.value for step in within(node) if isinstance(step, ast.Return))
            found[node.name] += [value for value in returned if value is not None]
    return found


def told(scope: ast.AST) -> Iterator[tuple[int, ast.expr]]:
    """Yield the line and the expression of each text that an error may be given in a module or a function."""
    for node in within(scope):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            place = TEXT_OF.get(name, -1)
            texts = node.args if place is None else node.args[place : place + 1] if place >= 0 else []
            yield from ((node.lineno, text) for text in texts)
        elif (
            isinstance(node, ast.Return)
            and node.value is not None
            and "problem" in getattr(scope, "name", "")
        ):
            yield node.lineno, node.value


def raised() -> Iterator[tuple[str, str]]:
    """Yield the place and the text of every error that is made in the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        common = of_names(tree)
        for scope in (tree, *(node for node in ast.walk(tree) if isinstance(node, FUNCTIONS))):
            named = common | of_names(scope)
            for line, expression in told(scope):
                for text in templates(expression, named):
                    if " " in text.replace("{}", "").strip(" .:()"):
                        yield f"{path.relative_to(PACKAGE)}:{line}", text


OURS = re.compile(r"[A-Za-z]{2,} [a-z]{2,}|\b(?:is|not|or|and|none|it)\b")
"""English words in a row, or one that joins others."""
COMMANDS = re.compile(r"--[\w-]+ \w+|'[^']*'|\b(?:msc-graph [a-z]|pip install)[\w /.-]*|SELECT|[A-Z]+ IN")


def test_what_errors_say_is_said_in_chinese_and_whole() -> None:
    texts = sorted(set(raised()))
    said = {(place, text): in_chinese(text.replace("{}", "X")) or text for place, text in texts}
    half = [f"{'：'.join(at)} => {told}" for at, told in said.items() if OURS.search(COMMANDS.sub("", told))]
    assert len(texts) > 700
    assert not half, "\n".join(half)


def test_chinese_has_the_values_of_the_english() -> None:
    for english, chinese in REFUSALS.items():
        values = [f"<{number}>" for number in range(english.count("{}") + english.count("{…}"))]
        told = chinese.format(*values)
        assert all(value in told for value in values), english
        assert any("\u4e00" <= letter <= "\u9fff" for letter in told), english


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["find", "x", "--category", "Diseas"], USAGE, "未知的类别 'Diseas'。您是指 'Disease'"),
        (["query", "trials-by-phase", "-p", "phase=9"], USAGE, "图中没有 '9' 这个值。可取的值有：早期1期"),
        (["profile", "nosuch.csv"], INPUT, "nosuch.csv：没有这个文件。请检查路径。"),
        (["sparql", "SELECT * { X:1 ?p ?o }"], USAGE, "查询在第 1 行第 12 列失败：没有声明前缀 X。"),
        (["sparql", "CLEAR ALL"], USAGE, "查询被拒绝（第 1 行第 1 列）：CLEAR 是更新，而图只能读取。"),
        (["sparql", "SELEC * {}"], USAGE, "列失败：不是有效的 SPARQL：此处不能出现 'SELEC'。"),
        (["paths", "miR-21-5p", "白胞介素6"], INPUT, "您是指 'HGNC:6018 (白细胞介素6)'"),
        (["paths", "PTEN", "PTEN"], USAGE, "起点与终点是同一个节点"),
        (["find"], USAGE, "错误：缺少参数 'TEXT'。"),
        (["export", "-", "--format", "turtle", "--query", "shared-cargo"], FINE, "个节点之间没有边"),
        (["find", "x", "--limit", "y"], USAGE, "错误：'--limit' 的值有误：'y' 不是整数。"),
        (["find", "x", "--nosuch"], USAGE, "错误：没有选项 '--nosuch'。"),
        (["nosuch"], USAGE, "错误：没有命令 'nosuch'。"),
        (["reason", "f.ttl", "--memory", "1"], USAGE, "1 不在范围 64<=x<=1048576 之内。"),
        (["info", "--store", "nosuch"], INPUT, "nosuch：没有这个文件夹。"),
    ],
)
def test_an_error_is_chinese_from_end_to_end(
    arguments: list[str], code: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MSC_GRAPH_LANG", "zh")
    result = run(*arguments)
    assert result.exit_code == code
    assert said in result.stderr


FILES = {
    "a.csv": b"name,value\n1,2\n",
    "b.csv": b"x,y\n",
    "p.csv": b"name,value\nmiR-21-5p,2\n",
    "t.tsv": b"mirna\tgene\n",
    "t.tsv.gz": b"\x1f\x8b\x08\x00\x00",
    "trial.json": b'{"studies": [{"protocolSection": {}}]}',
    "list.yaml": b"- a\n",
    "open.yaml": b"a: [1\n",
    "bad.jsonl": b"{bad\n",
    "bad.nt": b"<urn:a> <urn:b> .\n",
    "bad.ttl": b"@prefix a: <urn:a> .\na:b a:c \n",
    "bad.jsonld": b'{"@id": ',
    "bad.rdf": b"<rdf:RDF><x></rdf:RDF>",
    "x.xlsx": b"not zip",
    "qs/a.rq": b"#+ summary: x\n#+ foo: y\nSELECT ?x {}",
}
TABLE = "import table t.tsv --store s -p"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    (folder / "qs").mkdir()
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize(
    "call",
    [
        "paths miR-21-5p PTEN --max-hops 99", "paths miR-21-5p PTEN -k 0",
        "paths miR-21-5p PTEN --min-belief 2",
        "rank MicroRNA PTEN --limit 0", "profile p.csv --seed -1", "profile b.csv",
        "profile p.csv --orthologs mouse", "query mechanism-as-graph -p mechanism=C999",
        "query trials --queries qs", "query --lint qs",
        "query trials --endpoint http://127.0.0.1:1/",
        "import kgx t.tsv.gz --store s", "import mirtarbase a.csv --store s",
        "import hetionet a.csv --store s",
        "import clinicaltrials trial.json --store s", "import kgx bad.jsonl --store s",
        "import mirtarbase x.xlsx --store s", "import hpoa a.csv --store s", "import ctd a.csv --store s",
        f"{TABLE} subject=nope -p object=gene -p predicate=msc:targets", f"{TABLE} mapping=list.yaml",
        f"{TABLE} mapping=open.yaml", "validate bad.nt", "validate bad.ttl",
        "validate bad.jsonld",
        "validate bad.rdf", "ground prepare --tables t --hgnc a.csv",
        "ground prepare --tables t --mondo a.csv",
    ],
)  # fmt: skip
def test_no_word_of_ours_is_left_in_english(call: str, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MSC_GRAPH_LANG", "zh")
    monkeypatch.chdir(files)
    result = run(*call.split())
    said = re.sub(r"用法：.*|\(\w+\)", "", f"{result.stderr}{result.stdout if 'lint' in call else ''}")
    assert re.search("[\u4e00-\u9fff]", said)
    assert not OURS.search(COMMANDS.sub("", said))


def test_words_of_others_are_quoted_where_they_have_no_chinese() -> None:
    said = "a.nt:1: it is not valid N-Triples: Some odd thing happened."
    assert in_chinese(said) == "a.nt:1：它不是有效的 N-Triples：原文“Some odd thing happened”。"


def test_a_long_text_is_read_line_by_line() -> None:
    lines = [f"  s{number}: {number} rows, expected at least 5" for number in range(60)]
    told = in_chinese("\n".join(lines))
    assert told is not None
    assert told.splitlines()[-1] == "  s59：有 59 行，应至少 5 行"


def test_a_sentence_is_not_torn_apart() -> None:
    assert in_chinese("a.gz: some other thing that has no end: its mark is missing") is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("HGNC:1 x,b", "列 's'：'HGNC:1 x' 含有空格、控制字符"),
        ("HGNC:1,HGNC:2", "'HGNC:1,HGNC:2' 是标识符的列表"),
        ("A:1,B:1,C:1", "它有 3 格；表头有 2 格"),
        (",B:1", "列 's'：没有 subject。"),
    ],
)
def test_a_bad_row_is_told_in_chinese(
    row: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MSC_GRAPH_LANG", "zh")
    monkeypatch.chdir(tmp_path)
    several = row == "HGNC:1,HGNC:2"
    Path("t.csv").write_text(f"s;o\n{row};B:1\n" if several else f"s,o\n{row}\n", encoding="utf-8")
    ends = ["-p", "subject=s", "-p", "object=o", "-p", "predicate=msc:targets"]
    result = run("import", "table", "t.csv", "--store", "s", *ends)
    assert result.exit_code == INPUT
    assert said in result.stderr
