"""Participants for the project leader: who takes part, who is still missing."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from core.versioned_admin import VersionedAdminMixin
from participants import services
from participants.access import Capability, Role
from participants.admin_base import ExchangeAdmin, PortalAdmin, PortalInline, ToldFaults
from participants.admin_filters import EmptySeatFilter, MissingFilter, RoleNowFilter, StateFilter
from participants.documents import state_of
from participants.models import Membership, Organisation, OrganisationSize, Person, Seat, Sector
from participants.resources import OrganisationResource, PersonResource


class _Rights:
    """All pages here ask the same."""

    view_capability: Capability = Capability.PARTICIPANTS_MANAGE
    change_capability: Capability | None = Capability.PARTICIPANTS_MANAGE


class MembershipForm(ToldFaults, forms.ModelForm):
    """A role; a seat that is chosen says for what."""

    class Meta:
        model = Membership
        fields = ("person", "role", "organisation", "sector", "seat", "starts_on", "ends_on")

    def clean(self) -> dict[str, Any]:
        """Fill in organisation and sector of the seat, and refuse a seat of another role."""
        data = super().clean() or {}
        seat = data.get("seat")
        if seat is not None:
            if data.get("role") != seat.role:
                self.add_error("seat", f"Deze plaats is voor een {seat.get_role_display()}.")
            for part in ("organisation", "sector"):
                if part not in self.fields:
                    setattr(self.instance, part, getattr(self.instance, part) or getattr(seat, part))
                elif data.get(part) is None:
                    data[part] = getattr(seat, part)
        return data


class SizeInline(_Rights, PortalInline):
    """How many people work there, per year."""

    model = OrganisationSize
    fields = ("year", "employees", "fte")


class SeatInline(_Rights, PortalInline):
    """The seats of an organisation."""

    model = Seat
    fields = ("role", "title", "sector", "order")


class RolesInline(_Rights, PortalInline):
    """Who holds which role at an organisation."""

    model = Membership
    form = MembershipForm
    fields: ClassVar[tuple[str, ...]] = ("person", "role", "seat", "starts_on", "ends_on")
    verbose_name_plural = "wie heeft welke rol"


class PersonRolesInline(RolesInline):
    """Which roles a person holds."""

    fields = ("role", "organisation", "sector", "seat", "starts_on", "ends_on")


@admin.register(Sector)
class SectorAdmin(_Rights, PortalAdmin):
    """Sectors, in the order in which they are shown."""

    list_display = ("name", "order")
    list_editable = ("order",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Organisation)
class OrganisationAdmin(_Rights, VersionedAdminMixin, ExchangeAdmin):
    """Organisations with their sizes, seats and roles."""

    resource_classes = [OrganisationResource]
    list_display = (
        "name",
        "sector",
        "state",
        "sponsor",
        "processor_agreement_on",
        "commitment_signed_on",
        "size",
    )
    list_filter = (MissingFilter, StateFilter, "sector", "wave", "registration_mode")
    search_fields = ("name", "code")
    list_select_related = ("sector", "successor")
    inlines = (SizeInline, SeatInline, RolesInline)
    fieldsets = (
        (None, {"fields": ("name", "code", "sector", "website")}),
        ("Deelname", {"fields": ("wave", "invited_by", "joined_on", "ended_on", "successor")}),
        ("Afspraken", {"fields": ("commitment_signed_on", "commitment_signed_by", "norm_statement")}),
        (
            "Voorvallen",
            {
                "fields": (
                    "processor_agreement_on",
                    "registration_mode",
                    "reaction_hours",
                    "clock_start",
                    "aftercare_phone",
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        """Read along today's sponsors and this year's size, in a fixed number of queries."""
        today = timezone.localdate()
        sponsors = Membership.objects.current(today).filter(role=Role.SPONSOR).select_related("person")
        sizes = OrganisationSize.objects.filter(year=today.year)
        return (
            super()
            .get_queryset(request)
            .prefetch_related(
                Prefetch("memberships", queryset=sponsors, to_attr="sponsors_now"),
                Prefetch("sizes", queryset=sizes, to_attr="sizes_now"),
            )
        )

    @admin.display(description="stand")
    def state(self, organisation: Organisation) -> str:
        """Say whether it takes part."""
        return state_of(organisation, timezone.localdate())[0]

    @admin.display(description="sponsor")
    def sponsor(self, organisation: Any) -> str:
        """Name today's sponsors."""
        return ", ".join(membership.person.name for membership in organisation.sponsors_now) or "–"

    @admin.display(description="medewerkers dit jaar")
    def size(self, organisation: Any) -> str:
        """Give this year's number of employees."""
        return str(organisation.sizes_now[0].employees) if organisation.sizes_now else "–"


@admin.register(Person)
class PersonAdmin(_Rights, VersionedAdminMixin, ExchangeAdmin):
    """People, with or without an account."""

    resource_classes = [PersonResource]
    list_display = ("name", "job_title", "organisation", "roles_now", "email", "has_account")
    list_filter = (RoleNowFilter, ("user", admin.EmptyFieldListFilter), "organisation__sector")
    search_fields = ("name", "email", "organisation__name")
    list_select_related = ("organisation", "user")
    fields = ("name", "email", "phone", "job_title", "organisation")
    inlines = (PersonRolesInline,)
    actions = ("make_accounts", "switch_accounts_off")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        """Read along today's roles."""
        current = Membership.objects.current(timezone.localdate())
        return super().get_queryset(request).prefetch_related(Prefetch("memberships", current, to_attr="held_now"))

    @admin.display(description="rollen vandaag")
    def roles_now(self, person: Any) -> str:
        """Name today's roles."""
        return ", ".join(membership.get_role_display() for membership in person.held_now) or "–"

    @admin.display(description="account", boolean=True)
    def has_account(self, person: Person) -> bool:
        """Tell whether this person can sign in."""
        return person.user is not None and person.user.is_active

    @admin.action(description="Maak een account en stuur uitleg over inloggen", permissions=["change"])
    def make_accounts(self, request: HttpRequest, people: QuerySet[Person]) -> None:
        """Give each chosen person an account."""
        without = list(people.exclude(user__is_active=True))
        for person in without:
            services.make_account(person=person, actor=request.user)  # type: ignore[arg-type]
        messages.success(request, f"{len(without)} accounts gemaakt. Elk van hen krijgt een e-mail.")

    @admin.action(description="Zet het account uit", permissions=["change"])
    def switch_accounts_off(self, request: HttpRequest, people: QuerySet[Person]) -> None:
        """Keep the chosen people out from now on."""
        with_account = list(people.filter(user__is_active=True).exclude(user=request.user.pk))
        for person in with_account:
            services.switch_account_off(person=person, actor=request.user)  # type: ignore[arg-type]
        messages.success(request, f"{len(with_account)} accounts staan uit.")


@admin.register(Seat)
class SeatAdmin(_Rights, PortalAdmin):
    """Seats of the network; the empty ones are the call list."""

    list_display = ("title", "role", "organisation", "sector", "holder")
    list_filter = (EmptySeatFilter, "role", "sector")
    search_fields = ("title", "organisation__name")
    list_select_related = ("organisation", "sector")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Seat]:
        """Read along who holds each seat today."""
        queryset: QuerySet[Seat] = Seat.objects.all().with_holders(timezone.localdate())
        return queryset.order_by("role", "order", "title")

    @admin.display(description="wie")
    def holder(self, seat: Any) -> str:
        """Name who holds the seat today."""
        return ", ".join(membership.person.name for membership in seat.holders) or "nog niemand"


@admin.register(Membership)
class MembershipAdmin(_Rights, PortalAdmin):
    """Roles with their dates, now and before."""

    form = MembershipForm
    list_display = ("person", "role", "organisation", "sector", "starts_on", "ends_on")
    list_filter = ("role", "sector", ("ends_on", admin.EmptyFieldListFilter))
    search_fields = ("person__name", "organisation__name")
    list_select_related = ("person", "organisation", "sector")
    date_hierarchy = "starts_on"
