"""Registering on a phone without signal: kept in words, sent once, for the account that made it, and then gone."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, Route, expect

from incidents.choices import Precision, Status
from incidents.models import Incident
from incidents.privacy import find
from participants.access import Role
from participants.models import User
from tests.browser.thumb import ANSWERS, DICTATED, MOST_SECONDS, MOST_TAPS, Thumb, answer_questions, look_on_phone
from tests.helpers import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PageFor = Callable[..., Page]
PUT = "(more) => vptKept.about().then((me) => vptKept.put({ ...vptKept.begin(me.owner), ...more }))"


@pytest.fixture
def coordinator(users: dict[Role, User]) -> User:
    """Return the coordinator of the own organisation."""
    return users[Role.COORDINATOR]


def until(page: Page, condition: str) -> None:
    """Wait for a promise of the page to give true."""
    end = time.monotonic() + 15
    while not page.evaluate(condition):
        assert time.monotonic() < end, f"waited too long for {condition}"
        page.wait_for_timeout(50)


def ready(page: Page) -> None:
    """Open the portal once with signal, as somebody who signed in this morning."""
    page.goto("/voorvallen/")
    until(page, "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)")
    until(page, "vptKept.about().then((one) => one !== null)")


def waiting(page: Page) -> list[dict[str, Any]]:
    """Return what is kept on the phone."""
    found: list[dict[str, Any]] = page.evaluate("vptKept.reports()")
    return found


def keep_one(page: Page, *, dictated: str = "") -> Thumb:
    """Register without signal, from the form that the phone kept."""
    thumb = Thumb(page)
    thumb.read("Voorvallen")
    thumb.tap("Voorval melden")
    answer_questions(thumb, dictated=dictated)
    thumb.tap("Bewaar op deze telefoon")
    expect(page.locator("main h1").filter(visible=True)).to_have_text("Bewaard op deze telefoon")
    return thumb


def test_two_reports_without_signal_are_each_sent_once(coordinator: User, page_for: PageFor) -> None:
    """The portal opens without signal; two reports wait, told in words; with signal they go and leave the phone."""
    page = page_for(coordinator, width=375)
    ready(page)
    page.context.set_offline(True)
    page.goto("/voorvallen/")
    expect(page.locator("[data-signal]")).to_contain_text("geen bereik")
    first = keep_one(page, dictated=DICTATED)
    expect(page.locator("main")).to_contain_text(
        "Nog niet verstuurd. Gaat vanzelf als u weer bereik heeft. Niet de browsergegevens wissen."
    )
    print(f"kept without signal in {first.seconds:.0f} s with {first.taps} taps")
    assert first.taps <= MOST_TAPS
    assert first.seconds < MOST_SECONDS
    assert look_on_phone(page) == []
    page.get_by_role("button", name="Klaar").click()
    keep_one(page)
    page.get_by_role("button", name="Klaar").click()
    expect(page.locator("#op-telefoon")).to_contain_text("Staat alleen op deze telefoon.")
    assert len(waiting(page)) == 2
    assert not Incident.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("#op-telefoon")).to_contain_text("Verstuurd om", timeout=15000)
    until(page, "vptKept.reports().then((found) => found.length === 0)")
    assert Incident.objects.filter(status=Status.REPORTED, reporter=coordinator).count() == 2
    assert set(Incident.objects.values_list("occurred_precision", flat=True)) == {Precision.EXACT}
    assert DICTATED not in page.evaluate(EVERYTHING_KEPT)
    page.goto("/voorvallen/")
    expect(page.locator("#op-telefoon")).to_contain_text("Verstuurd om")


EVERYTHING_KEPT = """async () => {
    const told = [];
    for (const { name } of await indexedDB.databases()) {
        const asked = indexedDB.open(name);
        const base = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
        for (const store of base.objectStoreNames) {
            told.push(await new Promise((done) => {
                const asked = base.transaction(store).objectStore(store).getAll();
                asked.onsuccess = () => done(asked.result);
            }));
        }
        base.close();
    }
    for (const name of await caches.keys()) {
        for (const request of await (await caches.open(name)).keys()) {
            told.push(request.url, await (await (await caches.open(name)).match(request)).text());
        }
    }
    return JSON.stringify([told, { ...localStorage }, { ...sessionStorage }]);
}"""


def test_a_lost_answer_does_not_double(coordinator: User, page_for: PageFor) -> None:
    """The portal took the report in, but its answer was lost: the phone sends again, and it stays one report."""
    page = page_for(coordinator, width=375, service_workers="block")  # a route does not see through a worker
    page.goto("/voorvallen/")
    until(page, "vptKept.about().then((one) => one !== null)")
    page.goto("/voorvallen/zonder-bereik")
    page.context.set_offline(True)
    keep_one(page)
    lost: list[int] = []

    def lose(route: Route) -> None:
        if len(lost) < 2:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/melden/ineens", lose)
    page.context.set_offline(False)
    until(page, "vptPhone.sendNow().then(vptKept.reports).then((found) => found.length === 0)")
    assert lost == [200, 200]
    assert Incident.objects.filter(status=Status.REPORTED).count() == 1
    expect(page.locator("main h1").filter(visible=True)).to_have_text("Melding verstuurd")
    expect(page.locator("[data-state]")).to_contain_text(f"Kenmerk {Incident.objects.get().reference}")


def test_signal_lost_half_way(coordinator: User, page_for: PageFor) -> None:
    """What the portal has stays there, what is answered without signal waits, and together it is one report."""
    page = page_for(coordinator, width=375)
    ready(page)
    thumb = Thumb(page)
    thumb.tap("Voorval melden")
    for question, answers in ANSWERS[:3]:
        thumb.read(question)
        if question == "Waar was het?":
            page.context.set_offline(True)
        for answer in answers:
            thumb.tap(answer)
    for question, answers in ANSWERS[3:]:
        thumb.read(question)
        for answer in answers:
            thumb.tap(answer)
    thumb.read("Kort, in eigen woorden")
    thumb.tap("Verder")
    thumb.read("Klopt dit?")
    expect(page.locator(".check-list")).to_contain_text("staat in het portaal")
    thumb.tap("Bewaar op deze telefoon")
    thumb.read("Bewaard op deze telefoon")
    page.context.set_offline(False)
    until(page, "vptKept.reports().then((found) => found.length === 0)")
    incident = Incident.objects.get()
    assert (incident.status, incident.kinds) == (Status.REPORTED, ["verbaal", "bedreiging"])
    assert (incident.channel, incident.severity) == ("balie", "middel")


@pytest.mark.parametrize("pressed", ["Voorval melden", "Verstuur melding"])
def test_signal_lost_at_the_first_and_the_last_press(coordinator: User, page_for: PageFor, pressed: str) -> None:
    """The first press begins on the phone; the last one is kept, and gives one report."""
    page = page_for(coordinator, width=375)
    ready(page)
    thumb = Thumb(page)
    if pressed == "Voorval melden":
        page.context.set_offline(True)
        thumb.tap(pressed)
        answer_questions(thumb)
        thumb.tap("Bewaar op deze telefoon")
    else:
        thumb.tap("Voorval melden")
        answer_questions(thumb)
        page.context.set_offline(True)
        thumb.tap(pressed)
    thumb.read("Bewaard op deze telefoon")
    page.context.set_offline(False)
    until(page, "vptKept.reports().then((found) => found.length === 0)")
    assert Incident.objects.get().status == Status.REPORTED


def become(page: Page, user: User) -> None:
    """Let somebody else sign in on the same phone."""
    session = sign_in(Client(), user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": page.evaluate("location.origin")}])


def test_another_account_neither_sees_nor_sends(coordinator: User, users: dict[Role, User], page_for: PageFor) -> None:
    """A report waits for the account that made it; a colleague on the same phone is told so, without a word of it."""
    page = page_for(coordinator, width=375)
    ready(page)
    page.context.set_offline(True)
    page.goto("/voorvallen/")
    keep_one(page, dictated=DICTATED)
    page.context.clear_cookies()
    become(page, users[Role.REPORTER])
    page.context.set_offline(False)
    page.goto("/voorvallen/")
    expect(page.locator("#op-telefoon")).to_contain_text("1 melding van een ander account")
    expect(page.locator("main")).not_to_contain_text("De bezoeker sloeg")
    page.evaluate("vptPhone.sendNow()")
    key = waiting(page)[0]["key"]
    page.goto(f"/voorvallen/zonder-bereik#{key}/controle")
    expect(page.locator("main h1").filter(visible=True)).to_have_text("Voorvallen")
    assert not Incident.objects.exists()
    become(page, coordinator)
    page.goto("/voorvallen/")
    expect(page.locator("#op-telefoon")).to_contain_text("Verstuurd om")
    assert Incident.objects.get().reporter == coordinator


def test_an_ended_session_keeps_the_report(coordinator: User, page_for: PageFor) -> None:
    """Without a session nothing is lost: the phone says what to do."""
    page = page_for(coordinator, width=375)
    ready(page)
    page.context.set_offline(True)
    page.goto("/voorvallen/")
    page.context.clear_cookies()
    keep_one(page)
    page.context.set_offline(False)
    expect(page.locator("[data-state]")).to_contain_text("Meld u aan om te versturen.", timeout=15000)
    assert len(waiting(page)) == 1
    become(page, coordinator)
    page.goto("/")
    until(page, "vptKept.reports().then((found) => found.length === 0)")
    assert Incident.objects.get().status == Status.REPORTED


@pytest.mark.parametrize("choice", ["Uitloggen", "Uitloggen en weggooien"])
def test_signing_out_asks_about_what_was_not_sent(coordinator: User, page_for: PageFor, choice: str) -> None:
    """The header's button leads to the question; the report stays or goes as was chosen."""
    page = page_for(coordinator, width=375)
    ready(page)
    page.evaluate(PUT, {"answers": {"wat": [["kinds", "online"]]}})
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.locator("#nog-op-telefoon")).to_contain_text("nog 1 melding die niet is verstuurd")
    assert look_on_phone(page) == []
    page.locator("main").get_by_role("button", name=choice, exact=True).click()
    expect(page).to_have_url(re.compile("inloggen"))
    kept = page.evaluate(EVERYTHING_KEPT).count('"kinds"')
    assert kept == (1 if choice == "Uitloggen" else 0)


def test_signing_out_with_nothing_waiting_leaves_nothing(coordinator: User, page_for: PageFor) -> None:
    """One press; the storage of the browser is empty afterwards."""
    page = page_for(coordinator, width=375)
    ready(page)
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Uitloggen").click()
    expect(page).to_have_url(re.compile("inloggen"))
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0


def test_a_refused_report_comes_back_to_be_mended(coordinator: User, page_for: PageFor) -> None:
    """The words of the refusal stand on the check screen, and after mending the report goes."""
    page = page_for(coordinator, width=375)
    ready(page)
    wrong = {"waar": [["channel", "maan"]], "ernst": [["severity", "licht"]]}
    page.evaluate(
        PUT, {"state": "klaar", "answers": {"wat": [["kinds", "online"]], "wanneer": [["when", "nu"]], **wrong}}
    )
    page.evaluate("vptPhone.sendNow()")
    expect(page.locator("#op-telefoon")).to_contain_text("De melding is nog niet goed")
    page.locator("#op-telefoon a").first.click()
    expect(page.locator("[data-screen=controle] [data-fault]")).to_contain_text("Kies een van de tegels.")
    page.locator(".check-change a", has_text="Waar").click()
    thumb = Thumb(page)
    thumb.tap("Telefoon")
    thumb.read("Klopt dit?")
    thumb.tap("Bewaar op deze telefoon")
    thumb.read("Melding verstuurd")
    assert Incident.objects.get().channel == "telefoon"


def test_nothing_with_data_is_kept_by_the_worker(coordinator: User, page_for: PageFor) -> None:
    """After reading pages with data the browser keeps files and the empty form, and no word of a page."""
    page = page_for(coordinator)
    ready(page)
    for address in ("/", "/voorvallen/lijst", "/voorvallen/cijfers", "/voorvallen/licht"):
        page.goto(address)
    told = page.evaluate(EVERYTHING_KEPT)
    assert coordinator.email not in told and str(coordinator) not in told
    assert "csrfmiddlewaretoken" not in told and "sessionid" not in told
    paths = page.evaluate(
        "caches.keys().then((names) => caches.open(names[0])).then((kept) => kept.keys())"
        ".then((all) => all.map((one) => new URL(one.url).pathname))"
    )
    assert {path for path in paths if not path.startswith("/static/")} == {"/voorvallen/zonder-bereik"}
    assert page.refused == []  # type: ignore[attr-defined]


def test_a_colleague_stops_the_form_without_signal(coordinator: User, page_for: PageFor) -> None:
    """Aggression between colleagues belongs elsewhere, and nothing of it stays on the phone."""
    page = page_for(coordinator, width=375)
    ready(page)
    page.context.set_offline(True)
    page.goto("/voorvallen/")
    thumb = Thumb(page)
    thumb.tap("Voorval melden")
    thumb.tap("Schelden of")
    thumb.tap("Verder")
    thumb.read("Wanneer was het?")
    page.locator("button[data-back]").filter(visible=True).click()
    thumb.read("Wat gebeurde er?")
    thumb.tap("Was het een collega?")
    thumb.read("Dit hoort bij de vertrouwenspersoon")
    thumb.tap("Stop en bewaar niets")
    thumb.read("Voorvallen")
    assert waiting(page) == []


TEXTS = [
    "Meneer Jansen werd boos op 01-02-2015 10:20.",
    "De bezoeker werd boos en gooide een stoel om.",
    "Bel 06 - 12345678 of +31 (0)6 12345678.",
    "BSN 111 222 333 en kenteken 1-XYZ-23, AB12CD.",
    "Een bus met GB 001 B erop.",
    "Gisteren Kees de Vries, J.P. van den Berg en jan@voorbeeld.example.",
    "Zaak Z-2014-12345, melding GDA-7K3QF, om 14-uur-5.",
    "NL91ABNA0417164300, 2312 AB Leiden.",
    "Wij wachten op de Politie. Daarna ging De Bezoeker weg naar het Openbaar Ministerie.",
    "",
]


def test_a_phone_warns_by_the_same_rules(page_for: PageFor) -> None:
    """The browser and the portal find the same in the same words."""
    page = page_for(width=375)
    page.goto("/voorvallen/zonder-bereik")
    for text in TEXTS:
        told = page.evaluate("(text) => vptPrivacy.find(text)", text)
        assert told == [finding.kind for finding in find(text)], text


def test_the_form_without_signal_is_sound_on_every_screen(coordinator: User, page_for: PageFor) -> None:
    """Each screen passes axe in light and dark and fits a narrow phone."""
    page, faults = page_for(coordinator, width=375), []
    ready(page)
    page.context.set_offline(True)
    page.goto("/voorvallen/")
    thumb = Thumb(page)
    faults += [("begin", fault) for fault in look_on_phone(page)]
    thumb.tap("Voorval melden")
    for question, answers in ANSWERS:
        thumb.read(question)
        faults += [(question, fault) for fault in look_on_phone(page)]
        if question == "Wanneer was het?":
            page.locator("a", has_text="Andere dag").filter(visible=True).click()
            faults += [("another day", fault) for fault in look_on_phone(page)]
            page.locator("a", has_text="Kies een andere dag").filter(visible=True).click()
        for answer in answers:
            thumb.tap(answer)
    page.locator("#id_narrative").fill("Meneer Jansen belde vanaf 06-12345678.")
    expect(page.locator(".gentle[data-kind=naam]").filter(visible=True)).to_contain_text("lijkt op een naam")
    expect(page.locator("[data-kept]").filter(visible=True)).to_contain_text("Bewaard op deze telefoon om")
    faults += [("words", fault) for fault in look_on_phone(page)]
    thumb.tap("Verder")
    faults += [("check", fault) for fault in look_on_phone(page)]
    assert faults == []
