"""Choosing files for an incident: several at once, or a picture taken on the spot."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from core.forms import IdempotentFormMixin, PortalForm
from incidents.services.attachments import KINDS, MAX_FILES

ACCEPT = ",".join([*(f".{kind}" for kind in KINDS), "image/*", "application/pdf"])


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class _FilesField(forms.FileField):
    """A field for several files; what each of them is, is judged by the rules of uploads, which name the file."""

    widget = _ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the chosen files, if any."""
        return [file for file in (data if isinstance(data, list | tuple) else [data]) if file is not None]


class AttachmentsForm(IdempotentFormMixin, PortalForm):
    """One or more files for an incident; on a phone also a picture taken on the spot."""

    chosen = _FilesField(
        label="Kies bestanden",
        help_text=f"Foto's of pdf's, per keer samen ten hoogste 10 MB. Bij een voorval passen er {MAX_FILES}.",
        widget=_ManyFiles(attrs={"class": "form-control", "accept": ACCEPT}),
    )
    photo = _FilesField(
        label="Of maak nu een foto",
        required=False,
        widget=forms.FileInput(attrs={"class": "form-control", "accept": "image/*", "capture": "environment"}),
    )

    def clean(self) -> Any:
        """Ask for at least one file."""
        data = super().clean()
        if not self.uploads:
            self.add_error("chosen", "Kies ten minste één bestand.")
        return data

    @property
    def uploads(self) -> list[UploadedFile[bytes]]:
        """Return all that was chosen."""
        return [*self.cleaned_data.get("chosen", []), *self.cleaned_data.get("photo", [])]
