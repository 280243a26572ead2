"""Objects of the cupboard for the matrix of rights: on the shelf for everybody, an offer for its giver alone."""

from __future__ import annotations

from apothekerskast.models import Borrowing, Drawer, Item, ItemFile, Theme
from core.uploads import store
from participants.access import Role
from tests.factories.apothekerskast import BorrowingFactory, ItemFactory
from tests.permissions.case import PROGRAMME_LEADERS, Case, builds


@builds("drawer_slug")
def drawer_slug(case: Case) -> tuple[str]:
    """A drawer, by its slug."""
    return (Drawer.objects.get(number=1).slug,)


@builds("theme_slug")
def theme_slug(case: Case) -> tuple[str]:
    """A theme, by its slug."""
    return (Theme.objects.order_by("slug")[0].slug,)


@builds("item")
def item(case: Case) -> Item:
    """An item on the own shelf; on the other side an offer that nobody but its giver and the leaders may read."""
    if not case.is_other:
        shelved: Item = ItemFactory(source_organisation=case.organisation)
        return shelved
    giver = case.users[Role.COORDINATOR]
    title = case.canary(*PROGRAMME_LEADERS)
    offered: Item = ItemFactory(
        offered=True, title=title, body=title, offered_by=giver, source_organisation=case.organisation
    )
    return offered


@builds("item_file")
def item_file(case: Case) -> ItemFile:
    """A file of the item."""
    content = case.canary(*PROGRAMME_LEADERS).encode() if case.is_other else b"voor iedereen"
    stored = store(name="uitleg.txt", content=content, mimetype="text/plain", actor=None)
    return ItemFile.objects.create(item=case.get("item"), stored_file=stored)


@builds("borrowing")
def borrowing(case: Case) -> Borrowing:
    """An item that this organisation uses."""
    made: Borrowing = BorrowingFactory(organisation=case.organisation)
    return made
