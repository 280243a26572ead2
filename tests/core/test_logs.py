"""Log lines carry no key to a personal link and no words that somebody searched for."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings

from core.links import sign
from core.logs import WithoutToken, without_secrets


@pytest.mark.parametrize(
    ("request_line", "kept"),
    [
        ("GET /apothekerskast/zoeken/?q=ontslag+van+een+collega", "GET /apothekerskast/zoeken/"),
        ("GET /voorvallen/GDA-7K3QF", "GET /voorvallen/GDA-7K3QF"),
        (f"POST /nieuwsbrieven/afmelden/{sign('newsletters.preferences', '12')}/", "POST /nieuwsbrieven/afmelden/…/"),
    ],
)
def test_a_request_is_logged_without_query_and_token(request_line: str, kept: str) -> None:
    assert without_secrets(None, "info", {"request": request_line})["request"] == kept


def test_other_events_stay_as_they_are() -> None:
    assert without_secrets(None, "info", {"event": "x", "code": 200}) == {"event": "x", "code": 200}


def test_who_opens_a_poster_is_not_logged() -> None:
    told = {"request": "POST /m/gda-" + "-".join(["abcd"] * 8), "ip": "192.0.2.1", "user_agent": "x", "code": 302}
    told["user_id"] = 9  # somebody who happens to be signed in
    assert without_secrets(None, "info", dict(told)) == {"request": "POST /m/…", "code": 302}
    other = {"request": "GET /voorvallen/lijst", "ip": "192.0.2.1", "user_id": 9}
    assert without_secrets(None, "info", dict(other)) == other


@pytest.mark.parametrize("key", ["gda" + "abcd" * 8, "gda-" + "-".join(["abcd"] * 8), "kort"])
def test_a_key_that_is_typed_without_hyphens_is_not_logged_either(key: str) -> None:
    told = {"request": f"GET /m/{key}/bedankt"}
    assert without_secrets(None, "info", told) == {"request": "GET /m/…/bedankt"}


def test_an_error_of_ours_is_told_without_the_link(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(WithoutToken())
    logging.getLogger("django.request").error("%s: %s", "Internal Server Error", "/m/gda" + "abcd" * 8)
    assert caplog.messages == ["Internal Server Error: /m/…"]
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["without_token"]
