"""Guards of views: each portal view states the capability that it asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views import View

from participants.access import Capability, decide

if TYPE_CHECKING:
    from participants.models import User

ViewFunction = TypeVar("ViewFunction", bound=Callable[..., HttpResponseBase])


def requires(capability: Capability) -> Callable[[ViewFunction], ViewFunction]:
    """Refuse users without any grant for this capability: 403 with the reason and whom to ask.

    Which rows they get is decided by `.reachable(user, capability)` in the view: somebody else's row is a 404.
    """

    def decorate(view: ViewFunction) -> ViewFunction:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            decision = decide(request.user, capability)
            if not decision:
                raise PermissionDenied(decision.reason)
            return view(request, *args, **kwargs)

        guarded.capability = capability  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def signed_in(view: ViewFunction) -> ViewFunction:
    """Mark a view that shows a user only what is his own; it takes no key and needs no role, but an account."""
    view.capability = Capability.OWN_DATA  # type: ignore[attr-defined]
    return view


def user_of(request: HttpRequest) -> User:
    """Return who asks, of a view that a guard or the sign-in middleware let through."""
    return cast("User", request.user)


class PortalView(View):
    """Base of class-based views; `capability` is compulsory, a system check looks for it."""

    capability: Capability

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse with the reason before anything is read."""
        decision = decide(request.user, self.capability)
        if not decision:
            raise PermissionDenied(decision.reason)
        return super().dispatch(request, *args, **kwargs)
