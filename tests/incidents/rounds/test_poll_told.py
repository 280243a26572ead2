"""What few people answered in a poll cannot be worked out from the other answers."""

from __future__ import annotations

import pytest

from incidents.models.poll import Reason, Route
from incidents.rounds.poll_pages import outcome
from incidents.rounds.polls import NOT_TOLD, Answers, told


def answers(routes: dict[str, int], reasons: dict[str, int]) -> Answers:
    met = sum(routes.values()) + sum(reasons.values())
    return Answers(met + 40, met, routes.get(Route.PORTAL, 0), routes, reasons)


def shown(found: Answers) -> dict[str, str]:
    routes, reasons = told(found)
    return dict([*routes, *reasons])


def label(code: Route | Reason) -> str:
    return str(code.label)


def test_one_small_answer_is_guarded_by_another() -> None:
    found = answers({Route.PORTAL: 12, Route.MANAGER: 9}, {Reason.PART_OF_THE_JOB: 20, Reason.AFRAID: 1})
    lines = shown(found)
    assert lines[label(Reason.AFRAID)] == NOT_TOLD == lines[label(Route.MANAGER)]
    assert lines[label(Reason.PART_OF_THE_JOB)] == "20"
    assert lines[label(Route.PORTAL)] == "12", "the sentence says it too"


def test_without_the_guard_it_is_a_subtraction() -> None:
    """The negative control: hiding what is small alone leaves one unknown in a sum that is told."""
    found = answers({Route.PORTAL: 12, Route.MANAGER: 9}, {Reason.PART_OF_THE_JOB: 20, Reason.AFRAID: 1})
    known = [number for number in (*found.routes.values(), *found.reasons.values()) if number >= 5]
    assert found.experienced - sum(known) == 1


@pytest.mark.parametrize("small", [1, 2, 4])
def test_what_is_told_leaves_room_for_what_is_not(small: int) -> None:
    found = answers({Route.PORTAL: 30, Route.COLLEAGUE: small}, {Reason.TIME: 3, Reason.NO_USE: 11, Reason.UNKNOWN: 14})
    lines = shown(found)
    hidden = [name for name, number in lines.items() if number == NOT_TOLD]
    assert len(hidden) >= 2
    assert list(lines)[-1] in hidden, "what is not told stands last, so that its place tells nothing"


def test_when_all_answers_are_common_all_are_told() -> None:
    found = answers({Route.PORTAL: 10, Route.MANAGER: 10}, {Reason.TIME: 10})
    assert NOT_TOLD not in shown(found).values()
    assert outcome(found)["has_untold"] is False


def test_two_people_who_said_different_things_are_not_named_by_it() -> None:
    """Two did not register it: with two words beside it each of them is one."""
    found = answers({Route.PORTAL: 9}, {Reason.TIME: 1, Reason.AFRAID: 1})
    assert shown(found) == {label(Route.PORTAL): "9"}
