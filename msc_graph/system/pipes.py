"""Frames through the pipes between a process and its parent, and how a child ends with its parent.

A frame is one byte for the kind, eight for the length (big-endian), and the payload.
"""

from __future__ import annotations

import os
import signal
import struct
import threading
from typing import BinaryIO

HEAD = struct.Struct(">cQ")
"""The head of a frame: its kind and the length of its payload."""


def write_frame(stream: BinaryIO, kind: bytes, payload: bytes = b"") -> None:
    """Write one frame and flush it."""
    stream.write(frame(kind, payload))
    stream.flush()


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """Return one frame."""
    return HEAD.pack(kind, len(payload)) + payload


def read_frame(stream: BinaryIO) -> tuple[bytes, bytes]:
    """Return the kind and the payload of the next frame.

    Raises:
        EOFError: the other side is gone.
    """
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        raise EOFError
    kind, length = HEAD.unpack(head)
    payload = stream.read(length)
    if len(payload) < length:
        raise EOFError
    return kind, payload


def private_streams() -> tuple[BinaryIO, BinaryIO]:
    """Return the streams from and to the parent; what anybody prints goes to standard error instead."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return requests, answers


def end_with_parent(requests: BinaryIO) -> None:
    """End this process, and all that it started, when the parent is gone; what it still sends is thrown away.

    A thread waits for the end of the pipe, which comes however the parent dies.
    """
    threading.Thread(target=_wait_for_end, args=(requests,), daemon=True).start()


def _wait_for_end(requests: BinaryIO) -> None:
    while requests.read(1):
        pass
    end_now()


def end_now() -> None:
    """End this process at once, with the group of processes that it leads."""
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)
