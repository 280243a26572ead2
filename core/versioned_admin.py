"""Admin pages of rows that two people may edit: the second is told, as in the forms of the portal."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import flatten_fieldsets
from django.http import HttpRequest

from core.forms import PortalModelForm, VersionedFormMixin


class VersionedAdminForm(VersionedFormMixin, PortalModelForm):
    """Carries the version of the row that the page was made from."""


class VersionedAdminMixin:
    """Put it before the admin class of a `VersionedModel`. A form of your own builds on `VersionedAdminForm`."""

    form: Any = VersionedAdminForm

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Leave the version to the form itself: it is no field of the model to edit."""
        fields = kwargs["fields"] if "fields" in kwargs else flatten_fieldsets(self.get_fieldsets(request, obj))
        kwargs["fields"] = fields and [name for name in fields if name != "version"]
        return super().get_form(request, obj, change, **kwargs)  # type: ignore[misc]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Draw the hidden version in a fieldset of its own, after the others."""
        return [*super().get_fieldsets(request, obj), (None, {"fields": ["version"]})]  # type: ignore[misc]
