"""What stands on the pages of the poll."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from incidents.models import OrganisationRound, Poll
from incidents.models.poll import Experienced, Reason, Route
from incidents.rounds.pages import window_words
from incidents.rounds.poll_links import poll_url, qr_picture
from incidents.rounds.polls import LEAST, NOT_TOLD, Answers, add_up, rounded_down, told
from incidents.rounds.verdict import number

_STEPS = (
    ("m", "Hebt u in deze dagen op uw werk agressie of geweld van buiten meegemaakt?"),
    ("g", "Hebt u dat ergens gemeld? Denk aan de laatste keer."),
    ("w", "Via welke weg hebt u het gemeld?"),
)
_WHY = "Waarom niet?"
_YES_NO = (("ja", "Ja"), ("nee", "Nee"))


def is_complete(given: Mapping[str, str]) -> bool:
    """Tell whether the questions that apply have an answer that exists."""
    if given.get("m") == Experienced.NO:
        return True
    if given.get("m") != Experienced.YES or given.get("g") not in ("ja", "nee"):
        return False
    return given.get("w") in (Route.values if given["g"] == "ja" else Reason.values)


def question(poll: Poll, given: Mapping[str, str]) -> dict[str, Any]:
    """Return the next question with its answers; what was answered travels along in the page."""
    answers: tuple[tuple[str, str], ...] = _YES_NO
    has_met, reported = given.get("m") == Experienced.YES, given.get("g", "")
    if not has_met:
        (name, text), step = _STEPS[0], 1
    elif reported not in ("ja", "nee"):
        (name, text), step = _STEPS[1], 2
    else:
        words: Any = Route if reported == "ja" else Reason
        answers = tuple((value, str(label).capitalize()) for value, label in words.choices)
        name, text, step = "w", _STEPS[2][1] if reported == "ja" else _WHY, 3
    kept = [(key, given[key]) for key in ("m", "g")[: step - 1]]
    return {"poll": poll, "window": window_words(poll.round), "name": name, "question": text, "answers": answers} | {
        "step": step,
        "kept": [*kept, ("k", uuid.uuid4().hex)],  # of this page alone: a double press is one answer
    }


def page(row: OrganisationRound, poll: Poll | None, *, may_fill: bool) -> dict[str, Any]:
    """Return the page of the poll for the own organisation."""
    context: dict[str, Any] = {
        "row": row,
        "round": row.round,
        "window": window_words(row.round),
        "poll": poll,
        "least": LEAST,
        "round_url": reverse("incidents:round", args=[row.pk]),
        "may_open": may_fill and poll is None and row.round.frozen_at is None,
        "may_close": may_fill and poll is not None and poll.is_open,
    }
    if poll is None:
        return context
    answers = add_up(poll.counts.all())
    if poll.is_open:
        url = poll_url(poll) if may_fill else ""
        return context | {"link": url, "qr": qr_picture(url) if url else "", "so_far": rounded_down(answers.asked)}
    return context | outcome(answers)


def outcome(answers: Answers) -> dict[str, Any]:
    """Return what a closed poll shows; nothing from fewer than ten people who met with something."""
    if not answers.is_enough:
        return {"is_enough": False}
    routes, reasons = told(answers)
    return {
        "is_enough": True,
        "answers": answers,
        "ten": ten(answers.of_ten),
        "sentence": share_sentence(answers),
        "routes": routes,
        "reasons": reasons,
        "has_untold": _has_untold(answers, [*routes, *reasons]),
    }


def _has_untold(answers: Answers, lines: list[tuple[str, str]]) -> bool:
    """Tell whether some answers are not in the tables."""
    return sum(int(number) for _, number in lines if number != NOT_TOLD) < answers.experienced


def ten(filled: int) -> list[bool]:
    """Return ten little figures, the first so many filled."""
    return [place < filled for place in range(10)]


def share_sentence(answers: Answers) -> str:
    """Say the share with its margin and its n."""
    low, high = (number(100 * edge, 1) for edge in (answers.interval.low, answers.interval.high))
    return (
        f"{answers.registered} van de {answers.experienced} mensen die iets meemaakten, legden het vast: "
        f"{number(100 * answers.share, 1)}% (95%-marge {low}–{high}%). {answers.asked} mensen deden mee."
    )
