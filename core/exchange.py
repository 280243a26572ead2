"""Base of import and export through the admin, where the library asks more than the portal's own role may."""

from __future__ import annotations

import re
from typing import Any

from django.utils.safestring import SafeString
from import_export import resources
from import_export.resources import Diff

_STYLE = re.compile(r' style="[^"]*"')


class PlainDiff(Diff):
    """Shows what would change with <ins> and <del> alone: styles inside a page are refused by its policy."""

    def as_html(self) -> list[SafeString]:
        """Return one marked text a column. The library escapes the values; only its styles are taken out."""
        return [SafeString(_STYLE.sub("", cell)) for cell in super().as_html()]


class ExchangeResource(resources.ModelResource):
    """Rows known by a natural key. Numbers of rows are never imported, so no counter has to be set."""

    def get_diff_class(self) -> type[Diff]:
        """Show changes without styles."""
        return PlainDiff

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Leave the counters of the database alone: the library sets them, and `vpt_app` owns none.

        It did so after the last row, so that the file was rolled back and still called a success.
        """
