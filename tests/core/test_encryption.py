"""Free text is unreadable in the database, and its keys can be changed without losing any of it."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.exceptions import FieldError, ValidationError
from django.core.management import call_command
from django.db import connection

from core import uploads
from core.encryption import EncryptedTextField, decrypt, encrypt
from core.models import StoredFile
from core.rotation import encrypted_fields, rotate
from incidents.models import IncidentText
from tests.factories.incidents import IncidentFactory

WORDS = "De bezoeker gooide een stoel om. Één keer: ‘weg hier’."
OLD, NEW = (urlsafe_b64encode(bytes([number] * 32)).decode() for number in (1, 2))


def stored(text: IncidentText, column: str = "narrative") -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM incidents_incidenttext WHERE id = %s", [text.pk])
        return str(cursor.fetchone()[0])


def text_of(**words: str) -> IncidentText:
    return IncidentText.objects.get(incident=IncidentFactory(**words))


@pytest.mark.django_db
def test_the_database_holds_no_word_of_it() -> None:
    text = text_of(narrative=WORDS)
    assert text.narrative == WORDS
    assert "bezoeker" not in stored(text) and stored(text).startswith("gAAAA")
    assert stored(text, "location") == ""


def test_the_same_text_is_stored_differently_each_time() -> None:
    assert encrypt(WORDS) != encrypt(WORDS)
    assert decrypt(encrypt(WORDS)) == WORDS


@pytest.mark.django_db
def test_only_empty_can_be_asked_for() -> None:
    text = text_of(narrative=WORDS)
    assert list(IncidentText.objects.filter(location="")) == [text]
    assert not IncidentText.objects.filter(narrative="").exists()
    for question in ({"narrative": WORDS}, {"narrative__contains": "stoel"}, {"narrative__in": [WORDS]}):
        with pytest.raises(FieldError):
            list(IncidentText.objects.filter(**question))


def test_the_length_of_the_text_itself_is_checked() -> None:
    field = EncryptedTextField(max_length=5)
    assert field.clean("12345", None) == "12345"
    with pytest.raises(ValidationError):
        field.clean("123456", None)


@pytest.mark.django_db
def test_after_rotating_the_old_key_can_go(settings: Any, tmp_path: Any) -> None:
    settings.PRIVATE_ROOT = tmp_path
    settings.ENCRYPTION_KEYS = [OLD]
    texts = [text_of(narrative=f"{WORDS} {number}", location="Balie") for number in range(5)]
    file = uploads.store(name="bijlage.txt", content=b"geheim", mimetype="text/plain", actor=None, is_encrypted=True)
    assert b"geheim" not in file.path.read_bytes()
    old_path = file.path

    settings.ENCRYPTION_KEYS = [NEW, OLD]
    fresh = text_of(narrative=WORDS)
    said = StringIO()
    call_command("rotate_encryption_keys", "--batch", "2", stdout=said)
    assert "incidents.IncidentText: 6 with something encrypted, 5 were on an older key" in said.getvalue()
    assert "core.StoredFile: 1 with something encrypted, 1 were on an older key" in said.getvalue()
    assert all(table.changed == 0 for table in rotate())

    settings.ENCRYPTION_KEYS = [NEW]
    assert [IncidentText.objects.get(pk=text.pk).narrative for text in texts] == [
        f"{WORDS} {number}" for number in range(5)
    ]
    assert IncidentText.objects.get(pk=fresh.pk).narrative == WORDS
    assert IncidentText.objects.get(pk=texts[0].pk).location == "Balie"
    kept = StoredFile.objects.get(pk=file.pk)
    assert kept.read() == b"geheim" and kept.path != old_path
    for text in [*texts, fresh]:
        with pytest.raises(InvalidToken):
            Fernet(OLD).decrypt(stored(text).encode())


@pytest.mark.django_db
def test_a_text_without_a_key_stops_rotating_and_is_not_lost(settings: Any) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    text = text_of(narrative=WORDS)
    settings.ENCRYPTION_KEYS = [NEW]
    with pytest.raises(InvalidToken):
        list(rotate())
    settings.ENCRYPTION_KEYS = [OLD]
    text.refresh_from_db()
    assert text.narrative == WORDS


def test_rotating_finds_the_fields_by_itself() -> None:
    found = {f"{model._meta.label}.{field.name}" for model, fields in encrypted_fields().items() for field in fields}
    assert {
        "incidents.IncidentText.narrative",
        "incidents.Attachment.name",
        "incidents.RoundRemark.text",
    } <= found
