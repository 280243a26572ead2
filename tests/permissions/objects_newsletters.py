"""Objects of the newsletters for the matrix of rights."""

from __future__ import annotations

from core.links import sign
from newsletters.letters import PREFERENCES_PURPOSE
from newsletters.models import Block, Edition
from tests.factories.newsletters import BlockFactory, EditionFactory, SubscriptionFactory
from tests.permissions.case import PROGRAMME_LEADERS, Case, builds


@builds("edition")
def edition(case: Case) -> Edition:
    """A draft, for those who make newsletters."""
    made: Edition = EditionFactory(subject=case.canary(*PROGRAMME_LEADERS))
    return made


@builds("sent_edition")
def sent_edition(case: Case) -> Edition:
    """An edition that was sent, for everybody."""
    made: Edition = EditionFactory(sent=True)
    return made


@builds("block")
def block(case: Case) -> Block:
    """A block of the draft."""
    made: Block = BlockFactory(edition=case.get("edition"), heading=case.canary(*PROGRAMME_LEADERS))
    return made


@builds("subscription_token")
def subscription_token(case: Case) -> tuple[str]:
    """The personal link of a reader; who holds it may use it."""
    return (sign(PREFERENCES_PURPOSE, str(SubscriptionFactory().pk)),)
