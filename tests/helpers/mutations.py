"""Inputs mutated by chance that is the same on every run."""

from __future__ import annotations

import random
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

LIMIT = 300
"""Seconds after which an input hangs: far beyond what any takes, also on a machine that is busy."""

PIECES = (
    *(b"\0", b"\t", b"\n", b"\r", b"\r\n", b'"', b"'", b"\\", b"\\ud800", b"\\u0000", b"{", b"}", b"[", b"]"),
    *(
        b"<",
        b">",
        b"<<(",
        b")>>",
        b"&",
        b"&#0;",
        b"*a",
        b"#",
        b"@",
        b"^^",
        b"|",
        b";",
        b",",
        b":",
        b"=",
        b"%",
    ),
    *(b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xfe\xff", "角膜".encode(), "\u202e".encode()),
    *(b"NaN", b"null", b"-1", b"1e999", b"9" * 40, b"0x10", b"true", b"PMID:", b"http://", b"_:", b"../"),
    *(
        b"A" * 300,
        b"[" * 90,
        b"{" * 90,
        b"\x1b[31m",
        b"\x1f\x8b\x08",
        b"BZh9",
        b"PK\x03\x04",
        b"<!DOCTYPE x>",
    ),
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return the data with some bytes changed, cut out, doubled, or other pieces put between them."""
    result = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        place = chance.randrange(len(result) + 1)
        end = min(len(result), place + chance.choice((1, 2, 7, 40, 400)))
        match chance.randrange(6):
            case 0:
                result[place:end] = b""
            case 1:
                result[place:place] = chance.choice(PIECES)
            case 2:
                result[place:end] = chance.choice(PIECES)
            case 3:
                result[place:place] = result[place:end]
            case 4 if result:
                result[min(place, len(result) - 1)] = chance.randrange(256)
            case 5:
                del result[place:]
    return bytes(result)


def words(line: Sequence[str], chance: random.Random) -> list[str]:
    """Return the words of a command line, one or two of them mutated, left out or given twice."""
    result = list(line)
    for _ in range(chance.choice((1, 1, 2))):
        place = chance.randrange(len(result))
        match chance.randrange(6):
            case 0:
                del result[place]
            case 1:
                result.insert(place, result[place])
            case _:
                text = mutated(result[place].encode("utf-8", "surrogateescape"), chance).decode(
                    "utf-8", "surrogateescape"
                )
                result[place] = text.replace("\0", "")
        if not result:
            break
    return result


@contextmanager
def no_hang() -> Iterator[None]:
    """Raise ``TimeoutError`` where the body takes more than `LIMIT` seconds, if the system can tell."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def late(*_: Any) -> None:
        raise TimeoutError(f"nothing came back in {LIMIT} seconds")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
