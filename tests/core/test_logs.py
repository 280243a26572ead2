"""Log lines carry no key to a personal link and no words that somebody searched for."""

from __future__ import annotations

import pytest

from core.links import sign
from core.logs import without_secrets


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
