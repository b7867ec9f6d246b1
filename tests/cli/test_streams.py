"""Output is whole or an error, whatever stands at its other end, and harmless to a terminal."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from msc_graph.cli import output
from msc_graph.errors import UsageError
from tests.helpers.command_line import (
    BROKEN_PIPE,
    FINE,
    INPUT,
    INTERRUPTED,
    NO,
    TERMINATED,
    USAGE,
    Call,
    program,
    run,
)

MSC_GRAPH = (sys.executable, "-m", "msc_graph")
LARGE = ("query", "article-claims", "--format", "csv")
NASTY = "\x1b[31mRED\x1b]0;pwned\x07 \x9b \u202egnp \x00"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
posix = pytest.mark.skipif(os.name != "posix", reason="needs a shell and signals")


def shell(line: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of a shell, in which ``"$@"`` is msc-graph with its arguments."""
    return subprocess.run(
        ["sh", "-c", line, "sh", *MSC_GRAPH, *arguments],
        capture_output=True,
        check=False,
        timeout=300,
        env={**os.environ, **environment},
    )


def one_message(text: bytes) -> str:
    (line,) = text.decode().splitlines()
    return line


@pytest.mark.parametrize(("encoding", "shown"), [("ascii", b"?"), ("gbk", "没有".encode("gbk"))])
def test_an_error_is_written_in_the_encoding_of_its_stream(encoding: str, shown: bytes) -> None:
    done = shell('"$@"', "query", "nope", "--lang", "zh", PYTHONIOENCODING=encoding)
    assert shown in done.stderr
    done.stderr.decode(encoding)


@pytest.mark.parametrize("call", [(), ("find",)])
@pytest.mark.parametrize(("encoding", "shown"), [("ascii", b"?"), ("gbk", "选项".encode("gbk"))])
def test_help_is_written_in_the_encoding_of_its_stream(
    encoding: str, shown: bytes, call: tuple[str, ...]
) -> None:
    done = program(*call, "--help", encoding=encoding, MSC_GRAPH_LANG="zh")
    assert (done.returncode, shown in done.stdout) == (FINE, True)
    done.stdout.decode(encoding)


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
@pytest.mark.parametrize(
    "arguments",
    [("find", "角膜", "--format", "json"), ("sparql", 'SELECT ("角β²" AS ?x) {}', "--format", "csv")],
    ids=["json", "csv"],
)
def test_what_programs_read_is_whole_whatever_the_stream(encoding: str, arguments: tuple[str, ...]) -> None:
    done = program(*arguments, encoding=encoding)
    assert (done.returncode, done.stdout) == (FINE, program(*arguments).stdout)
    assert "角" in done.stdout.decode()


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("find", "nosuchxyz"), NO), (("find",), USAGE), (("query", "nope"), USAGE), (("find", "cornea"), FINE)],
)
def test_a_full_error_stream_does_not_matter(arguments: tuple[str, ...], code: int, tmp_path: Path) -> None:
    file = ("-o", str(tmp_path / "x.csv")) if code == FINE else ()
    assert shell('"$@" 2>/dev/full', *arguments, *file).returncode == code


@posix
@pytest.mark.parametrize("arguments", [LARGE, ("info",), ("import",), ("--help",)], ids=" ".join)
def test_a_closed_output_is_an_error(arguments: tuple[str, ...]) -> None:
    done = shell('"$@" >&-', *arguments)
    assert done.returncode == INPUT
    assert one_message(done.stderr) == "msc-graph: standard output: it is closed"


@posix
@pytest.mark.parametrize(("lang", "said"), [("en", "standard input"), ("zh", "标准输入")])
def test_a_closed_input_is_an_error(lang: str, said: str) -> None:
    done = shell('"$@" <&-', "sparql", "--file", "-", "--lang", lang)
    assert done.returncode == INPUT
    assert said in one_message(done.stderr)


@posix
def test_a_closed_output_does_not_matter_to_a_file(tmp_path: Path) -> None:
    done = shell('"$@" >&-', "find", "cornea", "-o", str(tmp_path / "x.csv"))
    assert done.returncode == FINE
    assert (tmp_path / "x.csv").stat().st_size


@posix
@pytest.mark.parametrize("arguments", [("find", "x", "--limit", "many"), ("nonsense",)], ids=" ".join)
def test_what_is_wrong_with_a_call_never_goes_to_standard_output(arguments: tuple[str, ...]) -> None:
    done = shell('"$@" 2>&-', *arguments)
    assert (done.returncode, done.stdout) == (USAGE, b"")


@posix
def test_a_closed_error_stream_does_not_matter() -> None:
    done = shell('"$@" 2>&-', "find", "cornea")
    assert (done.returncode, bool(done.stdout)) == (FINE, True)


@posix
@pytest.mark.parametrize("size", [1, 10, 100_000, 1_000_000])
def test_an_import_that_cannot_be_whole_names_the_store_and_leaves_nothing(tmp_path: Path, size: int) -> None:
    table = tmp_path / "mine.tsv"
    table.write_text("mirna\tgene\nmirbase.mature:MIMAT0000069\tHGNC:12680\n", encoding="utf-8")
    columns = ("-p", "subject=mirna", "-p", "predicate=msc:targets", "-p", "object=gene")
    store = tmp_path / "store"
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"
    call = ["import", "table", str(table), "--store", str(store), "--name", "mine", *columns]
    script = f"import sys; {limited}; from msc_graph.cli.main import main; main()"
    done = subprocess.run([sys.executable, "-c", script, *call], capture_output=True, timeout=60, check=False)
    assert done.returncode == INPUT
    assert one_message(done.stderr) == f"msc-graph: {store}: File too large"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.tsv"]


@posix
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [LARGE, ("--help",), ("import",)], ids=" ".join)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_full_disk_is_an_error(arguments: tuple[str, ...], unbuffered: str) -> None:
    done = shell('"$@" > /dev/full', *arguments, PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == INPUT
    assert "No space left on device" in one_message(done.stderr)


@posix
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_disk_that_fills_up_is_an_error(tmp_path: Path, unbuffered: str) -> None:
    file = tmp_path / "x.csv"
    done = shell(f'ulimit -f 8; "$@" > {file}', *LARGE, PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == INPUT
    assert one_message(done.stderr).startswith("msc-graph: standard output: File too large")


@posix
def test_a_file_that_cannot_be_whole_is_named_and_not_there(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    done = shell('ulimit -f 8; "$@"', *LARGE, "-o", str(file))
    assert done.returncode == INPUT
    assert str(file) in one_message(done.stderr)
    assert not list(tmp_path.iterdir())


@posix
@pytest.mark.parametrize("name", ["x.parquet", "x.adjacency", "x.ttl", "x.nq", "x.graphml", "x.tsv", "x.owl"])
def test_an_export_that_cannot_be_whole_is_named_and_not_there(call: Call, tmp_path: Path, name: str) -> None:
    import resource

    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_240, usual[1]))
    try:
        result = call("export", tmp_path / name)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert result.exit_code == INPUT
    said = one_message(result.stderr_bytes)
    assert str(tmp_path / Path(name).stem) in said and "File too large" in said
    assert not list(tmp_path.iterdir())


@posix
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [LARGE, ("--help",), ("--version",)], ids=" ".join)
def test_a_reader_that_stops_early_gets_no_complaint(arguments: tuple[str, ...], unbuffered: str) -> None:
    done = shell('{ sleep 0.1; "$@"; echo $? >&2; } | true', *arguments, PYTHONUNBUFFERED=unbuffered)
    assert done.stderr.decode().split() == [str(BROKEN_PIPE)]


def test_bytes_go_to_a_pipe_and_not_to_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.TextIOWrapper):
        shown = True

        def isatty(self) -> bool:
            return self.shown

    monkeypatch.setattr(sys, "stdout", stream := Terminal(io.BytesIO()))
    with pytest.raises(UsageError, match="xlsx is no text"):
        output.emit_bytes(b"PK", "xlsx", None)
    stream.shown = False
    output.emit_bytes(b"PK", "xlsx", None)
    assert stream.buffer.getvalue() == b"PK"  # type: ignore[attr-defined]


@posix
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_slow_reader_gets_all_of_it(call: Call, unbuffered: str) -> None:
    done = shell('"$@" | { sleep 1; cat; }', *LARGE, PYTHONUNBUFFERED=unbuffered)
    assert done.stdout.decode() == call(*LARGE).stdout


WAITS = """
import sys, time
import msc_graph.knowledge_graph
from msc_graph.cli.main import main
def wait():
    print("ready", flush=True)
    time.sleep(250)
msc_graph.knowledge_graph.load = wait
sys.argv = ["msc-graph", "info"]
main()
"""


@posix
def test_a_program_that_is_ended_leaves_nothing_half_written(tmp_path: Path) -> None:
    script = """
import sys
import msc_graph.knowledge_graph
from msc_graph.cli.main import main
from msc_graph.system.atomic import atomic_binary
def half(_):
    import time
    with atomic_binary(sys.argv[-1]) as file:
        file.write(b"half")
        print("ready", flush=True)
        time.sleep(250)
msc_graph.knowledge_graph.KnowledgeGraph.info = half
sys.argv[1:] = ["info", "-o", sys.argv[1]]
main()
"""
    command = [sys.executable, "-c", script, str(tmp_path / "new.txt")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        assert process.stdout.readline() == b"ready\n"
        assert list(tmp_path.iterdir())
        process.send_signal(signal.SIGTERM)
        assert (process.wait(timeout=200), process.stderr.read()) == (TERMINATED, b"")
    assert not list(tmp_path.iterdir())


@posix
def test_ctrl_c_ends_with_130_and_one_line() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITS], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout and process.stderr
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGINT)
        assert one_message(process.stderr.read()) == "msc-graph: stopped"
        assert process.wait(timeout=200) == INTERRUPTED


EARLY = """
import builtins, sys

load = builtins.__import__

def interrupted(name, *rest):
    if name == "click":
        raise KeyboardInterrupt
    return load(name, *rest)

builtins.__import__ = interrupted
from msc_graph.__main__ import main
main()
"""


def test_ctrl_c_while_the_program_is_being_loaded_ends_with_130_too() -> None:
    done = subprocess.run([sys.executable, "-c", EARLY], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (INTERRUPTED, b"", b"")


# what a terminal is shown


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which a label would colour a terminal, change its title and turn its writing round."""
    folder = tmp_path_factory.mktemp("nasty")
    file = folder / "in.nt"
    label = "".join(f"\\u{ord(letter):04X}" for letter in NASTY)
    file.write_text(
        f'<http://e/a> <http://www.w3.org/2000/01/rdf-schema#label> "{label}" .\n'
        "<http://e/a> <https://w3id.org/msc-graph/targets> <http://e/b> .\n",
        encoding="utf-8",
    )
    result = run("import", "rdf", file, "--store", folder / "s")
    assert result.exit_code == FINE, result.stderr
    return folder / "s"


@pytest.mark.parametrize(
    "command",
    [
        ["show", "http://e/a"],
        ["find", "http://e/a"],
        ["paths", "http://e/a", "http://e/b"],
        ["paths", "http://e/a", "http://e/b", "--format", "explain"],
        ["paths", "http://e/a", "http://e/b", "--format", "md"],
        ["reason", "--why", "http://e/a", "msc:targets", "http://e/b"],
        ["query", "assertions-about-node", "-p", "node=http://e/a"],
    ],
    ids=" ".join,
)
def test_what_people_read_holds_no_control_characters(nasty: Path, command: list[str]) -> None:
    result = run(*command, "--store", nasty)
    assert "RED" in result.stdout, result.stderr
    assert not CONTROL.search(result.stdout + result.stderr)


def test_a_terminal_gets_no_control_characters_in_any_format(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[bytes] = []
    monkeypatch.setattr(output, "_to_standard_output", written.append)
    for terminal in (True, False):
        monkeypatch.setattr(sys.stdout, "isatty", lambda terminal=terminal: terminal)
        output.emit(f"{NASTY}\n", None, "csv")
    shown, piped = (data.decode() for data in written)
    assert not CONTROL.search(shown)
    assert piped == f"{NASTY}\n"


@pytest.mark.parametrize("name", ["caf\udce9", "\udcbd\udcc7\udcc4\udca4"])
def test_a_name_in_another_encoding_is_no_name(call: Call, name: str) -> None:
    """What the system hands over where bytes of Latin-1 or GBK are typed."""
    for command in (["show", name], ["paths", name, "PTEN"], ["rank", name, "Disease"]):
        assert call(*command).exit_code == INPUT, command
    assert call("find", name).exit_code == 1


@pytest.mark.parametrize("name", [NASTY.rstrip("\0"), "a\rb", "a\x85b"])
def test_an_error_holds_no_control_characters(call: Call, name: str) -> None:
    for command in (["show", name], ["paths", name, name], ["find", name], ["export", name]):
        assert not CONTROL.search(call(*command).stderr), command


@pytest.mark.parametrize(
    "address",
    [
        "http://me:secretpw@127.0.0.1:9/sparql",
        "HTTP://me:secretpw@127.0.0.1:9/",
        "http://127.0.0.1:9/sparql?key=secretpw",
        "ftp://me:secretpw@127.0.0.1/",
        " http://me:secretpw@127.0.0.1:9/",
        "\u200bhttp://me:secretpw@127.0.0.1:9/",
        "htp://me:secretpw@127.0.0.1:9/",
        "http:/me:secretpw@127.0.0.1:9/",
        "http:me:secretpw@127.0.0.1:9/",
        "http//me:secretpw@127.0.0.1:9/",
        "http:\\\\me:secretpw@127.0.0.1:9/",
        "me:secretpw@127.0.0.1:9/sparql",
        "http://me:p/secretpw@127.0.0.1:9/",
        "http://me%3Asecretpw%40127.0.0.1:9/",
        "http://127.0.0.1:secretpw/",
        "http://127.0.0.1:9/sparql#api_key=secretpw",
        "http://127.0.0.1:9/sparql%23api_key=secretpw",
        "http://127.0.0.1:9/sparql;token=secretpw",
    ],
)
def test_the_secrets_of_an_address_are_not_shown(address: str) -> None:
    for call in (
        ("sparql", "ASK {}", "--store", address),
        ("sources", "--store", address),
        ("query", "trials", "--endpoint", address),
        ("query", "--catalogue", address),
        ("validate", address),
        ("build", address),
    ):
        result = run(*call)
        assert result.exit_code in (USAGE, INPUT) or "key=" in address or "token=" in address
        assert "secretpw" not in result.stderr


@pytest.mark.parametrize("address", ["ftp://h/x", "http:/h/x", "sparql://h"])
def test_an_address_of_another_kind_is_told_to_be_none(address: str) -> None:
    for command in (["find", "PTEN"], ["sources"]):
        result = run(*command, "--store", address)
        assert result.exit_code == USAGE and "endpoint" in result.stderr


# the language


def test_the_environment_sets_the_language_and_the_option_wins(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    english, chinese = (call("find", "PDCD4", "--lang", lang).stdout for lang in ("en", "zh"))
    assert english != chinese
    assert call("find", "PDCD4").stdout == english
    monkeypatch.setenv("MSC_GRAPH_LANG", "zh")
    assert call("find", "PDCD4").stdout == chinese
    assert call("find", "PDCD4", "--lang", "en").stdout == english
    monkeypatch.setenv("MSC_GRAPH_LANG", "zh_CN.UTF-8")
    assert call("find", "PDCD4").stdout == chinese
    monkeypatch.setenv("MSC_GRAPH_LANG", "de")
    refused = call("find", "PDCD4")
    assert refused.exit_code == USAGE
    assert "MSC_GRAPH_LANG: 'de' is not one of 'en', 'zh'" in refused.stderr
    assert call("find", "PDCD4", "--lang", "en").stdout == english


@pytest.mark.parametrize(
    ("arguments", "lang", "said"),
    [
        (("find", "x", "--limit", "1", "--limit", "2"), "en", "Option '--limit' is given more than once."),
        (("sources", "--remove", "z", "--remove", "y"), "en", "Option '--remove' is given more than once."),
        (("paths", "a", "b", "--sign=+", "--sign=-"), "zh", "选项 '--sign' 给了多次。"),
        (
            ("query", "hubs", "least=3"),
            "en",
            "extra argument (least=3). Put -p before it: -p least=3.",
        ),
        (("export", "g.ttl", "--query", "hubs", "least=3"), "zh", "请在其前写 -p：-p least=3。"),
        (("import", "table", "pairs.csv", "subject=a b"), "en", "Put -p before it: -p 'subject=a b'."),
        (("find", "-5p"), "en", "No such option '-5'. Put -- before a name that begins with a hyphen."),
        (("find", "-5p"), "zh", "没有选项 '-5'。名称以 - 开头时，请在其前写 --。"),
    ],
)
def test_a_call_that_says_two_things_or_looks_like_an_option_is_told(
    call: Call, arguments: tuple[str, ...], lang: str, said: str
) -> None:
    refused = call(*arguments, "--lang", lang)
    assert refused.exit_code == USAGE
    assert said in refused.stderr


def test_the_version_is_told_whatever_the_language() -> None:
    assert program("--version", MSC_GRAPH_LANG="de").returncode == FINE


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "no such thing"], "没有名为 'no such thing' 的节点"),
        (["find", "zzzzqqqq"], "没有名称与 'zzzzqqqq' 相近的节点"),
        (["find", "x", "--format", "jsn"], "您是指 'json' 吗"),
        (["query", "trialz"], "没有名为 'trialz' 的预存提问"),
        (["paths", "PDCD4", "PDCD4"], "起点与终点是同一个节点"),
        (["validate", "missing.ttl"], "missing.ttl"),
        (["info", "-o", "no-such-folder/x.txt"], "没有文件夹 no-such-folder"),
        (["info", "-o", "/dev/full"], "/dev/full：设备上没有剩余空间"),
    ],
)
def test_an_error_is_told_in_the_language_of_the_call(call: Call, arguments: list[str], said: str) -> None:
    for place in ([*arguments, "--lang", "zh"], [arguments[0], "--lang=zh", *arguments[1:]]):
        assert said in call(*place).stderr
    assert not re.search("[\u4e00-\u9fff]", call(*arguments).stderr)


def test_a_node_of_a_prefix_of_an_imported_source_can_be_asked_about(tmp_path: Path) -> None:
    table = tmp_path / "t.tsv"
    table.write_text("s\to\nX:1\tX:2\n", encoding="utf-8")
    ends = ["-p", "subject=s", "-p", "object=o", "-p", "predicate=msc:targets"]
    assert run("import", "table", table, "--store", tmp_path / "s", *ends).exit_code == FINE
    found = run("reason", "--why", "X:1", "msc:targets", "X:2", "--store", tmp_path / "s")
    assert found.exit_code == FINE, found.stderr
    assert "X:1" in found.stdout and "X:2" in found.stdout
