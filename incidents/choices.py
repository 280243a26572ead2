"""Short fixed lists of an incident, and its flow: which step may follow which."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

from incidents.vocabulary import Term, Vocabulary


class Status(models.TextChoices):
    """Where an incident stands, from draft to anonymised."""

    DRAFT = "concept", "concept"
    REPORTED = "gemeld", "gemeld"
    IN_PROGRESS = "in_behandeling", "in behandeling"
    WAITING = "wacht", "wacht op derden"
    CLOSED = "afgehandeld", "afgehandeld"
    REOPENED = "heropend", "heropend"
    ANONYMISED = "geanonimiseerd", "geanonimiseerd"
    WITHDRAWN = "ingetrokken", "ingetrokken"
    DUPLICATE = "dubbel", "dubbel"
    NOT_VPT = "geen_vpt", "geen VPT-voorval"


_S = Status
_ASIDE = frozenset({_S.WITHDRAWN, _S.DUPLICATE, _S.NOT_VPT})

TRANSITIONS: dict[Status, frozenset[Status]] = {
    _S.DRAFT: frozenset({_S.REPORTED}),
    _S.REPORTED: frozenset({_S.IN_PROGRESS}) | _ASIDE,
    _S.IN_PROGRESS: frozenset({_S.WAITING, _S.CLOSED}) | _ASIDE,
    _S.WAITING: frozenset({_S.IN_PROGRESS, _S.CLOSED}) | _ASIDE,
    _S.CLOSED: frozenset({_S.REOPENED, _S.ANONYMISED}),
    _S.REOPENED: frozenset({_S.IN_PROGRESS, _S.WAITING, _S.CLOSED}) | _ASIDE,
    _S.WITHDRAWN: frozenset({_S.REOPENED}),
    _S.DUPLICATE: frozenset({_S.REOPENED}),
    _S.NOT_VPT: frozenset({_S.REOPENED}),
    _S.ANONYMISED: frozenset(),
}
SET_ASIDE = (_S.WITHDRAWN, _S.DUPLICATE, _S.NOT_VPT)
"""What does not count; it keeps its status when its text is erased, because anonymised incidents count."""
OPEN = (_S.REPORTED, _S.IN_PROGRESS, _S.WAITING, _S.REOPENED)
COUNTED = (*OPEN, _S.CLOSED, _S.ANONYMISED)
"""What counts in figures: an incident that was withdrawn, double or no VPT incident does not."""


class Precision(models.TextChoices):
    """How exactly the moment of an incident is known; less exact moments are kept at their earliest hour."""

    EXACT = "exact", "precies"
    DAY_PART = "dagdeel", "op een dagdeel na"
    DAY = "dag", "op een dag na"


class DayPart(models.TextChoices):
    """Part of a day, with its first hour in `FIRST_HOUR`."""

    NIGHT = "nacht", "nacht"
    MORNING = "ochtend", "ochtend"
    AFTERNOON = "middag", "middag"
    EVENING = "avond", "avond"


FIRST_HOUR = {DayPart.NIGHT: 0, DayPart.MORNING: 6, DayPart.AFTERNOON: 12, DayPart.EVENING: 18}


class Severity(models.TextChoices):
    """How bad it was in the eyes of who was there."""

    LIGHT = "licht", "licht"
    MEDIUM = "middel", "middel"
    HEAVY = "zwaar", "zwaar"
    UNKNOWN = "onbekend", "weet ik niet"


class OffenderKnown(models.TextChoices):
    """Whether it is known who did it: yes, in part or no. Who it is stands nowhere in the portal."""

    YES = "ja", "ja"
    PARTLY = "deels", "gedeeltelijk"
    NO = "nee", "nee"
    UNKNOWN = "onbekend", "weet ik nog niet"


class ReportedBy(models.TextChoices):
    """In which part somebody reports."""

    SELF = "zelf", "zelf meegemaakt"
    COLLEAGUE = "namens", "namens een collega"
    MANAGER = "leidinggevende", "als leidinggevende"
    CENTRAL = "centraal", "centrale melder"


class Harm(models.TextChoices):
    """Consequence for the employee, in bands; no diagnosis."""

    NONE = "geen", "geen"
    LIGHT = "licht", "licht, geen behandeling"
    TREATED = "behandeling", "behandeling nodig"
    SEVERE = "ernstig", "ernstig"
    UNKNOWN = "onbekend", "weet ik niet of zeg ik liever niet"


class Answer(models.TextChoices):
    """Yes, no or unknown."""

    YES = "ja", "ja"
    NO = "nee", "nee"
    UNKNOWN = "onbekend", "onbekend"


class Accepted(models.TextChoices):
    """Whether aftercare was wanted."""

    YES = "ja", "ja"
    NO = "nee", "nee"
    LATER = "later", "later"


class LostDays(models.TextChoices):
    """Absence in bands of working days; no cause and no free text."""

    NONE = "geen", "geen"
    SHORT = "1-3", "1 tot 3 werkdagen"
    MEDIUM = "4-14", "4 tot 14 werkdagen"
    LONG = "14+", "meer dan 14 werkdagen"
    UNKNOWN = "onbekend", "onbekend"


class DutyKind(models.TextChoices):
    """The four duties of the employer after an incident."""

    REACTION = "reactie", "reactie"
    POLICE_REPORT = "aangifte", "aangifte"
    DAMAGE = "schade", "schade"
    AFTERCARE = "nazorg", "nazorg"


class DutyState(models.TextChoices):
    """The three answers to a duty."""

    TODO = "te_doen", "nog te doen"
    DONE = "gedaan", "gedaan"
    NOT_NEEDED = "niet_nodig", "niet nodig"


class TalkState(models.TextChoices):
    """How a talk stands."""

    PLANNED = "gepland", "gepland"
    HELD = "gevoerd", "gevoerd"
    NOT_WANTED = "niet_gewenst", "niet gewenst"


DUTY_TERMS: dict[DutyKind, timedelta] = {
    DutyKind.POLICE_REPORT: timedelta(days=7),
    DutyKind.DAMAGE: timedelta(days=14),
    DutyKind.AFTERCARE: timedelta(hours=72),
}
"""Dates that the portal proposes, counted from the report; the reaction follows the clock of the organisation."""

CLOSING_TERM = timedelta(days=7)
"""An incident whose duties are all answered is proposed for closing after this time."""


class QueueRank(models.IntegerChoices):
    """What the queue puts first: a clock without a reaction, then other duties, then what can be closed."""

    CLOCK = 0, "klok loopt"
    DUTIES = 1, "plichten open"
    READY = 2, "klaar om af te handelen"


# The reasons are read after "omdat": "niet nodig, omdat het niet strafbaar is".
NO_REACTION = Vocabulary(
    Term("onbekend", "de veroorzaker onbekend is"),
    Term("politie", "de politie of officier vraagt te wachten"),
    Term("veiligheid", "een reactie nu niet veilig is"),
    Term("anders", "er een andere reden is"),
)
NO_POLICE_REPORT = Vocabulary(
    Term("niet_erg", "het niet erg genoeg was"),
    Term("geen_zin", "de politie er weinig mee kan"),
    Term("tijd", "het te veel tijd kost"),
    Term("angst", "de collega bang is voor gevolgen"),
    Term("niet_strafbaar", "het niet strafbaar is"),
    Term("anders", "er een andere reden is"),
)
NO_DAMAGE = Vocabulary(
    Term("geen_schade", "er geen schade is"),
    Term("klein", "de schade te klein is om te verhalen"),
    Term("onbekend", "de veroorzaker onbekend is"),
    Term("anders", "er een andere reden is"),
)
NO_AFTERCARE = Vocabulary(
    Term("niet_gewenst", "de collega het niet wil, al is het aangeboden"),
    Term("geen_medewerker", "er geen collega bij betrokken was"),
    Term("anders", "er een andere reden is"),
)
DUTY_REASONS: dict[DutyKind, Vocabulary[Term]] = {
    DutyKind.REACTION: NO_REACTION,
    DutyKind.POLICE_REPORT: NO_POLICE_REPORT,
    DutyKind.DAMAGE: NO_DAMAGE,
    DutyKind.AFTERCARE: NO_AFTERCARE,
}
DUTY_MEASURES: dict[DutyKind, str] = {
    DutyKind.REACTION: "reageren",
    DutyKind.POLICE_REPORT: "aangifte",
    DutyKind.DAMAGE: "schade",
    DutyKind.AFTERCARE: "nazorg",
}
"""The measure, by slug, whose drawer of the apothekerskast helps with the duty."""
