"""One thumb and two eyes: registers an incident at the pace of a person, and counts taps and seconds."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect

from tests.browser.crawl import look

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


def look_on_phone(page: Page) -> list[str]:
    """Return what is wrong with the screen that is shown, and put the phone's width back."""
    faults = look(page)
    page.set_viewport_size({"width": 375, "height": 900})
    return faults
