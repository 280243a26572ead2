"""What stands on the pages of a round: plain data for templates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from core.components import TaskItem
from core.text import counted
from incidents.models import MeasurementRound, OrganisationRound, RoundRemark
from incidents.rounds.board import RoundBoard
from incidents.rounds.filling import Tally, count_light, possible_days
from participants.access import Capability, decide
from participants.models import User

State = OrganisationRound.State
Source = OrganisationRound.Source
_STATUS = {State.NOT_STARTED: "todo", State.BUSY: "busy"}


def window_words(each: MeasurementRound) -> str:
    """Return the days of a round with their number: "1 mei 2014 tot en met 30 juni 2014 (61 dagen)"."""
    return f"{_day(each.first_on)} tot en met {_day(each.last_on)} ({each.days} dagen)"


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def item(row: OrganisationRound, *, may_fill: bool) -> TaskItem:
    """Return one round as a line of a list of tasks."""
    if row.is_ready:
        status = "done"
    elif row.is_confirmed:
        status = "Wacht op handtekening"
    elif row.frozen_at is not None:
        status = "blocked"
    else:
        status = _STATUS.get(State(row.state), "todo") if may_fill else "Nog niet bevestigd"
    title = f"{row.round.label}, {row.organisation}"
    hint = window_words(row.round)
    if row.frozen_at is None and may_fill and not row.is_confirmed:
        hint += f". Bevestigen kan tot en met {_day(row.round.freeze_on)}."
    return TaskItem(title, reverse("incidents:round", args=[row.pk]), status, hint)


def participation(row: OrganisationRound, tally: Tally | None, *, user: User, at: datetime) -> dict[str, Any]:
    """Return the page of one organisation in one round."""
    today = timezone.localdate(at)
    is_closed = row.frozen_at is not None or (today > row.round.freeze_on and row.reopened_at is None)
    may_sign = bool(decide(user, Capability.ROUNDS_SIGN, row)) and row.is_confirmed and row.signed_at is None
    has_poll_page = bool(decide(user, Capability.INCIDENT_FIGURES_OWN, row))
    return {
        "row": row,
        "round": row.round,
        "window": window_words(row.round),
        "freeze_on": _day(row.round.freeze_on),
        "remark": _remark(row),
        "tally": tally,
        "uses_cases": row.source == Source.CASES,
        "light": count_light(row.organisation_id, row.round) if row.source == Source.CASES else 0,
        "shows_cases": bool(tally and tally.kinds) and bool(decide(user, Capability.INCIDENTS_HANDLE)),
        "days_possible": possible_days(row.organisation, row.round),
        "facts": _facts(row),
        "may_fill": bool(decide(user, Capability.ROUNDS_FILL, row)) and not is_closed,
        "may_sign": may_sign,
        "may_send_back": may_sign and not is_closed,
        "is_frozen": is_closed,
        "can_confirm": today > row.round.last_on,
        "changed": _changed(row, tally),
        "rounds_url": reverse("incidents:rounds"),
        "poll_url": reverse("incidents:poll", args=[row.pk]) if has_poll_page else "",
    }


def _remark(row: OrganisationRound) -> str:
    """Return why the sponsor sent the number back, as long as it was not confirmed anew."""
    if row.sent_back_at is None or row.is_confirmed:
        return ""
    found = RoundRemark.objects.filter(row=row).first()
    return found.text if found else ""


def _facts(row: OrganisationRound) -> list[tuple[str, object]]:
    facts: list[tuple[str, object]] = [
        ("Stand", _state_words(row)),
        ("Medewerkers", row.employees if row.employees is not None else "nog niet ingevuld"),
    ]
    if row.fte:
        facts.append(("Fte", f"{row.fte}".replace(".", ",")))
    facts.append(("Dagen geteld", f"{row.days_covered} van {row.round.days}" if row.days_covered else "–"))
    facts.append(("Bron", row.get_source_display()))
    if row.count is not None:
        facts.append(("Voorvallen", "geen, uitdrukkelijk bevestigd" if row.is_nil and row.is_confirmed else row.count))
        facts.append(("Waarvan zwaar", row.serious_count if row.serious_count is not None else "niet apart geteld"))
    if row.frozen_at is not None and row.source == Source.CASES:
        facts.append(("Nagekomen na bevriezen", row.late_count))
    return facts


def _state_words(row: OrganisationRound) -> str:
    if not row.is_confirmed:
        return str(row.get_state_display())
    when = f"bevestigd op {_day(timezone.localdate(row.confirmed_at))}" if row.confirmed_at else "bevestigd"
    signed = f", getekend op {_day(timezone.localdate(row.signed_at))}" if row.signed_at else ", nog niet getekend"
    return when + signed


def _changed(row: OrganisationRound, tally: Tally | None) -> str:
    """Say that cases came or went since the number was confirmed; empty when nothing did."""
    if tally is None or row.frozen_at is not None or not row.is_confirmed or row.source != Source.CASES:
        return ""
    if tally.count == row.count:
        return ""
    return (
        f"Bij het bevestigen waren het er {row.count}, nu zijn het er {tally.count}. Bevestig opnieuw. "
        "Doet u dat niet, dan telt bij het bevriezen het aantal van dat moment."
    )


def board(found: RoundBoard, *, may_manage: bool, at: datetime) -> dict[str, Any]:
    """Return the page of the project leader about one round."""
    each = found.round
    is_open = each.opened_at is not None and each.frozen_at is None
    return {
        "board": found,
        "round": each,
        "window": window_words(each),
        "freeze_on": _day(each.freeze_on),
        "is_open": is_open,
        "may_open": may_manage and each.opened_at is None,
        "may_add": may_manage and is_open,
        "may_remind": may_manage and is_open and found.remindable > 0,
        "may_reopen": may_manage and each.frozen_at is not None,
        "remind_words": f"Herinner {counted(found.remindable, 'organisatie', 'organisaties')}",
        "stage": _stage(each, at),
        "completeness_url": reverse("incidents:completeness"),
    }


def _stage(each: MeasurementRound, at: datetime) -> str:
    if each.frozen_at is not None:
        return f"Bevroren op {_day(timezone.localdate(each.frozen_at))}. De aantallen blijven zoals ze toen waren."
    if each.opened_at is None:
        return "Nog niet geopend. Na het openen ziet elke organisatie deze meting."
    if timezone.localdate(at) <= each.last_on:
        return f"De dagen lopen nog. Bevestigen kan na {_day(each.last_on)}."
    return f"Bevestigen kan tot en met {_day(each.freeze_on)}. Daarna worden de aantallen bevroren."


def opened_sentence(each: MeasurementRound, number: int) -> str:
    """Say what the press on "Open" did."""
    if not number:
        return "Er kwam geen organisatie bij."
    return f"De {each.label} staat klaar bij {counted(number, 'organisatie', 'organisaties')}."


def reminded_sentence(number: int) -> str:
    """Say what the press on "Herinner" did."""
    if not number:
        return "Er is niemand om te herinneren, of dat gebeurde korter dan vijf dagen geleden."
    return f"De herinnering gaat naar {counted(number, 'organisatie', 'organisaties')}."
