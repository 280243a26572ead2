"""The seven questions of the register form, in order: one a screen."""

from __future__ import annotations

from dataclasses import dataclass

from incidents.forms.registering import (
    ActionsForm,
    KindsForm,
    OffenderForm,
    ReporterForm,
    SeverityForm,
    StepForm,
    UnitForm,
    WhenForm,
    WhereForm,
    WordsForm,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One question: its place in the address, its words, its form and whether an answer is needed to send."""

    slug: str
    question: str
    form: type[StepForm]
    short: str
    hint: str = ""
    fields: tuple[str, ...] = ()

    @property
    def template(self) -> str:
        """Return the template of the question; the same on the page and in the form for a phone without signal."""
        return f"incidents/questions/{self.slug}.html"


STEPS = [
    Step("wat", "Wat gebeurde er?", KindsForm, "Wat", "Kies alles wat past.", ("kinds",)),
    Step("wanneer", "Wanneer was het?", WhenForm, "Wanneer", "", ("occurred_at", "occurred_precision")),
    Step("waar", "Waar was het?", WhereForm, "Waar", "", ("channel",)),
    Step("ernst", "Hoe erg was het?", SeverityForm, "Ernst", "Uw eigen gevoel telt.", ("severity",)),
    Step(
        "veroorzaker",
        "Is bekend wie het deed?",
        OffenderForm,
        "Veroorzaker bekend",
        "Schrijf geen naam op. Een ja of nee is genoeg.",
        ("offender_known",),
    ),
    Step("gedaan", "Wat is er al gedaan?", ActionsForm, "Al gedaan", "Kies alles wat past.", ("actions_taken",)),
    Step("woorden", "Kort, in eigen woorden", WordsForm, "In eigen woorden", "Dit mag leeg blijven."),
]
REPORTER = Step(
    "melder",
    "Wie meldt?",
    ReporterForm,
    "Wie meldt",
    "Alleen in welke rol. Een naam van een collega is niet nodig en hoort hier niet.",
    ("reported_by_role",),
)
UNIT = Step(
    "afdeling",
    "Bij welke afdeling was het?",
    UnitForm,
    "Afdeling of functie",
    "Dit mag leeg blijven. Het helpt uw organisatie om te zien waar het speelt.",
    ("unit", "function_group"),
)
EXTRAS = [REPORTER, UNIT]
"""Not asked on the way, only offered on the check screen: who reports, and where in the organisation it was."""
BY_SLUG = {step.slug: step for step in [*STEPS, *EXTRAS]}


def number_of(step: Step) -> int:
    """Return the place of a step, from 1; 0 for what is only offered on the check screen."""
    return STEPS.index(step) + 1 if step in STEPS else 0


def after(step: Step) -> Step | None:
    """Return the next step; None after the last and after what is only offered on the check screen."""
    place = number_of(step)
    return STEPS[place] if 0 < place < len(STEPS) else None


def before(step: Step) -> Step | None:
    """Return the step before; None for the first and for what is only offered on the check screen."""
    place = number_of(step)
    return STEPS[place - 2] if place > 1 else None
