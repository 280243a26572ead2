"""What the columns of a case say about its four duties."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any, NamedTuple

from incidents.choices import Accepted, DutyKind, DutyState
from incidents.delivery.moments import ZONE
from incidents.services.duties import UNKNOWN_OFFENDER

_DONE, _NOT_NEEDED = DutyState.DONE.value, DutyState.NOT_NEEDED.value
_REACTION, _POLICE_REPORT, _DAMAGE, _AFTERCARE = (kind.value for kind in DutyKind)
_WANTED, _NOT_WANTED = Accepted.YES.value, Accepted.NO.value


class Answer(NamedTuple):
    """An answer to a duty: its state, when it was done, or why it is not needed."""

    state: str
    done_at: datetime | None = None
    reason: str = ""


def answers_of(read: Mapping[str, Any], reported: datetime, *, is_unknown: bool) -> dict[str, Answer]:
    """Return the duties that were answered, by kind. Where only "yes" is known, the moment of the report stands."""
    found = {}
    if answer := _reaction(read, is_unknown=is_unknown):
        found[_REACTION] = answer
    if answer := _police_report(read, reported):
        found[_POLICE_REPORT] = answer
    if answer := _damage(read, reported):
        found[_DAMAGE] = answer
    if answer := _aftercare(read, reported):
        found[_AFTERCARE] = answer
    return found


def _not_needed(reason: str | None) -> Answer | None:
    return Answer(_NOT_NEEDED, None, reason) if reason else None


def _reaction(read: Mapping[str, Any], *, is_unknown: bool) -> Answer | None:
    if "reaction_at" in read:
        return Answer(_DONE, read["reaction_at"])
    return _not_needed(read.get("no_reaction") or (UNKNOWN_OFFENDER if is_unknown else None))


def _police_report(read: Mapping[str, Any], reported: datetime) -> Answer | None:
    filed = read.get("report_filed_on")
    if filed is not None:
        return Answer(_DONE, max(datetime.combine(filed, time(12), ZONE).astimezone(UTC), read["occurred_at"][0]))
    if read.get("has_report") or read.get("police_contact") == "aangifte":
        return Answer(_DONE, reported)
    return _not_needed(read.get("no_police_report") or ("anders" if read.get("has_report") is False else None))


def _damage(read: Mapping[str, Any], reported: datetime) -> Answer | None:
    if read.get("recovered_amount") or read.get("recovery_routes"):
        return Answer(_DONE, reported)
    none = read.get("damage_kinds") == ("geen",) or read.get("damage_amount") == 0
    return _not_needed(read.get("no_damage") or ("geen_schade" if none else None))


def _aftercare(read: Mapping[str, Any], reported: datetime) -> Answer | None:
    if "aftercare_offered_at" in read:
        return Answer(_DONE, read["aftercare_offered_at"])
    if read.get("no_aftercare"):
        return _not_needed(read["no_aftercare"])
    was_offered = read.get("has_aftercare") or read.get("aftercare_by") or read.get("aftercare_accepted") == _WANTED
    if was_offered:
        return Answer(_DONE, reported)
    return _not_needed("niet_gewenst" if read.get("aftercare_accepted") == _NOT_WANTED else None)
