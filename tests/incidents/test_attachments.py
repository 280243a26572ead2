"""Attachments: who may add, open and remove them, and that neither name nor content stands readable anywhere."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from core.models import AuditEvent, StoredFile
from incidents import services
from incidents.choices import Status
from incidents.models import Attachment, Incident
from incidents.services.attachments import MAX_FILES
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory, attach
from tests.factories.participants import make_user


def picture(name: str = "Jansen dreigbrief.jpg") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(buffer, "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg")


@pytest.fixture(autouse=True)
def private(settings: Any, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def incident(organisation: Organisation, users: dict[Role, User]) -> Incident:
    made: Incident = IncidentFactory(organisation=organisation, reporter=users[Role.REPORTER])
    return made


def add(incident: Incident, actor: User, *files: SimpleUploadedFile, key: uuid.UUID | None = None) -> list[Attachment]:
    return services.add_attachments(
        incident=incident,
        actor=actor,
        files=files or [picture()],
        submit_key=key or uuid.uuid4(),
        added_at=timezone.now(),
    )


def test_several_files_at_once_each_with_its_name(
    client_for: Callable[..., Client], incident: Incident, private: Path
) -> None:
    client = client_for(Role.COORDINATOR)
    url = reverse("incidents:attachments", args=[incident.reference])
    response = client.post(url, {"chosen": [picture(), picture("schade.jpg")], "submit_key": str(uuid.uuid4())})
    assert response.status_code == 302 and response["Location"].endswith("#bijlagen")
    page = client.get(incident.get_absolute_url()).content.decode()
    assert "Jansen dreigbrief.jpg" in page and "schade.jpg" in page
    found = client.get(reverse("incidents:attachment", args=[incident.reference, incident.attachments.first().pk]))
    assert found["Content-Disposition"] == 'attachment; filename="Jansen dreigbrief.jpg"'
    content = b"".join(found.streaming_content)
    assert Image.open(io.BytesIO(content)).size == (8, 8) and len(content) == int(found["Content-Length"])


def test_neither_name_nor_content_is_readable_where_it_is_kept(
    users: dict[Role, User], incident: Incident, private: Path
) -> None:
    add(incident, users[Role.COORDINATOR])
    with connection.cursor() as cursor:
        cursor.execute("SELECT a::text || s::text FROM incidents_attachment a, core_storedfile s")
        rows = str(cursor.fetchall())
    assert "bijlage.jpg" in rows and "Jansen" not in rows
    assert not AuditEvent.objects.filter(object_label__contains="Jansen").exists()
    on_disk = [path for path in private.rglob("*") if path.is_file()]
    assert len(on_disk) == 1 and b"JFIF" not in on_disk[0].read_bytes()


def test_opening_is_an_event_in_the_history(client_for: Callable[..., Client], incident: Incident) -> None:
    kept = attach(incident, name="brief.txt")
    client_for(Role.COORDINATOR).get(reverse("incidents:attachment", args=[incident.reference, kept.pk]))
    event = AuditEvent.objects.get(code="incidents.attachment.downloaded")
    assert event.object_label == incident.reference


def test_the_same_press_twice_adds_once(users: dict[Role, User], incident: Incident) -> None:
    key = uuid.uuid4()
    first = add(incident, users[Role.COORDINATOR], picture(), picture("b.jpg"), key=key)
    second = add(incident, users[Role.COORDINATOR], picture(), picture("b.jpg"), key=key)
    assert [each.pk for each in first] == [each.pk for each in second]
    assert Attachment.objects.count() == 2


def test_all_or_none_and_the_file_that_is_refused_is_named(users: dict[Role, User], incident: Incident) -> None:
    wrong = SimpleUploadedFile("macro.docx", b"PK", "application/zip")
    with pytest.raises(ValidationError) as refusal:
        add(incident, users[Role.COORDINATOR], picture(), wrong)
    assert "macro.docx: Dit soort bestand kan niet worden geplaatst" in refusal.value.messages[0]


def test_ten_is_the_most(users: dict[Role, User], incident: Incident) -> None:
    for _ in range(MAX_FILES - 1):
        attach(incident)
    with pytest.raises(ValidationError, match="passen 10 bijlagen; er staan er al 9"):
        add(incident, users[Role.COORDINATOR], picture(), picture("b.jpg"))
    assert len(add(incident, users[Role.COORDINATOR], picture())) == 1


def test_together_they_are_not_larger_than_one_may_be(
    users: dict[Role, User], incident: Incident, settings: Any
) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    with pytest.raises(ValidationError, match="Samen zijn de bestanden groter dan"):
        add(incident, users[Role.COORDINATOR], picture(), picture("b.jpg"))


def test_the_reporter_adds_to_the_own_report_only_while_it_is_open(
    users: dict[Role, User], incident: Incident, organisation: Organisation
) -> None:
    reporter = users[Role.REPORTER]
    assert add(incident, reporter)
    somebody = make_user(Role.REPORTER, organisation, email="ander@eigen.example")
    with pytest.raises(PermissionDenied):
        add(incident, somebody)
    Incident.objects.filter(pk=incident.pk).update(status=Status.CLOSED, closed_at=timezone.now())
    with pytest.raises(ValidationError, match="niet meer open"):
        add(incident, reporter)


def test_a_foreign_coordinator_may_not_add(
    users: dict[Role, User], foreign_users: dict[Role, User], incident: Incident
) -> None:
    with pytest.raises(PermissionDenied):
        add(incident, foreign_users[Role.COORDINATOR])
    assert add(incident, users[Role.COORDINATOR])


def test_the_reporter_sees_only_the_own_files(
    client_for: Callable[..., Client], users: dict[Role, User], incident: Incident
) -> None:
    own = attach(incident, name="van-mij.txt", by=users[Role.REPORTER])
    other = attach(incident, name="van-de-zaak.txt", by=users[Role.COORDINATOR])
    client = client_for(Role.REPORTER)
    page = client.get(incident.get_absolute_url()).content.decode()
    assert "van-mij.txt" in page and "van-de-zaak.txt" not in page
    assert client.get(reverse("incidents:attachment", args=[incident.reference, own.pk])).status_code == 200
    assert client.get(reverse("incidents:attachment", args=[incident.reference, other.pk])).status_code == 404
    page = client_for(Role.COORDINATOR).get(incident.get_absolute_url()).content.decode()
    assert "van-mij.txt" in page and "van-de-zaak.txt" in page


def test_a_file_of_another_incident_is_not_found(client_for: Callable[..., Client], incident: Incident) -> None:
    elsewhere = attach(IncidentFactory(organisation=incident.organisation))
    url = reverse("incidents:attachment", args=[incident.reference, elsewhere.pk])
    assert client_for(Role.COORDINATOR).get(url).status_code == 404


def test_removing_asks_first_and_takes_the_bytes_too(
    client_for: Callable[..., Client],
    users: dict[Role, User],
    incident: Incident,
    private: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    kept = attach(incident, by=users[Role.REPORTER])
    url = reverse("incidents:remove_attachment", args=[incident.reference, kept.pk])
    client = client_for(Role.COORDINATOR)
    assert "kan niet ongedaan" in client.get(url).content.decode()
    assert Attachment.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url)
    assert not Attachment.objects.exists() and not StoredFile.objects.exists()
    assert not [path for path in private.rglob("*") if path.is_file()]


def test_the_reporter_removes_the_own_file_only_while_it_is_open(users: dict[Role, User], incident: Incident) -> None:
    reporter = users[Role.REPORTER]
    own, late, other = (attach(incident, by=by) for by in (reporter, reporter, users[Role.COORDINATOR]))
    services.remove_attachment(attachment=own, actor=reporter)
    with pytest.raises(PermissionDenied):
        services.remove_attachment(attachment=other, actor=reporter)
    Incident.objects.filter(pk=incident.pk).update(status=Status.CLOSED, closed_at=timezone.now())
    with pytest.raises(PermissionDenied):
        services.remove_attachment(attachment=late, actor=reporter)
    services.remove_attachment(attachment=late, actor=users[Role.COORDINATOR])
    assert list(Attachment.objects.all()) == [other]


def test_without_a_file_the_page_says_so(client_for: Callable[..., Client], incident: Incident) -> None:
    response = client_for(Role.REPORTER).post(reverse("incidents:attachments", args=[incident.reference]))
    assert response.status_code == 422
    assert "Kies ten minste één bestand." in response.content.decode()
