"""Pages by personal link, without an account. Looking changes nothing; only a press does."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.downloads import send_bytes
from core.params import choice, posted
from meetings import calendar, documents, links
from meetings.forms import ColleagueForm, NewLinkForm
from meetings.models import Answer, Invitation
from meetings.services.answering import answer_invitation, send_colleague, send_new_links

CHOICES = {"ja": Answer.YES, "nee": Answer.NO, "collega": Answer.COLLEAGUE}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the invitation with its three answers; a press keeps one."""
    link = links.read_answer(token)
    if not link.is_valid:
        return _dead_link(request, link)
    assert link.invitation is not None
    form = ColleagueForm()
    if request.method == "POST":
        try:
            if _keep(request, link.invitation, form := ColleagueForm(request.POST)):
                return redirect("meetings:answer", token)
        except ValidationError as error:
            _add(form, error)
    context = documents.answer_page(link.invitation, timezone.now())
    shows_colleague = form.is_bound or choice(request, "antwoord", CHOICES, "") == "collega"
    return render(
        request,
        "meetings/public/answer.html",
        {"content": context, "token": token, "form": form, "shows_colleague": shows_colleague},
    )


def _keep(request: HttpRequest, invitation: Invitation, form: ColleagueForm) -> bool:
    """Keep the answer that was pressed; False when the form of the colleague holds a mistake."""
    chosen = CHOICES.get(request.POST.get("answer", ""))
    if chosen is None:
        raise ValidationError("Kies een van de drie antwoorden.")
    if chosen is not Answer.COLLEAGUE:
        answer_invitation(invitation=invitation, answer=chosen, at=timezone.now())
        return True
    if not form.is_valid():
        return False
    send_colleague(
        invitation=invitation,
        name=form.cleaned_data["name"],
        email=form.cleaned_data["email"],
        at=timezone.now(),
    )
    return True


def _add(form: ColleagueForm, error: ValidationError) -> None:
    form.full_clean()
    if not hasattr(error, "error_dict"):
        form.errors.clear()  # a refusal of the whole answer says nothing about the colleague's fields
    form.add_error(None, error)


def _dead_link(request: HttpRequest, link: links.AnswerLink) -> HttpResponse:
    """Say kindly that the link does not work. One press mails a new one when the link was once ours."""
    if request.method == "POST" and link.invitation and link.invitation.person:
        send_new_links(email=link.invitation.person.email, at=timezone.now())
        return redirect("meetings:new_link")
    context = {"is_known": link.invitation is not None, "form": NewLinkForm()}
    return render(request, "meetings/public/dead_link.html", context, status=410 if link.is_expired else 404)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request: HttpRequest) -> HttpResponse:
    """Mail new links to an address; what is said is the same whether the address is known or not."""
    form = NewLinkForm(posted(request))
    if request.method == "POST":
        if not form.is_valid():
            return render(request, "meetings/public/dead_link.html", {"is_known": False, "form": form})
        send_new_links(email=form.cleaned_data["email"], at=timezone.now())
        return redirect("meetings:new_link")
    return render(request, "meetings/public/link_sent.html")


@login_not_required
@require_safe
def answer_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Give the calendar file that goes with a personal link."""
    link = links.read_answer(token)
    if not link.is_valid or link.invitation is None:
        return _dead_link(request, link)
    url = links.answer_url(link.invitation)
    content = calendar.request(link.invitation, url=url, at=timezone.now())
    return send_bytes("bijeenkomst.ics", content, "text/calendar")


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give all meetings of one person as a calendar to subscribe to."""
    person = links.read_feed(token)
    if person is None:
        raise Http404("Deze kalender bestaat niet meer.")
    content = calendar.feed(documents.feed_entries(person), name="Bijeenkomsten VPT", at=timezone.now())
    return send_bytes("bijeenkomsten.ics", content, "text/calendar")
