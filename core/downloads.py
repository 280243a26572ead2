"""Gives files out: recorded, as an attachment, never run by the browser, never kept by a proxy."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable
from typing import Any, cast

from django.conf import settings
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from core import audit
from core.models import StoredFile


def send_file(
    request: HttpRequest,
    stored_file: StoredFile,
    *,
    audit_code: str,
    obj: Model | None,
    organisation_id: int | None = None,
    filename: str = "",
) -> HttpResponseBase:
    """Record the download and answer with the file; the caller has checked that this user may have it.

    `filename` is what the user calls it, where the file itself has a neutral name. An encrypted file is sent readable.
    With `DOWNLOAD_ACCEL_PREFIX` the web server in front sends the bytes (`X-Accel-Redirect`).
    """
    if not stored_file.path.is_file():
        raise Http404
    audit.record(code=audit_code, actor=request.user, obj=obj, organisation_id=organisation_id)
    response: Any
    if settings.DOWNLOAD_ACCEL_PREFIX and not stored_file.is_encrypted:
        response = HttpResponse(content_type=stored_file.mimetype)
        response["X-Accel-Redirect"] = f"{settings.DOWNLOAD_ACCEL_PREFIX.rstrip('/')}/{stored_file.relative_path}"
        del response["Content-Length"]
    else:
        response = FileResponse(stored_file.open(), content_type=stored_file.mimetype)
        response["Content-Length"] = str(stored_file.size)
        response.reads_no_rows = True
    _guarded(response, filename or stored_file.name)
    return cast("HttpResponseBase", response)


def send_bytes(filename: str, content: bytes | str, mimetype: str = "") -> HttpResponse:
    """Answer with a file made on the spot, such as a calendar file or a small export."""
    kind = mimetype or mimetypes.guess_type(filename)[0] or "application/octet-stream"
    response = HttpResponse(content, content_type=kind)
    _guarded(response, filename)
    return response


def send_chunks(filename: str, chunks: Iterable[bytes], mimetype: str) -> StreamingHttpResponse:
    """Answer with a file that is read from disk while it is sent, whatever its length; it reads no rows."""
    response = StreamingHttpResponse(chunks, content_type=mimetype)
    response.reads_no_rows = True  # type: ignore[attr-defined]  # said to the second wall
    _guarded(response, filename)
    return response


def _guarded(response: Any, filename: str) -> None:
    """Add what keeps a file a file: attachment, no guessing, no scripts, no copies."""
    disposition = content_disposition_header(as_attachment=True, filename=filename) or "attachment"
    response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
