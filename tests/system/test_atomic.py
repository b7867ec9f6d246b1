from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from msc_graph.system.atomic import atomic_binary, atomic_folder, atomic_text, refusals_named

OLD = b"old"


@pytest.fixture(params=["new", "replaced"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "graph.ttl"
    if request.param == "replaced":
        path.write_bytes(OLD)
    return path


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_file_appears_when_the_block_ends(target: Path) -> None:
    before = snapshot(target.parent)
    with atomic_binary(target) as file:
        file.write(b"new")
        file.flush()
        assert before.items() <= snapshot(target.parent).items()
    assert snapshot(target.parent) == {target.name: b"new"}


@pytest.mark.parametrize("failure", [ValueError("mistake"), KeyboardInterrupt(), OSError(28, "disk full")])
def test_a_failing_block_changes_nothing(target: Path, failure: BaseException) -> None:
    before = snapshot(target.parent)
    with pytest.raises(type(failure)), atomic_binary(target) as file:
        file.write(b"half")
        raise failure
    assert snapshot(target.parent) == before


def test_a_full_disk_found_late_changes_nothing(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot(target.parent)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"), atomic_text(target) as file:
        file.write("half")
    assert snapshot(target.parent) == before


def test_text_is_utf8_with_plain_line_ends(target: Path) -> None:
    with atomic_text(target) as file:
        file.write("外泌体\n")
    assert target.read_bytes() == "外泌体\n".encode()


def test_text_that_utf8_cannot_hold_changes_nothing(target: Path) -> None:
    before = snapshot(target.parent)
    with pytest.raises(UnicodeEncodeError), atomic_text(target) as file:
        file.write("fine")
        file.write("\ud800")
    assert snapshot(target.parent) == before


def test_two_files_fail_together(tmp_path: Path) -> None:
    with (
        pytest.raises(ValueError, match="mistake"),
        atomic_text(tmp_path / "nodes") as nodes,
        atomic_text(tmp_path / "edges") as edges,
    ):
        nodes.write("whole")
        edges.write("half")
        raise ValueError("mistake")
    assert not snapshot(tmp_path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "graph.ttl"
    with pytest.raises(FileNotFoundError) as caught, atomic_binary(path):
        pass
    assert caught.value.filename == str(path)


def test_a_folder_in_the_way_is_named(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError) as caught, atomic_binary(tmp_path):
        pass
    assert caught.value.filename == str(tmp_path)


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666])
def test_permissions_are_kept_and_hold_from_the_beginning(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "graph.ttl"
    path.write_bytes(OLD)
    path.chmod(mode)
    with atomic_binary(path) as file:
        file.write(b"new")
        unfinished = next(tmp_path.glob(".msc-graph-*.tmp"))
        assert not stat.S_IMODE(unfinished.stat().st_mode) & ~mode
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_folder_that_is_replaced_keeps_its_permissions_from_the_beginning(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir(mode=0o700)
    with atomic_folder(folder) as unfinished:
        assert stat.S_IMODE(unfinished.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    with atomic_binary(tmp_path / "atomic"):
        pass
    assert (tmp_path / "atomic").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "graph.ttl", tmp_path / "latest.ttl"
    path.write_bytes(OLD)
    link.symlink_to(path.name)
    with atomic_binary(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"


def test_what_its_owner_has_locked_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = tmp_path / "locked"
    locked.write_bytes(OLD)
    monkeypatch.setattr(os, "access", lambda place, _: place != locked)  # the administrator may write it
    with pytest.raises(PermissionError, match="locked"), atomic_binary(locked):
        pass
    assert snapshot(tmp_path) == {"locked": OLD}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
@pytest.mark.parametrize(("limit", "number"), [(2 << 20, errno.EFBIG), (-1, errno.ENOSPC)])
def test_an_array_that_is_half_written_tells_why(tmp_path: Path, limit: int, number: int) -> None:
    import resource

    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, usual[1]))
    try:
        with pytest.raises(OSError, match="place") as told, refusals_named(Path("place"), tmp_path / "made"):
            raise OSError("403235 requested and 255984 written")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert told.value.errno == number


def test_links_in_a_circle_are_an_error_and_stay(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.symlink_to(other)
    other.symlink_to(one)
    for make in (atomic_binary, atomic_folder):
        with pytest.raises(OSError, match="one"), make(one):
            pass
    assert one.is_symlink() and other.is_symlink()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    with atomic_binary(pipe) as file:
        file.write(b"new")
    reader.join()
    assert read == [b"new"]
    assert pipe.is_fifo()


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="this system does not name what is open")
def test_what_is_open_is_written_on(target: Path) -> None:
    with target.open("wb") as held:
        held.write(b"head ")
        held.flush()
        with atomic_binary(f"/dev/fd/{held.fileno()}") as file:
            file.write(b"new")
        held.write(b" tail")
    assert target.read_bytes() == b"head new tail"
    with pytest.raises(OSError, match="/dev/fd/2147483647"), atomic_binary("/dev/fd/2147483647"):
        pytest.fail("nothing is open there")


KILLED = """
import os, signal, sys
from msc_graph.system.atomic import atomic_binary

with atomic_binary(sys.argv[1]) as file:
    file.write(b"half")
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such locks")
def test_what_a_killed_process_left_goes_away_and_what_is_being_written_stays(tmp_path: Path) -> None:
    target = tmp_path / "graph.nt"
    subprocess.run([sys.executable, "-c", KILLED, str(target)], check=False)
    (left,) = tmp_path.iterdir()
    with atomic_binary(tmp_path / "first.nt") as file:
        file.write(b"young ones stay: their maker may just have begun")
    assert left.exists()
    os.utime(left, (0, 0))
    with atomic_binary(target) as outer:
        assert not left.exists()
        (own,) = tmp_path.glob(".msc-graph-*")
        os.utime(own, (0, 0))
        with atomic_binary(tmp_path / "other.nt") as file:
            file.write(b"other")
        outer.write(b"whole")
    assert target.read_bytes() == b"whole"
    assert {path.name for path in tmp_path.iterdir()} == {"first.nt", "graph.nt", "other.nt"}
