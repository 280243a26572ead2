"""The seven questions of the register form, in order: one a screen."""

from __future__ import annotations

from dataclasses import dataclass

from incidents.forms.registering import (
    ActionsForm,
    KindsForm,
    OffenderForm,
    SeverityForm,
    StepForm,
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
        """Return the template of this screen."""
        return f"incidents/steps/{self.slug}.html"


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
BY_SLUG = {step.slug: step for step in STEPS}


def number_of(step: Step) -> int:
    """Return the place of a step, from 1."""
    return STEPS.index(step) + 1


def after(step: Step) -> Step | None:
    """Return the next step; None after the last."""
    place = STEPS.index(step) + 1
    return STEPS[place] if place < len(STEPS) else None


def before(step: Step) -> Step | None:
    """Return the step before; None for the first."""
    place = STEPS.index(step)
    return STEPS[place - 1] if place else None
