"""Forms of meetings, of guests and of answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone

from core.forms import IdempotentFormMixin, PortalForm, PortalModelForm, VersionedFormMixin
from core.softdates.forms import SoftDateFormField
from measures.models import Measure
from meetings.guests import GuestRule
from meetings.models import Meeting, MeetingStatus, MeetingType
from meetings.services.presence import AgreementDraft
from participants.access import Capability, Role
from participants.models import Organisation, Person, Sector, User

ROLE_CHOICES = [(role.value, role.label[0].upper() + role.label[1:]) for role in Role]
DAY_WIDGET = {"type": "date"}
TIME_WIDGET = {"type": "time"}


class MeetingForm(VersionedFormMixin, IdempotentFormMixin, PortalModelForm):
    """When, where and about what a meeting is."""

    day = forms.DateField(
        label="Dag",
        required=False,
        widget=forms.DateInput(attrs=DAY_WIDGET, format="%Y-%m-%d"),
        help_text="Nog geen vaste dag? Laat dag en tijden leeg.",
    )
    begins = forms.TimeField(label="Van", required=False, widget=forms.TimeInput(attrs=TIME_WIDGET, format="%H:%M"))
    ends = forms.TimeField(label="Tot", required=False, widget=forms.TimeInput(attrs=TIME_WIDGET, format="%H:%M"))
    themes = forms.ModelMultipleChoiceField(
        Measure.objects.none(),
        label="Over welke maatregelen gaat het?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Meeting
        fields = [
            "title",
            "organisation",
            "day",
            "begins",
            "ends",
            "when",
            "place",
            "is_room_free",
            "themes",
            "agenda",
            "invitation_text",
            "is_announced",
        ]
        help_texts = {
            "when": "Alleen als er nog geen vaste dag is, bijvoorbeeld ‘september 2015’ of ‘voorjaar 2016’.",
            "agenda": "Een regel per onderwerp. Begin een regel met een streepje voor een lijst.",
            "invitation_text": "Komt bovenaan de mail, onder de aanhef.",
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].queryset = Measure.objects.all()  # type: ignore[attr-defined]
        if self.instance.type.is_for_organisation:
            reachable = Organisation.objects.reachable(user, Capability.MEETINGS_MANAGE)
            self.fields["organisation"].queryset = reachable.order_by("name")  # type: ignore[attr-defined]
            self.fields["organisation"].required = True
        else:
            del self.fields["organisation"]
        self._show_moment()

    def _show_moment(self) -> None:
        start, end = self.instance.starts_at, self.instance.ends_at
        if start and end:
            self.initial["day"] = timezone.localtime(start).date()
            self.initial["begins"] = timezone.localtime(start).time()
            self.initial["ends"] = timezone.localtime(end).time()

    def clean(self) -> dict[str, Any]:
        """Make one moment of day and hours: all three, or none."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        day, begins, ends = (cleaned.get(name) for name in ("day", "begins", "ends"))
        if {"day", "begins", "ends"} & set(self.errors):
            return cleaned
        if begins is not None and ends is not None and ends <= begins:
            self.add_error("ends", "Het einde ligt voor het begin. Pas een van beide aan.")
        elif len({day is None, begins is None, ends is None}) == 2:
            self.add_error("day", "Vul dag, begin en einde alle drie in, of laat ze alle drie leeg.")
        elif day is None and self.instance.status == MeetingStatus.INVITED:
            self.add_error("day", "De gasten zijn al uitgenodigd. Geef een nieuwe dag, of gelast de bijeenkomst af.")
        else:
            self.instance.starts_at = _moment(day, begins)
            self.instance.ends_at = _moment(day, ends)
        return cleaned


def _moment(day: date | None, at: time | None) -> datetime | None:
    if day is None or at is None:
        return None
    return timezone.make_aware(datetime.combine(day, at))


class FilterForm(PortalForm):
    """What the list of meetings shows."""

    toon = forms.ChoiceField(
        label="Toon", required=False, choices=[("komend", "wat er komt"), ("geweest", "wat er was")]
    )
    soort = forms.ChoiceField(label="Soort", required=False)

    def __init__(self, *args: Any, types: Iterable[MeetingType], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "alle soorten"), *((each.slug, each.name) for each in types)]
        self.fields["soort"].choices = choices  # type: ignore[attr-defined]


class CancelForm(PortalForm):
    """Why a meeting does not take place; the guests read it."""

    reason = forms.CharField(
        label="Waarom gaat het niet door?",
        max_length=200,
        required=False,
        help_text="Deze zin staat in de mail aan de gasten.",
    )


class GuestForm(PortalForm):
    """The guest rule: roles, narrowed to sectors and organisations."""

    roles = forms.MultipleChoiceField(
        label="Welke rollen nodigt u uit?",
        choices=ROLE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies ten minste één rol."},
    )
    sectors = forms.ModelMultipleChoiceField(
        Sector.objects.none(),
        label="Uit welke sectoren?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Niets aangevinkt betekent: alle sectoren.",
    )
    organisations = forms.ModelMultipleChoiceField(
        Organisation._base_manager.none(),
        label="Van welke organisaties?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Niets aangevinkt betekent: alle organisaties van die sectoren.",
    )

    def __init__(self, *args: Any, meeting: Meeting, user: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.initial.setdefault("roles", meeting.guest_roles)
        if meeting.organisation_id:
            del self.fields["sectors"], self.fields["organisations"]
            return
        self.fields["sectors"].queryset = Sector.objects.all()  # type: ignore[attr-defined]
        reachable = Organisation.objects.reachable(user, Capability.MEETINGS_MANAGE)
        taking_part = reachable.participating(on).order_by("name")
        self.fields["organisations"].queryset = taking_part  # type: ignore[attr-defined]
        self.initial.setdefault("sectors", meeting.guest_sectors.all())
        self.initial.setdefault("organisations", meeting.guest_organisations.all())

    def rule(self) -> GuestRule:
        """Return the rule that was chosen; a home visit stays at its organisation."""
        if self.meeting.organisation_id:
            return GuestRule(tuple(self.cleaned_data["roles"]), (), (self.meeting.organisation_id,))
        return GuestRule.chosen(
            self.cleaned_data["roles"], self.cleaned_data["sectors"], self.cleaned_data["organisations"]
        )


class ColleagueForm(PortalForm):
    """The colleague who comes instead."""

    name = forms.CharField(label="Naam van uw collega", max_length=120)
    email = forms.EmailField(label="E-mailadres van uw collega", max_length=254)


class NewLinkForm(PortalForm):
    """The address to which a new link goes."""

    email = forms.EmailField(
        label="Uw e-mailadres", max_length=254, help_text="Het adres waarop u de uitnodiging kreeg."
    )


class WalkInForm(PortalForm):
    """Somebody who came without being on the list."""

    name = forms.CharField(label="Naam", max_length=120)
    organisation = forms.ModelChoiceField(
        Organisation._base_manager.none(), label="Organisatie", required=False, empty_label="Geen of een andere"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reachable = Organisation.objects.reachable(user, Capability.MEETINGS_MANAGE)
        self.fields["organisation"].queryset = reachable.order_by("name")  # type: ignore[attr-defined]


class CloseForm(VersionedFormMixin, PortalModelForm):
    """The report in three boxes."""

    class Meta:
        model = Meeting
        fields = ["discussed", "agreed", "for_apothekerskast"]
        help_texts = {
            "discussed": "Wat kwam aan de orde? Enkele zinnen zijn genoeg.",
            "agreed": "Wat is de uitkomst? Wie wat doet, vult u hieronder per afspraak in.",
            "for_apothekerskast": "Wat kunnen andere organisaties lenen? Alleen voor wie bijeenkomsten beheert.",
        }
        widgets = {name: forms.Textarea(attrs={"rows": 6}) for name in fields}

    def report(self) -> dict[str, str]:
        """Return the three boxes."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class AgreementForm(PortalForm):
    """One agreement: what, who, and by when."""

    text = forms.CharField(label="Wat is afgesproken?", max_length=250)
    owner_organisation = forms.ModelChoiceField(
        Organisation._base_manager.none(), label="Welke organisatie?", required=False, empty_label="Geen"
    )
    owner_person = forms.ModelChoiceField(
        Person._base_manager.none(), label="Wie?", required=False, empty_label="Nog niet bekend"
    )
    due = SoftDateFormField(label="Wanneer klaar?", required=False, max_length=200)

    def __init__(self, *args: Any, user: User, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.reachable(user, Capability.MEETINGS_MANAGE)
        people = Person.objects.reachable(user, Capability.MEETINGS_MANAGE)
        self.fields["owner_organisation"].queryset = organisations.order_by("name")  # type: ignore[attr-defined]
        self.fields["owner_person"].queryset = people.filter(invitations__meeting=meeting)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for an owner as soon as there is something to do."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("text") and not cleaned.get("owner_organisation") and not cleaned.get("owner_person"):
            self.add_error("owner_organisation", "Kies wie dit gaat doen: een organisatie, een persoon of allebei.")
        return cleaned

    def draft(self) -> AgreementDraft:
        """Return the agreement as it was written."""
        kept = self.cleaned_data
        return AgreementDraft(kept["text"], kept["owner_organisation"], kept["owner_person"], kept["due"])


AgreementFormSet: type[BaseFormSet[AgreementForm]] = formset_factory(
    AgreementForm, extra=3, max_num=20, absolute_max=20
)
