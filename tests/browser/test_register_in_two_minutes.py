"""Journey 1 with a stopwatch on a phone, with and without signal, JavaScript, or a second device."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from incidents.choices import Precision, Status
from incidents.models import Incident
from participants.access import Role
from participants.models import User
from tests.browser.crawl import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PageFor = Callable[..., Page]
TAP = 1.2
"""Seconds from knowing what to press to having pressed it, for somebody who is upset and stands in a corridor."""
WORDS_A_SECOND = 4.0
DICTATED = "De bezoeker sloeg op de balie, schold ons uit en gooide een stoel om. De beveiliging heeft hem weggebracht."
SPOKEN_A_SECOND = 2.2
MOST_TAPS, MOST_SECONDS = 15, 120
ANSWERS = [
    ("Wat gebeurde er?", ["Schelden of", "Bedreigen", "Verder"]),
    ("Wanneer was het?", ["Zojuist"]),
    ("Waar was het?", ["Balie"]),
    ("Hoe erg was het?", ["Middel"]),
    ("Is bekend wie het deed?", ["Ja"]),
    ("Wat is er al gedaan?", ["Leidinggevende", "Verder"]),
]


class Thumb:
    """One thumb and two eyes: counts taps, and the seconds that a person would need beside those of the machine.

    Reading is counted by the words of the question and of the first tiles; in a hurry the pauses are not waited for.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0
        self.thought = 0.0
        self.began = time.monotonic()

    @property
    def seconds(self) -> float:
        """Return the time of the person and of the machine together."""
        return time.monotonic() - self.began + self.thought

    def read(self, question: str) -> None:
        """See the question, and read what there is to choose."""
        heading = self.page.locator("main h1").filter(visible=True)
        expect(heading).to_have_text(question)
        words = len(heading.inner_text().split()) + sum(
            len(text.split()) for text in self.page.locator(".answer-title").filter(visible=True).all_inner_texts()
        )
        self.thought += min(words, 24) / WORDS_A_SECOND

    def tap(self, words: str) -> None:
        """Press the tile or button that begins with these words."""
        self.taps += 1
        self.thought += TAP
        main = self.page.locator("main")
        main.locator("label.answer, button").filter(has_text=words).filter(visible=True).first.click()

    def speak(self, words: str) -> None:
        """Dictate with the microphone of the keyboard, which is one tap."""
        self.taps += 1
        self.thought += TAP + len(words.split()) / SPOKEN_A_SECOND
        self.page.locator("#id_narrative").fill(words)


def answer_questions(thumb: Thumb, *, dictated: str = "") -> None:
    """Answer the seven questions, up to the check screen."""
    for question, answers in ANSWERS:
        thumb.read(question)
        for answer in answers:
            thumb.tap(answer)
    thumb.read("Kort, in eigen woorden")
    if dictated:
        thumb.speak(dictated)
    thumb.tap("Verder")
    thumb.read("Klopt dit?")


@pytest.fixture
def coordinator(users: dict[Role, User]) -> User:
    """Return the coordinator of the own organisation."""
    return users[Role.COORDINATOR]


@pytest.mark.parametrize("dictated", ["", DICTATED], ids=["only taps", "dictated"])
@pytest.mark.parametrize("has_javascript", [True, False], ids=["javascript", "no javascript"])
def test_register_in_two_minutes(
    coordinator: User, page_for: PageFor, dictated: str, has_javascript: bool, record_property: Any
) -> None:
    """From the start screen to the reference: below two minutes and fifteen taps, at human pace."""
    page = page_for(coordinator, width=375, java_script_enabled=has_javascript)
    page.goto("/voorvallen/")
    thumb = Thumb(page)
    thumb.read("Voorvallen")
    thumb.tap("Voorval melden")
    answer_questions(thumb, dictated=dictated)
    thumb.tap("Verstuur melding")
    thumb.read("Melding verstuurd")
    record_property("seconds", round(thumb.seconds))
    record_property("taps", thumb.taps)
    print(f"registered in {thumb.seconds:.0f} s with {thumb.taps} taps")
    assert thumb.taps <= MOST_TAPS
    assert thumb.seconds < MOST_SECONDS
    incident = Incident.objects.select_related("text").get()
    assert (incident.status, incident.text.narrative) == (Status.REPORTED, dictated)


def test_every_answer_is_saved_and_resumed_on_another_device(coordinator: User, page_for: PageFor) -> None:
    """Half a report on the phone; the rest at a desk."""
    phone = page_for(coordinator, width=375)
    phone.goto("/voorvallen/")
    thumb = Thumb(phone)
    thumb.tap("Voorval melden")
    thumb.read("Wat gebeurde er?")
    thumb.tap("Schelden of")
    thumb.tap("Verder")
    thumb.read("Wanneer was het?")
    expect(phone.locator(".register-foot")).to_contain_text("Bewaard om")
    desk = page_for(coordinator)
    desk.goto("/voorvallen/")
    desk.get_by_role("link", name="Concept van vandaag").click()
    expect(desk.locator(".check-list")).to_contain_text("schelden of beledigen")
    for label in ("Wanneer", "Waar", "Ernst"):
        desk.locator(".check-change a", has_text=label).click()
        Thumb(desk).tap({"Wanneer": "Zojuist", "Waar": "Telefoon", "Ernst": "Licht"}[label])
    desk.get_by_role("button", name="Verstuur melding").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Melding verstuurd")
    assert Incident.objects.get().status == Status.REPORTED


# --- without signal -------------------------------------------------------------------------------------------------


def ready(page: Page) -> None:
    """Open the portal once with signal, as somebody who signed in this morning."""
    page.goto("/voorvallen/")
    page.wait_for_function("navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)")
    page.wait_for_function("vptKept.about().then((one) => one !== null)")


def waiting(page: Page) -> list[dict[str, Any]]:
    """Return what is kept on the phone."""
    found: list[dict[str, Any]] = page.evaluate("vptKept.reports()")
    return found


def keep_one(page: Page, *, dictated: str = "") -> Thumb:
    """Register without signal, from the form that the phone kept."""
    thumb = Thumb(page)
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
    assert look_without_signal(page) == []
    page.get_by_role("button", name="Klaar").click()
    keep_one(page)
    page.get_by_role("button", name="Klaar").click()
    expect(page.locator("#op-telefoon")).to_contain_text("Staat alleen op deze telefoon.")
    assert len(waiting(page)) == 2
    assert not Incident.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("#op-telefoon")).to_contain_text("Verstuurd om", timeout=15000)
    page.wait_for_function("vptKept.reports().then((found) => found.length === 0)")
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


def look_without_signal(page: Page) -> list[str]:
    """Return what is wrong with the screen that is shown, and put the phone's width back."""
    faults = look(page)
    page.set_viewport_size({"width": 375, "height": 900})
    return faults
