"""Writes of the cupboard: offer, publish, decline, archive, borrow, ask."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from apothekerskast.models import Borrowing, Drawer, Item, ItemFile, Kind, Status, Theme, Wish
from apothekerskast.search import learn_words
from core import audit
from core.models import StoredFile
from participants.models import Organisation, User

audit.declare("apothekerskast.item.offered", "{actor} bood {object} aan")
audit.declare("apothekerskast.item.published", "{actor} zette {object} in de kast")
audit.declare("apothekerskast.item.declined", "{actor} plaatste {object} niet")
audit.declare("apothekerskast.item.archived", "{actor} haalde {object} uit de kast")
audit.declare("apothekerskast.item.borrowed", "{actor} leende {object}")
audit.declare("apothekerskast.item.judged", "{actor} liet weten of {object} hielp")
audit.declare("apothekerskast.wish.made", "{actor} vroeg naar {object}")
audit.declare("apothekerskast.file.downloaded", "{actor} haalde {object} op")

REVIEW_AFTER_YEARS = 1


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody gives: three things are enough, the project leader asks the rest later."""

    title: str
    summary: str
    drawers: Iterable[Drawer]
    kind: Kind = Kind.PRACTICE
    body: str = ""
    themes: Iterable[Theme] = field(default_factory=tuple)
    organisation: Organisation | None = None
    source: str = ""


@transaction.atomic
def offer_item(
    *, offer: Offer, actor: User, submit_key: uuid.UUID | None = None, stored_file: StoredFile | None = None
) -> Item:
    """Take an offer in; it waits for the project leader. The same form sent twice makes one item."""
    existing = Item.objects.filter(submit_key=submit_key, offered_by=actor).first() if submit_key else None
    if existing is not None:
        return existing
    item = Item.objects.create(
        title=offer.title,
        summary=offer.summary,
        kind=offer.kind,
        body=offer.body,
        source=offer.source,
        source_organisation=offer.organisation,
        offered_by=actor,
        submit_key=submit_key,
    )
    item.drawers.set(offer.drawers)
    item.themes.set(offer.themes)
    if stored_file is not None:
        ItemFile.objects.create(item=item, stored_file=stored_file)
    _record("offered", item, actor)
    return item


@transaction.atomic
def publish_item(*, item: Item, actor: User, on: date) -> Item:
    """Put an item on the shelf, with a day on which somebody looks at it again."""
    item = _step(item, Status.PUBLISHED)
    item.published_on = item.published_on or on
    item.review_on = _years_later(on, REVIEW_AFTER_YEARS)
    item.decline_reason = ""
    item.save()
    learn_words(item)
    _record("published", item, actor)
    return item


@transaction.atomic
def decline_item(*, item: Item, actor: User, reason: str) -> Item:
    """Keep an item from the shelf, with the reason that its giver reads."""
    if not reason.strip():
        raise ValidationError("Schrijf waarom het item niet wordt geplaatst; de aanbieder leest dat.")
    item = _step(item, Status.DECLINED)
    item.decline_reason = reason.strip()
    item.save()
    _record("declined", item, actor)
    return item


@transaction.atomic
def archive_item(*, item: Item, actor: User) -> Item:
    """Take an item from the shelf; who borrowed it stays known."""
    item = _step(item, Status.ARCHIVED)
    item.save()
    _record("archived", item, actor)
    return item


@transaction.atomic
def borrow_item(*, item: Item, organisation: Organisation, actor: User, on: date) -> Borrowing:
    """Note that an organisation uses an item; a second time changes nothing."""
    borrowing, is_new = Borrowing.objects.get_or_create(
        item=item, organisation=organisation, defaults={"borrowed_on": on, "borrowed_by": actor}
    )
    if is_new:
        _record("borrowed", item, actor, organisation.pk)
    return borrowing


@transaction.atomic
def judge_borrowing(*, borrowing: Borrowing, actor: User, helped: str, remark: str) -> Borrowing:
    """Keep the answer to the one question: did it help?"""
    borrowing = Borrowing.objects.select_for_update().get(pk=borrowing.pk)
    borrowing.helped = helped
    borrowing.remark = remark
    borrowing.save(update_fields=["helped", "remark"])
    _record("judged", borrowing.item, actor, borrowing.organisation_id)
    return borrowing


@transaction.atomic
def make_wish(*, text: str, actor: User, submit_key: uuid.UUID | None = None) -> Wish:
    """Keep what somebody did not find, for the project leader."""
    wish, is_new = Wish.objects.get_or_create(
        submit_key=submit_key or uuid.uuid4(), defaults={"text": text.strip()[:120], "wished_by": actor}
    )
    if is_new:
        audit.record(code="apothekerskast.wish.made", actor=actor, obj=wish)
    return wish


def _step(item: Item, status: Status) -> Item:
    """Lock the item and take one allowed step."""
    item = Item.objects.select_for_update().get(pk=item.pk)
    if not item.may_become(status):
        raise ValidationError(
            f"‘{item}’ is nu ‘{item.get_status_display()}’. Vandaar kan het niet ‘{status.label}’ worden."
        )
    item.status = status
    return item


def _record(event: str, item: Item, actor: User, organisation_id: int | None = None) -> None:
    audit.record(
        code=f"apothekerskast.item.{event}",
        actor=actor,
        obj=item,
        organisation_id=organisation_id or item.source_organisation_id,
    )


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
