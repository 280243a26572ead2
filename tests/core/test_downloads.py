"""Downloads: recorded, an attachment, never run, never kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.http import Http404, HttpRequest
from django.test import RequestFactory

from core import audit
from core.downloads import send_bytes, send_file
from core.models import AuditEvent, StoredFile
from core.uploads import store
from participants.access import Role
from participants.models import User

audit.declare("core.file.downloaded", "{actor} haalde {object} op")


@pytest.fixture
def stored(db: None, settings: Any, tmp_path: Path) -> StoredFile:
    """Return a file with a difficult name."""
    settings.PRIVATE_ROOT = tmp_path
    return store(name='ver"slag é\r\nX: y.pdf', content=b"%PDF-1", mimetype="application/pdf", actor=None)


@pytest.fixture
def request_of_leader(users: dict[Role, User]) -> HttpRequest:
    """Return a request of somebody who may."""
    request = RequestFactory().get("/")
    request.user = users[Role.PROJECT_LEADER]
    return request


def test_a_file_is_recorded_and_guarded(stored: StoredFile, request_of_leader: HttpRequest) -> None:
    response = send_file(request_of_leader, stored, audit_code="core.file.downloaded", obj=stored, organisation_id=3)
    assert b"".join(response.streaming_content) == b"%PDF-1"  # type: ignore[attr-defined]
    response.file_to_stream.close()  # type: ignore[attr-defined]
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''ver%22slag")
    assert "\n" not in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    event = AuditEvent.objects.get()
    assert (event.code, event.organisation_id, event.actor) == ("core.file.downloaded", 3, request_of_leader.user)


def test_the_web_server_sends_it_when_it_can(stored: StoredFile, request_of_leader: HttpRequest, settings: Any) -> None:
    settings.DOWNLOAD_ACCEL_PREFIX = "/prive/"
    response = send_file(request_of_leader, stored, audit_code="core.file.downloaded", obj=stored)
    assert response["X-Accel-Redirect"] == f"/prive/{stored.relative_path}"
    assert response.content == b""  # type: ignore[attr-defined]
    assert "Content-Length" not in response
    assert AuditEvent.objects.count() == 1


def test_no_record_no_file(stored: StoredFile, request_of_leader: HttpRequest) -> None:
    with pytest.raises(LookupError):
        send_file(request_of_leader, stored, audit_code="core.file.unknown", obj=stored)


def test_a_missing_file_is_not_found_and_not_recorded(stored: StoredFile, request_of_leader: HttpRequest) -> None:
    stored.path.unlink()
    with pytest.raises(Http404):
        send_file(request_of_leader, stored, audit_code="core.file.downloaded", obj=stored)
    assert not AuditEvent.objects.exists()


def test_bytes_made_on_the_spot_are_guarded_too() -> None:
    response = send_bytes("uitnodiging.ics", b"BEGIN:VCALENDAR", "text/calendar")
    assert response.content == b"BEGIN:VCALENDAR"
    assert response["Content-Disposition"] == 'attachment; filename="uitnodiging.ics"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert send_bytes("a.csv", "a;b")["Content-Type"] == "text/csv"
