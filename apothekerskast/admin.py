"""The cupboard for the project leader: what was offered first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from apothekerskast.models import Borrowing, Drawer, Item, ItemFile, Status, Synonym, Theme, Wish
from apothekerskast.search import learn_words
from apothekerskast.services import archive_item, decline_item, publish_item
from core.uploads import accept_upload
from participants.access import Capability
from participants.admin_base import PortalAdmin, PortalInline, ToldFaults


class ItemFileForm(ToldFaults, forms.ModelForm):
    """Add a file by uploading it; it passes the same checks as everywhere."""

    upload = forms.FileField(label="bestand kiezen", required=False)

    class Meta:
        model = ItemFile
        fields = ["description"]

    def clean(self) -> dict[str, Any]:
        """Check the file before anything is saved."""
        data = super().clean() or {}
        if data.get("upload"):
            try:
                self.instance.stored_file = accept_upload(upload=data["upload"], actor=None)
            except ValidationError as error:
                self.add_error("upload", error)
        elif not self.instance.pk:
            self.add_error("upload", "Kies een bestand.")
        return data


class ItemFileInline(PortalInline):
    """Files of an item."""

    model = ItemFile
    form = ItemFileForm
    view_capability = Capability.APOTHEKERSKAST_VIEW
    change_capability = Capability.APOTHEKERSKAST_MANAGE


class BorrowingInline(PortalInline):
    """Who uses an item; only to read."""

    model = Borrowing
    view_capability = Capability.APOTHEKERSKAST_MANAGE
    fields = readonly_fields = ["organisation", "borrowed_on", "helped", "remark"]


class ReviewFilter(admin.SimpleListFilter):
    """Which items should be looked at again."""

    title = "nog eens bekijken"
    parameter_name = "bekijken"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """One answer is enough."""
        return [("ja", "Te laat bekeken")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Item]) -> QuerySet[Item]:
        """Keep what is past its day."""
        return (
            queryset.filter(status=Status.PUBLISHED, review_on__lt=timezone.localdate()) if self.value() else queryset
        )


@admin.register(Item)
class ItemAdmin(PortalAdmin):
    """Publish what was offered, complete what lies in the cupboard."""

    view_capability = change_capability = Capability.APOTHEKERSKAST_MANAGE
    list_display = ["title", "status", "kind", "source_organisation", "permission", "borrowed", "review_on"]
    list_filter = ["status", ReviewFilter, "drawers", "kind", "permission"]
    search_fields = ["title", "summary"]
    filter_horizontal = ["drawers", "themes", "sectors"]
    readonly_fields = ["status", "offered_by", "offered_at", "published_on"]
    exclude = ["submit_key"]
    inlines = [ItemFileInline, BorrowingInline]
    actions = ["publish", "decline", "archive"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Item]:
        """Count who borrowed, offers first."""
        items = super().get_queryset(request).select_related("source_organisation")
        return items.annotate(borrowed_count=Count("borrowings"))

    @admin.display(description="geleend", ordering="borrowed_count")
    def borrowed(self, item: Any) -> int:
        """How many organisations use it."""
        return int(item.borrowed_count)

    def save_model(self, request: HttpRequest, obj: Item, form: Any, change: bool) -> None:
        """Keep the words of an item on the shelf findable."""
        if not change:
            obj.offered_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)
        if obj.is_published:
            learn_words(obj)

    @admin.action(description="In de kast zetten")
    def publish(self, request: HttpRequest, queryset: QuerySet[Item]) -> None:
        """Publish the chosen items."""
        for item in queryset:
            self._try(request, lambda item=item: publish_item(item=item, actor=request.user, on=timezone.localdate()))

    @admin.action(description="Niet plaatsen, met de reden die bij het item staat")
    def decline(self, request: HttpRequest, queryset: QuerySet[Item]) -> None:
        """Decline the chosen items; each needs its reason first."""
        for item in queryset:
            self._try(
                request,
                lambda item=item: decline_item(item=item, actor=request.user, reason=item.decline_reason),
            )

    @admin.action(description="Uit de kast halen")
    def archive(self, request: HttpRequest, queryset: QuerySet[Item]) -> None:
        """Archive the chosen items."""
        for item in queryset:
            self._try(request, lambda item=item: archive_item(item=item, actor=request.user))

    def _try(self, request: HttpRequest, step: Any) -> None:
        try:
            item = step()
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        else:
            self.message_user(request, f"‘{item}’ is nu ‘{item.get_status_display()}’.", messages.SUCCESS)


class CupboardAdmin(PortalAdmin):
    """Base of the small lists of the cupboard."""

    view_capability = change_capability = Capability.APOTHEKERSKAST_MANAGE


@admin.register(Drawer)
class DrawerAdmin(CupboardAdmin):
    """The nine drawers; their number is fixed, their words are not."""

    list_display = ["number", "annex_number", "title", "question"]
    list_display_links = ["title"]
    readonly_fields = ["slug", "number", "annex_number"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """There are nine."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """There are nine."""
        return False


@admin.register(Theme)
class ThemeAdmin(CupboardAdmin):
    """Themes across the drawers."""

    list_display = ["title"]
    prepopulated_fields = {"slug": ["title"]}


@admin.register(Synonym)
class SynonymAdmin(CupboardAdmin):
    """Words that mean the same in a search."""

    list_display = ["word", "other"]
    search_fields = ["word", "other"]


@admin.register(Wish)
class WishAdmin(CupboardAdmin):
    """The shopping list: what people looked for in vain."""

    list_display = ["text", "wished_at", "answered_on"]
    list_filter = [("answered_on", admin.EmptyFieldListFilter)]
    fields = ["text", "wished_at", "answered_on"]
    readonly_fields = ["text", "wished_at"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Questions come from the search page."""
        return False
