"""What is posted: read up to a limit, kept in memory for its answer alone, never logged."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from http import HTTPStatus

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.types import Message

from msc_graph.errors import UsageError
from msc_graph.serve.operations import MOST_UPLOADED
from msc_graph.serve.parameters import once_each
from msc_graph.serve.problem import Refused

MULTIPART, URLENCODED = "multipart/form-data", "application/x-www-form-urlencoded"
_AROUND = 10_000
"""Bytes that a form may have around its file. Our choice."""


async def body(request: Request, most: int) -> bytes:
    """Return the body of a request. Raises `Refused` as soon as it has more than ``most`` bytes."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a request holds at most {most:,} bytes")
        chunks.append(chunk)
    return b"".join(chunks)


async def uploaded(request: Request) -> tuple[dict[str, str], str, bytes]:
    """Return the texts of a form, and name and content of its file, or of the text in its place.

    Raises:
        UsageError: it holds neither, or one of a name twice.
        Refused: it is larger than `MOST_UPLOADED`, or no form.
    """
    try:
        form = await _form(request, await body(request, MOST_UPLOADED + _AROUND))
    except HTTPException as error:
        raise UsageError(f"the form cannot be read ({error.detail})") from error
    except MultiPartException as error:
        raise UsageError(f"the form cannot be read ({error.message})") from error
    once_each({name: form.getlist(name) for name in form}, form.keys())
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    name, table = "profile.txt", fields.get("text", "").encode("utf-8")
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        name, table = file.filename, await file.read()
    await form.close()
    if len(table) > MOST_UPLOADED:
        raise Refused(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"a profile may have {MOST_UPLOADED:,} bytes, and this one has more",
        )
    if not table.strip():
        raise UsageError("choose a file, or paste names with their values")
    return fields, name, table


class _InMemory(MultiPartParser):
    """Starlette's reader of forms, which writes no file to disk: all that is accepted fits in memory."""

    spool_max_size = MOST_UPLOADED + _AROUND


async def _form(request: Request, content: bytes) -> FormData:
    """Return the form in a body."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind not in (MULTIPART, URLENCODED):
        raise Refused(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"a form is posted as {MULTIPART} or {URLENCODED}, not as {kind or 'nothing'}",
        )
    if kind == MULTIPART:

        async def whole() -> AsyncGenerator[bytes, None]:
            yield content

        reader = _InMemory(request.headers, whole(), max_files=1, max_fields=20, max_part_size=MOST_UPLOADED)
        return await reader.parse()

    async def again() -> Message:
        return {"type": "http.request", "body": content, "more_body": False}

    return await Request(request.scope, again).form()
