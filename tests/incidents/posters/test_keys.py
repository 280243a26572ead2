"""The key of a poster: long, told by paper alone, withdrawn, and of its own organisation."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents import services
from incidents.models import MiniReport, PosterLink, Unit
from incidents.posters import digest_of, new_key, open_door, token_of
from participants.models import Organisation, RegistrationMode, User
from tests.incidents.posters.sending import send, url_of

pytestmark = pytest.mark.django_db


def test_a_key_has_more_than_128_bits_and_is_not_in_the_database(poster: PosterLink) -> None:
    keys = {new_key() for _ in range(200)}
    assert len(keys) == 200
    assert len(set("".join(keys))) ** len(poster.key) > 2**128
    with connection.cursor() as cursor:
        cursor.execute("select key, digest from incidents_posterlink")
        stored = cursor.fetchone()
    assert poster.key not in "".join(stored)
    assert stored[1] == digest_of(poster.key)


def test_the_address_opens_with_capitals_and_without_hyphens(poster: PosterLink) -> None:
    token = token_of(poster)
    for typed in (token, token.upper(), token.replace("-", "")):
        door = open_door(typed)
        assert door.poster == poster
        assert door.is_open


def test_other_addresses_open_nothing(poster: PosterLink, other_organisation: Organisation) -> None:
    token = token_of(poster)
    wrong = [
        token[:-1] + ("2" if token[-1] != "2" else "3"),
        "vre" + token[3:],
        "zzz" + token[3:],
        token[:-2],
        "gda",
        "",
        "x" * 500,
    ]
    for tried in wrong:
        assert open_door(tried).poster is None, tried
    assert Client().get(reverse("poster:report", args=[wrong[0]])).status_code == 404


def test_a_withdrawn_poster_says_kindly_what_to_do(poster: PosterLink, coordinator: User) -> None:
    assert Client().get(url_of(poster)).status_code == 200
    services.revoke_poster(poster=poster, actor=coordinator, revoked_at=timezone.now())
    page = Client().get(url_of(poster))
    assert page.status_code == 410
    assert "Deze poster werkt niet meer" in page.text
    assert send(poster).status_code == 410
    assert not MiniReport.objects.exists()


def test_without_an_agreement_a_poster_takes_nothing(poster: PosterLink, coordinator: User) -> None:
    organisation = poster.organisation
    organisation.registration_mode = RegistrationMode.COUNTS
    organisation.save()
    assert send(poster).status_code == 410
    with pytest.raises(ValidationError):
        services.make_poster(
            organisation=organisation, actor=coordinator, label="Hal", unit=None, made_at=timezone.now()
        )
    assert not MiniReport.objects.exists()


def test_a_department_of_another_organisation_cannot_be_chosen(
    organisation: Organisation, other_organisation: Organisation, coordinator: User
) -> None:
    foreign = Unit.objects.create(organisation=other_organisation, name="Hun balie")
    with pytest.raises(ValidationError):
        services.make_poster(
            organisation=organisation, actor=coordinator, label="Hal", unit=foreign, made_at=timezone.now()
        )


def test_a_poster_hangs_at_a_place_of_its_own_organisation(
    poster: PosterLink, other_organisation: Organisation
) -> None:
    foreign = Unit.objects.create(organisation=other_organisation, name="Elders")
    with pytest.raises(IntegrityError, match="same_organisation"), transaction.atomic():
        PosterLink.objects.filter(pk=poster.pk).update(unit=foreign)
    own = Unit.objects.create(organisation=poster.organisation, name="Hier")
    assert PosterLink.objects.filter(pk=poster.pk).update(unit=own) == 1
