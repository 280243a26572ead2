"""The frame: what everybody sees, who gets which menu, and what an error page says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse

from core.today import TodayLine, Urgency
from participants.access import Role
from participants.models import User
from tests.architecture.test_templates import faults
from tests.helpers import count_queries
from vpt_portal import errors, home, navigation, today

ClientFor = Callable[[Role | User | None], Client]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["toegankelijkheid", "privacy", "contact"])
def test_public_pages_need_no_account(name: str) -> None:
    """Everybody may read who sees what and whom to ask."""
    response = Client().get(f"/{name}/")
    assert response.status_code == 200
    assert b"Uitloggen" not in response.content


def test_home_needs_an_account(client_for: ClientFor) -> None:
    """Nobody's home is the sign-in page."""
    assert client_for(None).get("/").status_code == 302


@pytest.mark.parametrize("role", list(Role))
def test_home_greets_and_shows_only_ways_that_are_open(role: Role, client_for: ClientFor) -> None:
    """No tile leads to a refusal."""
    client = client_for(role)
    response = client.get("/")
    assert response.status_code == 200
    assert "Goede" in response.content.decode()
    for item in response.context["portal"].ways_in:
        assert client.get(item.url, follow=True).status_code == 200, item.label


def test_menu_follows_the_role(client_for: ClientFor) -> None:
    """The admin stands in the menu of who works there, and of nobody else."""
    assert "/beheer/" in client_for(Role.PROJECT_LEADER).get("/").content.decode()
    assert "/beheer/" not in client_for(Role.COORDINATOR).get("/").content.decode()


def test_menu_leaves_out_pages_that_do_not_exist() -> None:
    """A way in without an address is not shown."""
    assert navigation.url_or_nothing("no:such") == ""


def test_every_way_in_exists() -> None:
    """Each line of the menu has its page."""
    assert [item.label for item in navigation.NAVIGATION if not item.url] == []


def test_home_shows_five_lines_and_counts_the_rest(client_for: ClientFor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most urgent first, no more than five, the rest is told."""
    lines = [TodayLine(f"Regel {number}.", "/", "Doe") for number in range(6)]
    lines.append(TodayLine("Te late regel.", "/", "Doe", Urgency.OVERDUE))
    monkeypatch.setattr(today, "_providers", lambda: [lambda user, at: lines])
    html = client_for(Role.BOARD).get("/").content.decode()
    assert html.index("Te late regel.") < html.index("Regel 0.")
    assert "Regel 4." not in html
    assert "En nog 2 dingen" in html


def test_home_says_that_nothing_waits(client_for: ClientFor, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty list is told, not left blank."""
    monkeypatch.setattr(today, "_providers", list)
    assert "Er wacht niets op u." in client_for(Role.BOARD).get("/").content.decode()


@pytest.mark.parametrize(
    ("hour", "hello"), [(3, "Goedenacht"), (9, "Goedemorgen"), (13, "Goedemiddag"), (20, "Goedenavond")]
)
def test_greeting_fits_the_hour(hour: int, hello: str) -> None:
    """Morning, afternoon, evening, night."""
    assert home.greeting(User(email="a@b.example"), datetime(2015, 4, 1, hour, tzinfo=UTC)) == hello


def test_frame_costs_few_queries(client_for: ClientFor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Session, user, roles, person and programme: the frame asks each once."""
    monkeypatch.setattr(today, "_providers", list)
    client = client_for(Role.PROJECT_LEADER)
    client.get("/")
    assert count_queries(client, "/") <= 7


def test_banner_only_in_the_demonstration(client_for: ClientFor, settings: pytest.FixtureRequest) -> None:
    """What is invented is said where it is invented, and nowhere else."""
    client = client_for(Role.BOARD)
    assert "Demonstratie:" not in client.get("/").content.decode()
    settings.IS_DEMONSTRATION = True  # type: ignore[attr-defined]
    assert "Demonstratie:" in client.get("/").content.decode()


@pytest.mark.django_db
class TestErrorPages:
    """What happened, and what to do about it."""

    def request(self) -> RequestFactory:
        """Return a request that reached no middleware, as an early error has."""
        return RequestFactory().get("/")  # type: ignore[return-value]

    def test_bad_request(self) -> None:
        """400."""
        assert errors.bad_request(self.request(), ValueError()).status_code == 400  # type: ignore[arg-type]

    def test_forbidden_says_why_and_whom_to_ask(self) -> None:
        """403 with the reason, escaped."""
        response = errors.forbidden(self.request(), PermissionDenied("Reden <b>"))  # type: ignore[arg-type]
        assert response.status_code == 403
        assert "Reden &lt;b&gt;" in response.content.decode()

    def test_forbidden_names_the_roles_of_the_reader(self, client_for: ClientFor) -> None:
        """Who is refused reads as whom."""
        response = client_for(Role.REPORTER).get("/beheer/", follow=True)
        assert response.status_code == 403
        assert "(melder)" in response.content.decode()

    def test_not_found(self, client_for: ClientFor) -> None:
        """404 looks like the portal."""
        response = client_for(Role.BOARD).get("/bestaat-niet/")
        assert response.status_code == 404
        assert "Deze pagina is er niet" in response.content.decode()

    def test_too_large(self, client_for: ClientFor) -> None:
        """413, and the sentence says what to do."""
        big = client_for(Role.BOARD).generic(
            "POST", "/", b"a=" + b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1), "application/x-www-form-urlencoded"
        )
        assert big.status_code == 413
        assert "te groot" in big.content.decode()

    def test_expired_form(self, client_for: ClientFor) -> None:
        """403 of a form that stood open too long."""
        client = Client(enforce_csrf_checks=True)
        response = client.post(reverse("account_login"), {"login": "a@b.example"})
        assert response.status_code == 403
        assert "Uw formulier is verlopen" in response.content.decode()


@pytest.mark.parametrize(("view", "status"), [(errors.server_error, 500), (errors.unavailable, 503)])
def test_own_faults_touch_no_database(view: Callable[..., object], status: int) -> None:
    """Without the `db` fixture any query fails."""
    response = view(RequestFactory().get("/"))
    assert response.status_code == status  # type: ignore[attr-defined]


@pytest.mark.parametrize(("fault", "status"), [(OperationalError, 503), (ValueError, 500)])
def test_a_silent_database_is_told_as_such(fault: type[Exception], status: int) -> None:
    """Come back later, not: we made a mistake."""
    try:
        raise fault
    except fault:
        assert errors.server_error(RequestFactory().get("/")).status_code == status


@pytest.mark.parametrize("page", sorted((Path(settings.BASE_DIR) / "docker/nginx/errors").glob("*.html")))
def test_pages_of_the_web_server_stand_alone(page: Path) -> None:
    """They show when nothing of the portal runs."""
    html = page.read_text()
    assert faults(html) == []
    assert "{%" not in html
    assert "/fout/fout.css" in html


def test_components_page_shows_everything(client_for: ClientFor) -> None:
    """Developers see each component."""
    response = client_for(Role.BOARD).get("/onderdelen/")
    assert response.status_code == 200
    for part in ("error-summary", "timeline", "circle-grid", "lights", "today-list", "figure-block", "tiles"):
        assert part in response.content.decode()
