"""Pages of a list, without ever counting a large table: by number with a bounded count, or by the last row seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core import signing
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Func, Q, QuerySet
from django.db.models.fields import Field
from django.http import HttpRequest
from django.utils.functional import cached_property

from core.params import int_or_none

MOST = 10_000  # rows that are counted and paged through by number; beyond that a list is narrowed or goes by keyset


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than one row beyond `MOST`: a full count of a large table costs more than its page."""

    @cached_property
    def _counted(self) -> int:
        rows = self.object_list
        return rows.order_by()[: MOST + 1].count() if isinstance(rows, QuerySet) else len(rows)

    @cached_property
    def count(self) -> int:
        """Return the number of rows that can be paged through."""
        return min(self._counted, MOST)

    @property
    def is_more(self) -> bool:
        """Tell whether there are more rows than can be paged through: the list must be narrowed."""
        return self._counted > MOST


def page(
    request: HttpRequest, queryset: QuerySet[Any] | Sequence[Any], per_page: int = 25, name: str = "page"
) -> Page[Any]:
    """Return the page that `?page=` asks for; an odd number gives the first, one too high the last."""
    paginator = BoundedPaginator(queryset, per_page)
    return paginator.page(min(int_or_none(request.GET.get(name)) or 1, paginator.num_pages))


@dataclass(frozen=True, slots=True)
class KeysetPage:
    """One page of a list that goes by the last row seen; as fast at the thousandth page as at the first."""

    rows: list[Any]
    next_cursor: str | None
    previous_cursor: str | None
    per_page: int

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __bool__(self) -> bool:
        return bool(self.rows)


class _Row(Func):
    """`(a, b)` in SQL, compared as one value, which an index over both serves."""

    function = ""
    template = "(%(expressions)s)"


class _RowIsAfter(Func):
    """`(a, b) < (x, y)`."""

    output_field = models.BooleanField()
    conditional = True

    def __init__(self, left: _Row, right: _Row, sign: str) -> None:
        super().__init__(left, right)
        self.template = "%(expressions)s"
        self.arg_joiner = f" {sign} "


_SALT = "vpt.cursor"


def keyset(
    request: HttpRequest,
    queryset: QuerySet[Any],
    fields: Sequence[str] = ("-occurred_at", "-pk"),
    per_page: int = 25,
) -> KeysetPage:
    """Return the rows after (`?na=`) or before (`?voor=`) a row that was seen, in the order of `fields`.

    All fields run in one direction, hold no NULL, and together are unique; an index over them serves the list. A
    cursor that was not made by us gives the first page.
    """
    descending = fields[0].startswith("-")
    names = [name.lstrip("-") for name in fields]
    after, before = _read(request.GET.get("na"), names, queryset), _read(request.GET.get("voor"), names, queryset)
    backwards = before is not None and after is None
    cursor = before if backwards else after
    ordered = queryset.order_by(*([_turned(name) for name in fields] if backwards else fields))
    if cursor is not None:
        ordered = ordered.filter(_beyond(names, cursor, queryset, descending is not backwards))
    found = list(ordered[: per_page + 1])
    is_more, rows = len(found) > per_page, found[:per_page]
    if backwards:
        rows.reverse()
    has_next, has_previous = (True, is_more) if backwards else (is_more, cursor is not None)
    return KeysetPage(
        rows,
        _cursor(rows[-1], names) if rows and has_next else None,
        _cursor(rows[0], names) if rows and has_previous else None,
        per_page,
    )


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _field(queryset: QuerySet[Any], name: str) -> Field[Any, Any]:
    meta = queryset.model._meta
    return cast("Field[Any, Any]", meta.pk if name == "pk" else meta.get_field(name))


def _cursor(row: Any, names: list[str]) -> str:
    return signing.dumps([_text(row, name) for name in names], salt=_SALT)


def _text(row: Any, name: str) -> str:
    """Write one value of a row as text; rows are objects, or the dicts of `values()`."""
    if isinstance(row, dict):
        value = row[name]
        return str(value.isoformat() if hasattr(value, "isoformat") else value)
    field = row._meta.pk if name == "pk" else row._meta.get_field(name)
    return str(field.value_to_string(row))


def _read(token: str | None, names: list[str], queryset: QuerySet[Any]) -> list[Any] | None:
    if not token:
        return None
    try:
        texts = signing.loads(token, salt=_SALT)
        if len(texts) != len(names):
            return None
        return [_field(queryset, name).to_python(text) for name, text in zip(names, texts, strict=True)]
    except Exception:  # noqa: BLE001  whatever is wrong with a cursor, the answer is the first page
        return None


def _beyond(names: list[str], cursor: list[Any], queryset: QuerySet[Any], is_smaller: bool) -> Q:
    columns = _Row(*(models.F(name) for name in names))
    values = _Row(
        *(models.Value(value, output_field=_field(queryset, name)) for name, value in zip(names, cursor, strict=True))
    )
    return Q(_RowIsAfter(columns, values, "<" if is_smaller else ">"))
