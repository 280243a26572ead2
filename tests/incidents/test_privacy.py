"""What looks like a person is noticed; ordinary sentences are left alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from incidents.privacy import find, is_bsn
from tests.helpers import work_of


def kinds(text: str) -> set[str]:
    return {finding.kind for finding in find(text)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Meneer Jansen werd boos.", "naam"),
        ("Mevrouw de Vries stond aan de balie.", "naam"),
        ("Het was dhr. van den Berg weer.", "naam"),
        ("MEVROUW Bakker schold.", "naam"),
        ("De man, genaamd Kees, gooide een stoel.", "naam"),
        ("Toen kwam Pietje Puk binnen.", "naam"),
        ("Ik sprak met Anne-Marie van Dongen.", "naam"),
        ("Hij belde vanaf 06-12345678.", "telefoon"),
        ("Nummer 071 512 34 56 belde.", "telefoon"),
        ("Nummer +31 6 1234 5678 belde.", "telefoon"),
        ("Zijn BSN is 111222333.", "bsn"),
        ("Zijn BSN is 1112.22.333.", "bsn"),
        ("Auto met kenteken AB-12-CD reed weg.", "kenteken"),
        ("Auto met kenteken 1-xyz-23 reed weg.", "kenteken"),
        ("Hij mailde vanaf boos@voorbeeld.example.", "mailadres"),
        ("Gisteren Kees de Vries gesproken.", "naam"),
        ("Toen sloeg Mohamed op tafel.", "naam"),
        ("Brief van J.P. van den Berg.", "naam"),
        ("Dossier Jansen, P.", "naam"),
        ("Met collega Bakker erbij.", "naam"),
        ("Volgens de buurman Pietersen.", "naam"),
        ("Hij heet: Jansen.", "naam"),
        ("dhr.Jansen stond er.", "naam"),
        ("Bel 06 - 12345678.", "telefoon"),
        ("Bel (071) 512 34 56.", "telefoon"),
        ("Bel 0031 6 12345678.", "telefoon"),
        ("Bel +31 (0)6 12345678.", "telefoon"),
        ("Bel +32 470 12 34 56.", "telefoon"),
        ("BSN: 11122233 3", "bsn"),
        ("Het nummer 111-222-333 stond erop.", "bsn"),
        ("bsn 10000008", "bsn"),
        ("Bus met AB12CD erop.", "kenteken"),
        ("Bus met GB 001 B erop.", "kenteken"),
        ("Rekening NL91ABNA0417164300.", "rekening"),
        ("Hij woont op 2312 AB.", "adres"),
    ],
)
def test_noticed(text: str, kind: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "De bezoeker werd boos en gooide een stoel om.",
        "Op 12-03-2015 om 14:20 stond hij voor de Balie Publiekszaken.",
        "Zaak Z-2014-12345 en melding GDA-7K3QF.",
        "De klant eiste 123456789 euro.",
        "Wij wachten op de Politie. Daarna ging De Bezoeker weg.",
        "Maandag Dinsdag",
        "Het ging om artikel 12 van de wet, bladzijde 100 tot 200.",
        "Op 01-02-2015 10:20 kwam hij terug, en op 05-06-2014 0930 weer.",
        "Op 2015-03-29 om 02:30 uur, kamer 2.14.",
        "Ik sprak collega A en collega B.",
        "De bezoeker Schreeuwde niet.".lower(),
        "Gemeente Gouda, station Leiden Centraal en Den Haag Zuid.",
        "Mevrouw was boos. Meneer ook.",
        "Hij dreigde met een A4 en een NEN-norm van 12-mei-15.",
        "Zaak Z123456782 en dossier D-2015-11.",
        "Een schade van € 1.234.567,89.",
        "Bel 112 of 0900-8844.",
        "Om 14 uur 5 kwam hij.",
    ],
)
def test_left_alone(text: str) -> None:
    assert kinds(text) == set()


@pytest.mark.parametrize(
    ("digits", "passes"),
    [
        ("111222333", True),
        ("123456782", True),
        ("123456789", False),
        ("000000000", False),
        ("12345678", False),
        ("abc", False),
    ],
)
def test_eleven_test(digits: str, passes: bool) -> None:
    assert is_bsn(digits) is passes


NINE = st.text("0123456789", min_size=9, max_size=9)
GAP = st.sampled_from(["", " ", ".", "-"])
ORDINARY_WORDS = st.lists(
    st.sampled_from("de bezoeker sloeg op tafel en riep dat hij terug zou komen bij onze balie met een stoel".split()),
    min_size=1,
    max_size=12,
)


def _spread(digits: str, gap: str) -> str:
    return gap.join([digits[:3], digits[3:6], digits[6:]])


@given(start=st.text("0123456789", min_size=7, max_size=7), gap=GAP, before=ORDINARY_WORDS)
def test_every_bsn_is_noticed_however_it_is_written(start: str, gap: str, before: list[str]) -> None:
    passing = [f"{start}{end:02}" for end in range(100) if is_bsn(f"{start}{end:02}")]
    assume(passing)
    for digits in passing:
        assert "bsn" in kinds(f"{' '.join(before)} {_spread(digits, gap)} en toen")


@given(digits=NINE, gap=GAP)
def test_nine_digits_that_fail_the_eleven_test_are_no_bsn(digits: str, gap: str) -> None:
    assert ("bsn" in kinds(f"nummer {_spread(digits, gap)} stond erop")) == is_bsn(digits)


@given(area=st.sampled_from(["06", "071", "0172", "010"]), data=st.data())
def test_every_telephone_number_is_noticed(area: str, data: st.DataObject) -> None:
    rest = data.draw(st.text("0123456789", min_size=10 - len(area), max_size=10 - len(area)))
    between = data.draw(st.sampled_from(["", " ", "-", " - "]))
    written = data.draw(
        st.sampled_from([f"{area}{between}{rest}", f"({area}){between}{rest}", f"+31 {area[1:]}{rest}"])
    )
    assert "telefoon" in kinds(f"hij belde vanaf {written}.")


@given(data=st.data())
def test_every_shape_of_plate_is_noticed(data: st.DataObject) -> None:
    shape = data.draw(st.sampled_from(["XX-99-99", "99-XXX-9", "9-XXX-99", "X-999-XX", "XXX-99-X", "99-99-XX"]))
    letters, digits = st.sampled_from("BDFGHJKLNPRSTVXZ"), st.sampled_from("0123456789")
    plate = "".join(data.draw({"X": letters, "9": digits}[one]) if one in "X9" else one for one in shape)
    assert "kenteken" in kinds(f"een auto met {plate} reed weg")
    assert "kenteken" in kinds(f"een auto met {plate.lower()} reed weg")


@given(words=ORDINARY_WORDS)
def test_ordinary_words_are_left_alone(words: list[str]) -> None:
    sentence = " ".join(words)
    assert kinds(sentence) == set()
    assert kinds(sentence.capitalize() + ".") == set()


@given(text=st.text(max_size=400))
@settings(max_examples=200)
def test_any_text_gets_an_answer(text: str) -> None:
    assert kinds(text) <= {"naam", "telefoon", "bsn", "kenteken", "mailadres", "rekening", "adres"}


@pytest.mark.parametrize(
    "text",
    ["0" * 5000, "06 " * 1666, "A. " * 1666, "Aa " * 1666, "van de " * 714, "1-a-" * 1250, "a@" * 2500, "1 " * 2500],
    ids=["zeros", "06", "initials", "capitals", "particles", "plates", "at", "digits"],
)
def test_a_longer_odd_text_asks_no_more_than_its_square(text: str) -> None:
    assert _growth(find, text) < 24


def test_a_pattern_that_goes_back_too_often_would_be_seen() -> None:
    """Negative control: this one asks more than the third power of the length."""
    assert _growth(re.compile("a*a*a*a*b").match, "a" * 160) > 24


def _growth(look: Callable[[str], object], text: str) -> float:
    """Return how many times as much work of this thread a text asks as a quarter of it; 16 is its square."""
    return work_of(lambda: look(text)) / work_of(lambda: look(text[: len(text) // 4]))
