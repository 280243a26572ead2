"""Pages of the cupboard: drawers, results, an item, and giving one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apothekerskast.forms import BorrowForm, JudgeForm, OfferForm, SearchForm, WishForm
from apothekerskast.models import Borrowing, Drawer, Item, ItemFile, Theme
from apothekerskast.search import find, with_headlines
from apothekerskast.services import Offer, borrow_item, judge_borrowing, make_wish, offer_item
from core.downloads import send_file
from core.paging import page
from core.params import posted
from core.uploads import accept_upload
from participants.access import Capability, decide
from participants.guards import requires

_PER_PAGE = 20


@require_safe
@requires(Capability.APOTHEKERSKAST_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """Nine drawer fronts, the search box and the newest items."""
    shelf = Item.objects.reachable(request.user, Capability.APOTHEKERSKAST_VIEW).published()
    published = Q(items__status="published")
    return render(
        request,
        "apothekerskast/index.html",
        {
            "form": SearchForm(),
            "drawers": Drawer.objects.annotate(
                filled=Count("items", filter=published, distinct=True),
                borrowed=Count("items__borrowings", filter=published, distinct=True),
            ).order_by("number"),
            "themes": Theme.objects.annotate(filled=Count("items", filter=published)).order_by("title"),
            "newest": shelf.for_cards()[:3],
            "may_offer": bool(decide(request.user, Capability.APOTHEKERSKAST_OFFER)),
        },
    )


@require_safe
@requires(Capability.APOTHEKERSKAST_VIEW)
def results(request: HttpRequest) -> HttpResponse:
    """What was found, best first, each with the sentence in which it was found."""
    form = SearchForm(request.GET)
    shelf = Item.objects.reachable(request.user, Capability.APOTHEKERSKAST_VIEW).published()
    context: dict[str, object] = {"form": form, "wish_form": WishForm(initial={"text": request.GET.get("q", "")})}
    if form.is_valid():
        text, drawer, kind = form.cleaned_data["q"], form.cleaned_data["lade"], form.cleaned_data["soort"]
        if drawer:
            shelf = shelf.filter(drawers=drawer)
        if kind:
            shelf = shelf.filter(kind=kind)
        if text:
            found = find(shelf, text)
            context |= {"text": text, "found": found}
            shelf = with_headlines(found.items, text)
        context["page"] = page(request, shelf.for_cards(), per_page=_PER_PAGE)
    return render(request, "apothekerskast/results.html", context)


@require_safe
@requires(Capability.APOTHEKERSKAST_VIEW)
def drawer(request: HttpRequest, slug: str) -> HttpResponse:
    """All items of one drawer; an empty drawer admits that it is empty."""
    found = get_object_or_404(Drawer, slug=slug)
    shelf = Item.objects.reachable(request.user, Capability.APOTHEKERSKAST_VIEW).published().filter(drawers=found)
    return _shelf(request, found.title, found.question, shelf, drawer=found)


@require_safe
@requires(Capability.APOTHEKERSKAST_VIEW)
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """All items of one theme."""
    found = get_object_or_404(Theme, slug=slug)
    shelf = Item.objects.reachable(request.user, Capability.APOTHEKERSKAST_VIEW).published().filter(themes=found)
    return _shelf(request, found.title, "Een thema dat door de lades heen loopt.", shelf)


def _shelf(request: HttpRequest, title: str, lead: str, shelf: object, **extra: object) -> HttpResponse:
    context = {
        "title": title,
        "lead": lead,
        "page": page(request, shelf.for_cards(), per_page=_PER_PAGE),  # type: ignore[attr-defined]
        "may_offer": bool(decide(request.user, Capability.APOTHEKERSKAST_OFFER)),
        **extra,
    }
    return render(request, "apothekerskast/shelf.html", context)


@require_safe
@requires(Capability.APOTHEKERSKAST_VIEW)
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: five lines to decide on, the explanation, the files and who borrowed it."""
    shelf = Item.objects.reachable(request.user, Capability.APOTHEKERSKAST_VIEW)
    found = get_object_or_404(
        shelf.filter(Q(status="published") | Q(offered_by=request.user)).select_related("source_organisation"), pk=pk
    )
    lenders = found.borrowings.select_related("organisation")
    own = Borrowing.objects.reachable(request.user, Capability.APOTHEKERSKAST_BORROW).filter(item=found)
    return render(
        request,
        "apothekerskast/item.html",
        {
            "item": found,
            "facts": _facts(found),
            "files": found.files.select_related("stored_file"),
            "borrowings": lenders,
            "own_borrowing": own.first(),
            "borrow_form": _borrow_form(request),
            "judge_form": JudgeForm(),
            "today": timezone.localdate(),
        },
    )


def _facts(found: Item) -> list[tuple[str, str]]:
    """The five lines of a card, in a fixed order; an unknown line says so."""
    return [
        ("Wat is het?", found.summary),
        ("Voor wie?", found.audience or "nog niet ingevuld"),
        ("Hoeveel werk?", found.get_effort_display()),
        ("Wat leverde het op?", found.outcome or "nog niet bekend"),
        ("Van wie?", str(found.source_organisation or found.source or "onbekend")),
    ]


def _borrow_form(request: HttpRequest) -> BorrowForm | None:
    """Offer borrowing only to those who may, and choose for who has one organisation."""
    if not decide(request.user, Capability.APOTHEKERSKAST_BORROW):
        return None
    form = BorrowForm(user=request.user)
    choices = list(form.fields["organisation"].queryset[:2])
    if len(choices) == 1:
        form.fields["organisation"].initial = choices[0]
    return form


@require_POST
@requires(Capability.APOTHEKERSKAST_BORROW)
def borrow(request: HttpRequest, pk: int) -> HttpResponse:
    """Borrow an item for the own organisation."""
    shelf = Item.objects.reachable(request.user, Capability.APOTHEKERSKAST_VIEW).published()
    found = get_object_or_404(shelf, pk=pk)
    form = BorrowForm(request.POST, user=request.user)
    if form.is_valid():
        organisation = form.cleaned_data["organisation"]
        borrow_item(item=found, organisation=organisation, actor=request.user, on=timezone.localdate())
        messages.success(request, f"{organisation} leent dit nu. Over een maand vragen we één ding: hielp het?")
    else:
        messages.error(request, "Kies een organisatie waarvoor u mag lenen.")
    return redirect(found)


@require_POST
@requires(Capability.APOTHEKERSKAST_BORROW)
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer whether a borrowed item helped."""
    reachable = Borrowing.objects.reachable(request.user, Capability.APOTHEKERSKAST_BORROW)
    borrowing = get_object_or_404(reachable.select_related("item"), pk=pk)
    form = JudgeForm(request.POST)
    if form.is_valid():
        judge_borrowing(borrowing=borrowing, actor=request.user, **form.cleaned_data)
        messages.success(request, "Dank u. Uw antwoord helpt de volgende die dit wil lenen.")
    else:
        messages.error(request, "Kies eerst of het hielp. Een zin erbij mag, maar hoeft niet.")
    return redirect(borrowing.item)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.APOTHEKERSKAST_OFFER)
def offer(request: HttpRequest) -> HttpResponse:
    """Give an item; the project leader puts it in the cupboard."""
    form = OfferForm(posted(request), request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        made = _take_in(request, form)
        if made is not None:
            messages.success(request, f"Dank u. ‘{made}’ ligt bij de projectleider, die het in de kast zet.")
            return redirect("apothekerskast:mine")
    return render(request, "apothekerskast/offer.html", {"form": form})


def _take_in(request: HttpRequest, form: OfferForm) -> Item | None:
    """Check the file and store the offer; a refused file becomes an error at its field."""
    data = dict(form.cleaned_data)
    upload, key = data.pop("file"), data.pop("submit_key", None)
    try:
        stored = accept_upload(upload=upload, actor=request.user) if upload else None
    except ValidationError as error:
        form.add_error("file", error)
        return None
    return offer_item(offer=Offer(**data), actor=request.user, submit_key=key, stored_file=stored)


@require_safe
@requires(Capability.APOTHEKERSKAST_OFFER)
def mine(request: HttpRequest) -> HttpResponse:
    """What I offered, and what became of it."""
    reachable = Item.objects.reachable(request.user, Capability.APOTHEKERSKAST_OFFER)
    own = reachable.offered_by(request.user).order_by("-offered_at")
    return render(request, "apothekerskast/mine.html", {"page": page(request, own, per_page=_PER_PAGE)})


@require_POST
@requires(Capability.APOTHEKERSKAST_VIEW)
def wish(request: HttpRequest) -> HttpResponse:
    """Keep what was not found."""
    form = WishForm(request.POST)
    if form.is_valid():
        made = make_wish(
            text=form.cleaned_data["text"], actor=request.user, submit_key=form.cleaned_data.get("submit_key")
        )
        messages.success(request, f"De projectleider ziet dat u ‘{made}’ zoekt.")
    else:
        messages.error(request, "Schrijf in een paar woorden wat u zoekt.")
    return redirect("apothekerskast:index")


@require_safe
@requires(Capability.APOTHEKERSKAST_VIEW)
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a file of an item on the shelf, or of the own offer."""
    reachable = ItemFile.objects.reachable(request.user, Capability.APOTHEKERSKAST_VIEW)
    found = get_object_or_404(
        reachable.filter(Q(item__status="published") | Q(item__offered_by=request.user)).select_related(
            "item", "stored_file"
        ),
        pk=pk,
    )
    return send_file(request, found.stored_file, audit_code="apothekerskast.file.downloaded", obj=found.item)
