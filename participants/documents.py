"""What stands on the pages about participants: plain data in, dataclasses out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from core.components import CircleCell, CircleGrid, CircleRow
from participants import handover
from participants.access import Role
from participants.gaps import Gap, gaps_of
from participants.models import Membership, Organisation, Person, Seat, User

BOARD_ROLES = (Role.SPONSOR, Role.COORDINATOR)
VISIBLE_ROLES = (Role.AMBASSADOR, Role.SPONSOR, Role.COORDINATOR)


@dataclass(frozen=True, slots=True)
class OrganisationFile:
    """All that is known about an organisation, on one A4."""

    organisation: Organisation
    state: str
    tone: str
    facts: list[tuple[str, object]]
    people: list[Membership]
    sizes: list[Any]
    gaps: list[Gap]
    predecessors: list[Organisation]


def state_of(organisation: Organisation, today: date) -> tuple[str, str]:
    """Return in words, with a tone, whether an organisation takes part."""
    if organisation.successor_id:
        return f"opgegaan in {organisation.successor}", "neutral"
    if organisation.joined_on is None:
        return "nog te benaderen", "attention"
    if organisation.ended_on is not None and organisation.ended_on < today:
        return "doet niet meer mee", "neutral"
    return ("doet mee", "good") if organisation.joined_on <= today else ("gaat meedoen", "info")


def organisation_file(organisation: Organisation, memberships: Iterable[Membership], today: date) -> OrganisationFile:
    """Gather the page of one organisation. `memberships` are those of the organisation that hold today."""
    people = [membership for membership in memberships if membership.role in VISIBLE_ROLES]
    people.sort(key=lambda membership: (VISIBLE_ROLES.index(Role(membership.role)), membership.person.name))
    sizes = list(organisation.sizes.all())
    state, tone = state_of(organisation, today)
    return OrganisationFile(
        organisation=organisation,
        state=state,
        tone=tone,
        facts=_facts(organisation),
        people=people,
        sizes=sizes,
        gaps=gaps_of(organisation, people, {size.year for size in sizes}, today),
        predecessors=list(organisation.predecessors.all()),
    )


def _facts(organisation: Organisation) -> list[tuple[str, object]]:
    signer = organisation.commitment_signed_by
    signed = _day(organisation.commitment_signed_on)
    brought_in = organisation.invited_by
    return [
        ("Sector", organisation.sector),
        ("Doet mee sinds", _day(organisation.joined_on)),
        *([("Deed mee tot en met", _day(organisation.ended_on))] if organisation.ended_on else []),
        *([("Aangebracht door", brought_in)] if brought_in else []),
        ("Handtekening", f"{signed}, door {signer}" if signer else signed),
        ("Verwerkersovereenkomst", _day(organisation.processor_agreement_on)),
        ("Levert", organisation.get_registration_mode_display()),
        ("Reageert binnen", f"{organisation.reaction_hours} uur, vanaf {organisation.get_clock_start_display()}"),
        ("Eigen norm", organisation.norm_statement or "nog niet ingevuld"),
        ("Collegiale opvang", organisation.aftercare_phone or "nog geen nummer"),
    ]


def _day(day: date | None) -> str:
    from django.utils.formats import date_format

    return date_format(day, "j F Y") if day else "nog niet"


def occupation(
    organisations: Iterable[Organisation],
    seats: Iterable[Seat],
    memberships: Iterable[Membership],
    *,
    url_of: Callable[[Organisation], str],
    seat_url: Callable[[Seat], str],
) -> CircleGrid:
    """Draw organisations × roles: a name where somebody holds the role, an open circle where nobody does.

    An open circle leads to the seat's own page when `seat_url` gives an address for it.
    """
    held: dict[tuple[int | None, str], list[str]] = {}
    for membership in memberships:
        held.setdefault((membership.organisation_id, membership.role), []).append(membership.person.name)
    places = {(seat.organisation_id, seat.role): seat for seat in seats}

    def cell(organisation: Organisation, role: Role) -> CircleCell:
        names = held.get((organisation.pk, role))
        if names:
            return CircleCell("filled", ", ".join(sorted(names)))
        seat = places.get((organisation.pk, role))
        return CircleCell("open", "nog niemand", seat_url(seat) if seat else "")

    rows = [
        CircleRow(organisation.name, [cell(organisation, role) for role in BOARD_ROLES], url_of(organisation))
        for organisation in organisations
    ]
    return CircleGrid("Wie is wat bij elke organisatie", [str(role.label) for role in BOARD_ROLES], rows)


def occupation_lead(empty: int) -> str:
    """Say in one sentence how many places are empty."""
    if not empty:
        return "Alle plaatsen zijn bezet."
    places = "is nog 1 lege plaats" if empty == 1 else f"zijn nog {empty} lege plaatsen"
    return f"Er {places}. Een open rondje is de volgende die u belt."


@dataclass(frozen=True, slots=True)
class SeatLetter:
    """The model text with which an empty seat is filled."""

    subject: str
    body: str

    @property
    def mailto(self) -> str:
        """Return the link that opens the letter in the reader's own mail program."""
        return "mailto:?" + urlencode({"subject": self.subject, "body": self.body}, quote_via=quote)


_ASKS = {
    Role.SPONSOR: "een sponsor: iemand die eindverantwoordelijk is voor veilig werken en helpt als iets vastloopt",
    Role.AMBASSADOR: "een ambassadeur: een bestuurder of directeur die het gezicht is van de aanpak in de sector",
    Role.COORDINATOR: "een medewerker interne veiligheid: iemand die voorvallen opvolgt en de maatregelen invoert",
}


def seat_letter(seat: Seat, sender: str) -> SeatLetter:
    """Write the model text for an empty seat. The reader fills in to whom it goes."""
    organisation = seat.organisation.name if seat.organisation else str(seat.sector)
    body = (
        "Beste …,\n\n"
        "Medewerkers met een publieke taak moeten hun werk veilig kunnen doen. Daarvoor werken wij in de regio samen "
        "in het programma Veilige Publieke Taak.\n\n"
        f"Voor {organisation} zoeken wij nog {_ASKS[Role(seat.role)]}. Het gaat om de plaats "
        f"‘{seat.title}’. Wilt u die plaats innemen, of weet u wie dat kan?\n\n"
        "Ik vertel u er graag in tien minuten meer over.\n\n"
        f"Met vriendelijke groet,\n{sender}\n"
    )
    return SeatLetter(f"Veilige Publieke Taak: wie neemt deze plaats in bij {organisation}?", body)


def own_data(person: Person | None, user: User) -> dict[str, Any]:
    """Return everything that the portal keeps about one person, for reading elsewhere."""
    data: dict[str, Any] = {"account": {"email": user.email, "made_on": user.date_joined.date().isoformat()}}
    if person is not None:
        data["person"] = {
            "name": person.name,
            "email": person.email,
            "phone": person.phone,
            "job_title": person.job_title,
            "organisation": person.organisation.name if person.organisation else None,
        }
        data["roles"] = [
            {
                "role": membership.get_role_display(),
                "organisation": membership.organisation.name if membership.organisation else None,
                "sector": membership.sector.name if membership.sector else None,
                "from": membership.starts_on.isoformat(),
                "until": membership.ends_on.isoformat() if membership.ends_on else None,
            }
            for membership in person.memberships.select_related("organisation", "sector")
        ]
    data["trusted_devices"] = [
        {"name": device.name, "trusted_at": device.trusted_at.isoformat()} for device in user.trusted_devices.all()
    ]
    return data | handover.own_data_of_apps(user)
