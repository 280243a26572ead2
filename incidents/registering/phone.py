"""Registering without signal: what the phone gets beforehand. The form holds no data of anybody.

A report that waits on a phone belongs to an account, named by a key that says nothing: another account on the same
phone does not see it and cannot send it, and the server checks the key once more.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString

from incidents import privacy
from incidents.choices import DayPart, Severity
from incidents.models import Incident, IncidentText
from incidents.registering.examples import GENERAL, SECTORS
from incidents.registering.steps import REPORTER, STEPS, Step
from incidents.vocabulary import ACTIONS, CHANNELS, KINDS
from participants.access import Capability, reach_of
from participants.models import Organisation, User

STYLES = [
    "vendor/bootstrap/bootstrap.min.css",
    "css/theme.css",
    "css/portal.css",
    "css/components.css",
    "css/forms.css",
    "css/incidents.css",
]
SCRIPTS = ["js/incidents-kept.js", "js/incidents-privacy.js", "js/incidents-phone.js", "js/incidents-offline.js"]
PICTURES = [
    "fonts/source-sans-3-latin-wght-normal.woff2",
    "img/icons.svg",
    "img/icon.svg",
    "img/chevron.svg",
    "img/chevron-dark.svg",
    "img/tick.svg",
    "img/tick-dark.svg",
    "img/dot.svg",
    "img/dot-dark.svg",
]
FILES = [*STYLES, *SCRIPTS, *PICTURES]
DAYS = ["", "vandaag", "gisteren", "dag"]


def owner_keys(user: User) -> list[str]:
    """Return the keys of this account, the present one first: one for each secret that still holds."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [salted_hmac("incidents.phone", str(user.pk), secret=secret).hexdigest()[:32] for secret in secrets]


def owner_key(user: User | AnonymousUser) -> str:
    """Return the key under which a phone keeps reports of this account; empty for who may not report."""
    if not isinstance(user, User) or reach_of(user, Capability.INCIDENTS_REPORT) is None:
        return ""
    return owner_keys(user)[0]


@dataclass(frozen=True, slots=True)
class Question:
    """One screen of the form without signal: the question and the inside of its form, made beforehand."""

    step: Step
    number: int
    day: str
    body: SafeString

    @property
    def screen(self) -> str:
        """Return the name of this screen: the days of "when" are screens of their own."""
        return f"{self.step.slug}-{self.day}" if self.day else self.step.slug


def script_data(user: User | AnonymousUser) -> dict[str, str]:
    """Return what the script on each page is told: whose reports it may send, and the addresses."""
    return {"owner": owner_key(user), "places": json.dumps(places()), "worker": reverse("service_worker")}


def questions(at: datetime) -> list[Question]:
    """Return the seven questions and "who reports", without anything of anybody."""
    return [
        Question(step, number, day, SafeString(render_to_string(step.template, _context(step, day, at))))
        for number, step in enumerate([*STEPS, REPORTER], start=1)
        for day in (DAYS if step.slug == "wanneer" else [""])
    ]


def _context(step: Step, day: str, at: datetime) -> dict[str, Any]:
    """Return what the inside of a form needs; where a page would look in the database there is nothing."""
    incident = Incident(organisation=Organisation(), reported_by_role="")
    incident.text = IncidentText(incident=incident)
    form = step.form(incident=incident, at=at)
    tiles: dict[str, Any] = {
        "waar": CHANNELS,
        "ernst": [(each, each.label.capitalize(), GENERAL.get(each, "")) for each in Severity],
        "gedaan": ACTIONS,
    }
    context = {"incident": incident, "step": step, "form": form, "tiles": tiles.get(step.slug), "chosen": ()}
    context["label_id"] = f"kop-{step.slug}-{day}" if day else f"kop-{step.slug}"
    if step.slug == "wat":
        offered = [kind for kind in KINDS if kind.holds(form.today)]
        context |= {"tiles": [kind for kind in offered if kind.tile], "more": [k for k in offered if not k.tile]}
    if step.slug == "wanneer":
        parts = [(part.value, part.label.capitalize()) for part in DayPart]
        context |= {"day": day, "parts": parts, "suffix": f"_{day}"}
    return context


def shell(at: datetime) -> str:
    """Return the page that a phone keeps; it is the same for everybody."""
    context = {
        "questions": questions(at),
        "steps": [*STEPS, REPORTER],
        "total": len(STEPS),
        "known": {
            "steps": [{"slug": step.slug, "short": step.short} for step in [*STEPS, REPORTER]],
            "needed": ["wat", "wanneer", "waar", "ernst"],
            "examples": {
                sector: {str(key): words for key, words in found.items()} for sector, found in SECTORS.items()
            },
            "places": places(),
        },
        "patterns": privacy.for_the_phone(),
        "is_demonstration": settings.IS_DEMONSTRATION,
        "scripts": [static(name) for name in SCRIPTS],
        "styles": [static(name) for name in STYLES],
    }
    return render_to_string("incidents/offline.html", context)


def places() -> dict[str, str]:
    """Return the addresses that page and service worker must know."""
    return {
        "shell": reverse("incidents:offline"),
        "ticket": reverse("incidents:ticket"),
        "deliver": reverse("incidents:deliver"),
        "begin": reverse("incidents:begin"),
        "start": reverse("incidents:index"),
        "signIn": reverse("account_login"),
    }


def worker(at: datetime) -> str:
    """Return the service worker: a list of what is kept, with a name that changes with it, and the file that works."""
    files = [static(name) for name in FILES]
    page = shell(at)
    version = hashlib.sha256((page + "".join(files)).encode()).hexdigest()[:16]
    known = {**places(), "version": version, "files": files}
    names = json.dumps([static("js/incidents-kept.js"), static("js/incidents-worker.js")])
    return f"self.vptPlaces = {json.dumps(known)};\nimportScripts(...{names});\n"
