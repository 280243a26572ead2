"""Pages of the newsletter: make and send, read, and decide what to receive."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.links import read as read_link
from core.paging import page
from core.params import posted
from newsletters import services
from newsletters.delivery import delivery_counts
from newsletters.forms import BlockForm, EditionForm, NewEditionForm, PreferencesForm, SubscribeForm
from newsletters.letters import PREFERENCES_PURPOSE, personal_letter, render_edition
from newsletters.models import Block, Edition, EditionStatus, Subscription, SubscriptionStatus
from newsletters.sources import suggestion_for, suggestions
from participants.access import Capability
from participants.guards import requires

_reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])


@_reads_or_posts
@requires(Capability.NEWSLETTERS_MANAGE)
def index(request: HttpRequest) -> HttpResponse:
    """All editions with their three numbers, and the form to begin one."""
    form = NewEditionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return redirect(services.make_edition(actor=request.user, **form.cleaned_data))
    context = {
        "form": form,
        "page": page(request, Edition.objects.all(), per_page=20),
        "readers": Subscription.objects.active().count(),
    }
    return render(request, "newsletters/index.html", context)


@_reads_or_posts
@requires(Capability.NEWSLETTERS_MANAGE)
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """The desk of one edition: words, blocks, readers, proof and send."""
    found = get_object_or_404(Edition, pk=pk)
    if not found.is_draft:
        return render(request, "newsletters/sent.html", {"edition": found, **_stand(found)})
    form = EditionForm(posted(request), instance=found)
    if request.method == "POST" and form.is_valid():
        changed = form.save(commit=False)
        sectors = form.cleaned_data["audience_sectors"]
        return _after(
            request,
            found,
            lambda: services.change_edition(edition=changed, sectors=sectors, actor=request.user),
            "Bewaard.",
        )
    readers = services.audience(get_object_or_404(Edition, pk=pk))
    context = {
        "form": form,
        "edition": found,
        "blocks": found.blocks.all(),
        "suggestions": suggestions(request.user, timezone.now()),
        "readers": readers.count(),
        "organisations": readers.exclude(person__organisation=None).values("person__organisation").distinct().count(),
        "names": readers[:200],
    }
    return render(request, "newsletters/edition.html", context)


def _stand(found: Edition) -> dict[str, Any]:
    """The numbers of one edition: delivered, waiting, failed, skipped."""
    counts = delivery_counts(found)
    waiting = sum(counts.get(status, 0) for status in ("queued", "sending", "later"))
    return {"counts": counts, "waiting": waiting, "failed": counts.get("failed", 0) + counts.get("uncertain", 0)}


@require_POST
@requires(Capability.NEWSLETTERS_MANAGE)
def add_block(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a block that exists already, or an empty one to write."""
    found = get_object_or_404(Edition, pk=pk)
    suggestion = suggestion_for(request.POST.get("suggestion", ""), request.user, timezone.now())
    if suggestion is None:
        messages.error(request, "Dit voorstel bestaat niet meer. Kies een ander.")
        return redirect(found)
    return _after(request, found, lambda: services.add_block(edition=found, suggestion=suggestion))


@_reads_or_posts
@requires(Capability.NEWSLETTERS_MANAGE)
def block(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit the words of a block."""
    found = get_object_or_404(Block.objects.select_related("edition"), pk=pk, edition__status=EditionStatus.DRAFT)
    form = BlockForm(posted(request), instance=found)
    if request.method == "POST" and form.is_valid():
        changed = form.save(commit=False)
        return _after(request, found.edition, lambda: services.change_block(block=changed, actor=request.user))
    return render(request, "newsletters/block.html", {"form": form, "block": found})


@require_POST
@requires(Capability.NEWSLETTERS_MANAGE)
def change_block(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a block up or down, or take it away."""
    found = get_object_or_404(Block.objects.select_related("edition"), pk=pk)
    step = request.POST.get("step", "")
    steps: dict[str, Any] = {
        "up": lambda: services.move_block(block=found, up=True),
        "down": lambda: services.move_block(block=found, up=False),
        "remove": lambda: services.remove_block(block=found),
    }
    if step not in steps:
        messages.error(request, "Kies omhoog, omlaag of weghalen.")
        return redirect(found.edition)
    return _after(request, found.edition, steps[step])


@require_safe
@requires(Capability.NEWSLETTERS_MANAGE)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The edition as readers see it, and its text version beside it."""
    found = get_object_or_404(Edition, pk=pk)
    letter = personal_letter(render_edition(found), subscription=None)
    return render(
        request, "newsletters/preview.html", {"edition": found, "blocks": found.blocks.all(), "letter": letter}
    )


@require_POST
@requires(Capability.NEWSLETTERS_MANAGE)
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the edition to oneself."""
    found = get_object_or_404(Edition, pk=pk)
    services.send_proof(edition=found, actor=request.user)
    messages.success(request, f"De proef is onderweg naar {request.user.email}.")
    return redirect(found)


@require_POST
@requires(Capability.NEWSLETTERS_MANAGE)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send to all readers, after ten seconds in which it can be undone."""
    found = get_object_or_404(Edition, pk=pk)
    return _after(request, found, lambda: services.start_sending(edition=found, actor=request.user, at=timezone.now()))


@require_POST
@requires(Capability.NEWSLETTERS_MANAGE)
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the sending within ten seconds."""
    found = get_object_or_404(Edition, pk=pk)
    return _after(
        request,
        found,
        lambda: services.hold_sending(edition=found, actor=request.user, at=timezone.now()),
        "Tegengehouden. De nieuwsbrief is weer een concept.",
    )


def _after(request: HttpRequest, found: Edition, step: Any, done: str = "") -> HttpResponse:
    """Take a step and go back to the desk, with the reason when it was refused."""
    try:
        step()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        if done:
            messages.success(request, done)
    return redirect(found)


@require_safe
@login_not_required
def archive(request: HttpRequest) -> HttpResponse:
    """All editions that were sent, for everybody."""
    sent = Edition.objects.filter(status=EditionStatus.SENT).order_by("-send_at")
    return render(request, "newsletters/archive.html", {"page": page(request, sent, per_page=20)})


@require_safe
@login_not_required
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition that was sent, as a page."""
    found = get_object_or_404(Edition, pk=pk, status=EditionStatus.SENT)
    return render(request, "newsletters/read.html", {"edition": found, "blocks": found.blocks.all()})


@_reads_or_posts
@login_not_required
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask for the newsletter; the answer is the same whether the address was known or not."""
    form = SubscribeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        services.subscribe(source="aanmeldpagina", **form.cleaned_data)
        return render(request, "newsletters/subscribed.html", {"email": form.cleaned_data["email"]})
    return render(request, "newsletters/subscribe.html", {"form": form})


@_reads_or_posts
@login_not_required
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm, choose or stop by personal link. Opening the page changes nothing: link checkers open links too."""
    subscription = _subscription(token)
    if subscription is None:
        return render(request, "newsletters/link_ended.html", status=404)
    form = PreferencesForm(posted(request), initial={"status": _proposal(subscription)})
    if request.method == "POST" and form.is_valid():
        status = SubscriptionStatus(form.cleaned_data["status"])
        services.set_preference(subscription=subscription, status=status, at=timezone.now())
        return render(request, "newsletters/preference_kept.html", {"status": status})
    return render(request, "newsletters/preferences.html", {"form": form, "subscription": subscription})


@csrf_exempt
@require_POST
@login_not_required
def one_click(request: HttpRequest, token: str) -> HttpResponse:
    """Stop in one click from the mail program (RFC 8058): a POST without cookie, page or question."""
    subscription = _subscription(token)
    if subscription is None:
        raise Http404
    services.set_preference(subscription=subscription, status=SubscriptionStatus.STOPPED, at=timezone.now())
    return HttpResponse("U ontvangt de nieuwsbrief niet meer.", content_type="text/plain; charset=utf-8")


def _subscription(token: str) -> Subscription | None:
    """Return the subscription of a link; such a link does not expire, since stopping must always be possible."""
    pk = read_link(PREFERENCES_PURPOSE, token, None)
    return Subscription.objects.filter(pk=pk).first() if isinstance(pk, str) and pk.isdigit() else None


def _proposal(subscription: Subscription) -> str:
    if subscription.status == SubscriptionStatus.PENDING:
        return SubscriptionStatus.ACTIVE
    return subscription.status
