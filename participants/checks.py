"""System checks of the rights: no page without a capability, no row of an organisation without a scoped manager."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from participants.access import Capability, ScopedQuerySet

WITHOUT_ORGANISATION_RULE = frozenset({"participants.Sector", "participants.TrustedDevice", "participants.User"})
"""Models below which an organisation hangs, or that belong to one account alone."""

_OWNERS = frozenset({"participants.Organisation", "participants.Person"})


def url_patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every address of the portal with its full name; names in a namespace read `namespace:name`."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from url_patterns(entry, inner)
        else:
            yield f"{prefix}{entry.name or ''}", entry


def capability_of(view: Any) -> Capability | None:
    """Return the capability that a view asks for; None when it asks for none."""
    found = getattr(getattr(view, "view_class", view), "capability", None)
    return found if isinstance(found, Capability) else None


@register(Tags.security)
def portal_views_state_a_capability(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """E001: a page of one of our apps that is neither public by decision nor guarded by a capability."""
    return [
        Error(
            f"The page {name!r} ({_module(pattern.callback)}) asks for no capability.",
            hint="Use @requires(Capability.X), PortalView, @signed_in, or @login_not_required for a public page.",
            id="participants.E001",
        )
        for name, pattern in url_patterns()
        if _is_ours(pattern.callback) and not is_public(pattern.callback) and capability_of(pattern.callback) is None
    ]


def is_public(view: Any) -> bool:
    """Tell whether a page is open to who is not signed in."""
    return not getattr(view, "login_required", True)


def _module(view: Any) -> str:
    return str(getattr(getattr(view, "view_class", view), "__module__", ""))


def _is_ours(view: Any) -> bool:
    is_ours = _module(view).split(".")[0] in settings.OWN_APPS
    return is_ours and not _is_sign_in(view) and not _is_of_the_admin(view)


def _is_of_the_admin(view: Any) -> bool:
    """Pages of the admin ask the capabilities of their model (`CapabilityAdminMixin`), also those written anew."""
    return isinstance(getattr(getattr(view, "model_admin", None), "view_capability", None), Capability)


def _is_sign_in(view: Any) -> bool:
    """Pages about the account itself come before any role; they reach only the account's own rows."""
    return _module(view) == "participants.sign_in"


@register(Tags.models)
def models_with_an_organisation_are_scoped(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """E002: a model that hangs on an organisation or a person, whose default manager does not narrow by rights."""
    return [
        Error(
            f"{model._meta.label} hangs on an organisation, and its default manager is not scoped.",
            hint="Give it `objects = SomeQuerySet.as_manager()` with SomeQuerySet(ScopedQuerySet).",
            obj=model,
            id="participants.E002",
        )
        for model in own_models()
        if hangs_on_organisation(model) and not is_scoped(model)
    ]


@register(Tags.models)
def organisation_paths_exist(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """E003: a path of a scoped queryset that leads nowhere, or elsewhere than to an organisation or account."""
    errors: list[CheckMessage] = []
    for model in own_models():
        if not is_scoped(model):
            continue
        queryset = model._default_manager.get_queryset()
        assert isinstance(queryset, ScopedQuerySet)
        wanted = [(queryset.organisation_path, "participants.Organisation")]
        wanted += [(queryset.self_path, "participants.User")] if queryset.self_path else []
        errors += [
            Error(f"{model._meta.label}: {path!r} does not lead to {target}.", obj=model, id="participants.E003")
            for path, target in wanted
            if _target(model, path) != target
        ]
    return errors


def _target(model: type[models.Model], path: str) -> str:
    if path == "pk":
        return model._meta.label
    current: Any = model
    for part in path.removesuffix("_id").split("__"):
        field = next((field for field in current._meta.get_fields() if field.name == part), None)
        if field is None or field.related_model is None:
            return ""
        current = field.related_model
    return str(current._meta.label)


def own_models() -> list[type[models.Model]]:
    """Return the concrete models of our own apps."""
    return [model for model in apps.get_models() if model._meta.app_label in settings.OWN_APPS]


def is_scoped(model: type[models.Model]) -> bool:
    """Tell whether the model's default manager narrows by rights."""
    return isinstance(model._default_manager.get_queryset(), ScopedQuerySet)


def hangs_on_organisation(model: type[models.Model]) -> bool:
    """Tell whether a row of this model belongs, directly or through parents, to an organisation or a person.

    A model of the whole programme that only names an organisation says `is_programme_wide = True`.
    """
    if model._meta.label in WITHOUT_ORGANISATION_RULE or getattr(model, "is_programme_wide", False):
        return False
    return _hangs(model, set())


def _hangs(model: type[models.Model], seen: set[type[models.Model]]) -> bool:
    if model._meta.label in _OWNERS:
        return True
    if model in seen or model._meta.app_label not in settings.OWN_APPS:
        return False
    seen.add(model)
    keys = [field for field in model._meta.get_fields() if isinstance(field, models.ForeignKey)]
    return any(
        key.related_model._meta.label == "participants.Organisation"
        or (not key.null and key.related_model is not model and _hangs(key.related_model, seen))
        for key in keys
    )
