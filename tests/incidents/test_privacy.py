"""What looks like a person is noticed; ordinary sentences are left alone."""

from __future__ import annotations

import pytest

from incidents.privacy import find, is_bsn


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
