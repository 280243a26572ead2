"""Forms about participants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from core.forms import PortalForm, PortalModelForm, VersionedFormMixin
from participants.access import Capability, Role
from participants.models import Membership, Organisation, Person, Sector, User
from participants.services import COLLEAGUE_ROLES


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ParticipantFilter(PortalForm):
    """Narrows the list of participants."""

    STATES = (
        ("meedoend", "Doet mee"),
        ("benaderen", "Nog te benaderen"),
        ("gestopt", "Gestopt of opgegaan"),
        ("alle", "Alle"),
    )

    q = forms.CharField(label="Naam", required=False, max_length=80)
    sector = forms.ModelChoiceField(
        label="Sector", queryset=Sector.objects.all(), required=False, empty_label="Alle sectoren", to_field_name="slug"
    )
    stand = forms.ChoiceField(label="Stand", choices=STATES, required=False)


class OwnDataForm(VersionedFormMixin, PortalModelForm):
    """What a person may change about himself, with beside each field who sees it."""

    class Meta:
        model = Person
        fields = ("name", "job_title", "phone")
        help_texts = {
            "name": "Dit zien alle deelnemers als u een rol hebt in het netwerk.",
            "job_title": "Dit zien alle deelnemers als u een rol hebt in het netwerk.",
            "phone": "Dit zien alleen uw eigen organisatie en de projectleider.",
        }


class ColleagueForm(PortalForm):
    """A new colleague with a role."""

    organisation = forms.ModelChoiceField(label="Organisatie", queryset=Organisation.objects.none())
    name = forms.CharField(label="Naam", max_length=120)
    email = forms.EmailField(label="E-mailadres", max_length=254, help_text="Hiermee logt uw collega in.")
    job_title = forms.CharField(label="Functie", max_length=120, required=False)
    role = forms.ChoiceField(
        label="Rol",
        choices=[(role.value, str(role.label)) for role in COLLEAGUE_ROLES],
        help_text="Een melder ziet alleen wat hij of zij zelf meldt. "
        "Een medewerker interne veiligheid ziet alles van uw organisatie.",
    )
    starts_on = forms.DateField(label="Vanaf", initial=timezone.localdate, widget=_day())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reachable = Organisation.objects.reachable(user, Capability.COLLEAGUES_MANAGE)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = reachable
        if len(reachable) == 1:
            field.initial = reachable[0]
            field.empty_label = None

    def clean_role(self) -> Role:
        """Return the role itself."""
        return Role(self.cleaned_data["role"])


class EndRoleForm(PortalForm):
    """The last day of a role."""

    ends_on = forms.DateField(
        label="Laatste dag",
        initial=timezone.localdate,
        widget=_day(),
        help_text="Op deze dag kan uw collega er nog bij. Kies gisteren om de toegang meteen te stoppen.",
    )


class HandOverForm(PortalForm):
    """Who takes a role over."""

    to = forms.ModelChoiceField(
        label="Wie neemt de rol over?", queryset=Person.objects.none(), empty_label="Kies een collega"
    )
    on = forms.DateField(label="Vanaf", initial=timezone.localdate, widget=_day())

    def __init__(self, *args: Any, user: User, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = (
            Person.objects.reachable(user, Capability.COLLEAGUES_MANAGE)
            .filter(organisation=membership.organisation)
            .exclude(pk=membership.person_id)
        )
