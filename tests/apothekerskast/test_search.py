"""Search finds what is meant: stems, synonyms, typing errors, and nothing that is not on the shelf."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from apothekerskast.models import Item, SearchWord, Synonym
from apothekerskast.search import MAX_WORDS, find, with_headlines, words_of
from apothekerskast.templatetags.cupboard import found
from tests.factories.apothekerskast import ItemFactory

pytestmark = pytest.mark.django_db


def _titles(text: str) -> list[str]:
    return [item.title for item in find(Item.objects.published(), text).items]


def test_a_word_finds_its_other_forms() -> None:
    ItemFactory(title="Waarschuwingsbrief", body="Wij sturen brieven aan bezoekers die dreigden.")
    assert _titles("brief") == ["Waarschuwingsbrief"]
    assert _titles("bezoeker") == ["Waarschuwingsbrief"]
    assert _titles("olifant") == []


def test_a_hit_in_the_title_stands_before_a_hit_in_the_explanation() -> None:
    ItemFactory(title="Iets anders", body="Ook hier gaat het over nazorg.")
    ItemFactory(title="Nazorg voor het team", body="Niets.")
    assert _titles("nazorg") == ["Nazorg voor het team", "Iets anders"]


def test_a_synonym_finds_and_without_it_nothing_is_found() -> None:
    ItemFactory(title="Gastvrijheid aan de balie", body="")
    assert _titles("hospitality") == ["Gastvrijheid aan de balie"]
    Synonym.objects.all().delete()
    assert _titles("hospitality") == []


def test_a_typing_error_is_led_to_the_word_and_says_so() -> None:
    ItemFactory(title="Pandverbod opleggen")
    outcome = find(Item.objects.published(), "pandverbot")
    assert [item.title for item in outcome.items] == ["Pandverbod opleggen"]
    assert outcome.read_as == {"pandverbot": "pandverbod"}


def test_without_known_words_a_typing_error_finds_nothing() -> None:
    ItemFactory(title="Pandverbod opleggen")
    SearchWord.objects.all().delete()
    assert _titles("pandverbot") == []


def test_an_offer_is_not_found_before_it_is_published() -> None:
    ItemFactory(title="Zeepkist", offered=True)
    assert _titles("zeepkist") == []
    ItemFactory(title="Zeepkist")
    assert _titles("zeepkist") == ["Zeepkist"]


def test_the_headline_marks_the_word_and_escapes_everything_else() -> None:
    ItemFactory(title="Iets", body="Plak <script>alert(1)</script> nooit bij de nazorg van een collega.")
    item = with_headlines(find(Item.objects.published(), "nazorg").items, "nazorg").get()
    shown = found(item.headline)
    assert "<mark>nazorg</mark>" in shown
    assert "<script" not in shown


class AnyText(TestCase):
    """No text that somebody types breaks the search."""

    @given(st.text(max_size=200))
    @settings(max_examples=60, deadline=None)
    def test_any_text_gives_an_answer(self, text: str) -> None:
        cleaned = text.replace("\0", "").encode("utf-8", "ignore").decode()
        assert len(words_of(cleaned)) <= MAX_WORDS
        outcome = find(Item.objects.published(), cleaned)
        list(with_headlines(outcome.items, cleaned)[:5])
