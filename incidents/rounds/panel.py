"""The matched panel: who stands for a number in both rounds, merged organisations counted together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass

from incidents.figures.statistics import Stratum, Window
from incidents.models import MeasurementRound, OrganisationRound
from participants.models import Organisation, OrganisationSize


@dataclass(frozen=True, slots=True)
class Member:
    """One organisation with its forerunners, in both rounds. `root` is what they all went up in."""

    root: int
    earlier: tuple[OrganisationRound, ...]
    later: tuple[OrganisationRound, ...]

    @property
    def stratum(self) -> Stratum:
        """Return both windows of this member."""
        return Stratum(window_of(self.later), window_of(self.earlier))


@dataclass(frozen=True, slots=True)
class Panel:
    """Two rounds laid beside each other: who is in both, and everybody who took part."""

    earlier: MeasurementRound
    later: MeasurementRound
    members: tuple[Member, ...]
    rows_earlier: tuple[OrganisationRound, ...]
    rows_later: tuple[OrganisationRound, ...]


def window_of(rows: Iterable[OrganisationRound]) -> Window:
    """Return count and employee-days of confirmed lines together."""
    kept = list(rows)
    return Window(sum(row.count or 0 for row in kept), sum(time_of(row) for row in kept))


def serious_window(rows: Iterable[OrganisationRound]) -> Window | None:
    """Return the serious ones together; None when one of the lines does not tell."""
    kept = list(rows)
    if any(row.serious_count is None for row in kept):
        return None
    return Window(sum(row.serious_count or 0 for row in kept), sum(time_of(row) for row in kept))


def time_of(row: OrganisationRound) -> int:
    """Return the employee-days of a line."""
    return (row.employees or 0) * (row.days_covered or 0)


def fte_time(rows: Iterable[OrganisationRound]) -> float | None:
    """Return the fte-days together; None when one of the lines does not state its fte."""
    kept = list(rows)
    if any(not row.fte for row in kept):
        return None
    return sum(float(row.fte or 0) * (row.days_covered or 0) for row in kept)


def roots() -> dict[int, int]:
    """Return in which organisation each one finally went up; itself when it still stands."""
    after = dict(Organisation.objects.filter(successor__isnull=False).values_list("pk", "successor_id"))

    def last(pk: int) -> int:
        seen = {pk}
        while pk in after and after[pk] not in seen:
            pk = after[pk]
            seen.add(pk)
        return pk

    return {pk: last(pk) for pk in after}


def as_published(row: OrganisationRound) -> OrganisationRound:
    """Return a line as the region knows it: who stood for a number at the freeze, keeps that number there.

    A line that was reopened afterwards changes the own figures of the organisation. In those of the region its change
    would be the difference of two publications, and so the number of one organisation.
    """
    if not row.earlier or row.earlier[0]["state"] != OrganisationRound.State.CONFIRMED:
        return row
    first = copy(row)
    for name in ("state", "employees", "days_covered", "count", "serious_count"):
        setattr(first, name, row.earlier[0][name])
    return first


def panel_of(
    earlier: MeasurementRound, later: MeasurementRound, *, only_root: int | None = None, is_published: bool = False
) -> Panel:
    """Return the panel of two rounds with the same definition; without members when the definitions differ."""
    found = OrganisationRound.objects.filter(round__in=[earlier, later]).select_related("organisation", "round")
    follow = roots()
    by_root: dict[int, dict[int, list[OrganisationRound]]] = defaultdict(lambda: defaultdict(list))
    for row in found.order_by("organisation__name"):
        line = as_published(row) if is_published else row
        by_root[follow.get(row.organisation_id, row.organisation_id)][row.round_id].append(line)
    members = [
        Member(root, tuple(rows[earlier.pk]), tuple(rows[later.pk]))
        for root, rows in by_root.items()
        if (only_root is None or root == only_root) and _is_whole(rows, earlier, later)
    ]
    return Panel(
        earlier,
        later,
        tuple(members) if earlier.definition_version == later.definition_version else (),
        *(tuple(row for rows in by_root.values() for row in rows[each.pk]) for each in (earlier, later)),
    )


def _is_whole(rows: Mapping[int, list[OrganisationRound]], earlier: MeasurementRound, later: MeasurementRound) -> bool:
    """Tell whether all lines of this root are confirmed, in both rounds."""
    sides = [rows.get(each.pk, []) for each in (earlier, later)]
    return all(side and all(row.is_confirmed and time_of(row) for row in side) for side in sides)


def employees_of(rows: Iterable[OrganisationRound]) -> dict[int, int]:
    """Return the employees of each organisation in a round; an unknown size counts as the average of the others."""
    kept = list(rows)
    if not kept:
        return {}
    year = kept[0].round.first_on.year
    ids = [row.organisation_id for row in kept]
    sizes = dict(
        OrganisationSize.objects.filter(organisation_id__in=ids, year=year).values_list("organisation_id", "employees")
    )
    known = {row.organisation_id: row.employees or sizes.get(row.organisation_id) for row in kept}
    stated = [size for size in known.values() if size]
    average = round(sum(stated) / len(stated)) if stated else 0
    return {pk: size or average for pk, size in known.items()}


def forerunners(organisation_id: int) -> list[int]:
    """Return the organisations that went up in this one."""
    return [pk for pk, root in roots().items() if root == organisation_id]
