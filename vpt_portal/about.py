"""Pages about the portal itself; everybody may read them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement."""
    return render(request, "about/accessibility.html")


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """Show who sees what."""
    return render(request, "about/privacy.html")


@login_not_required
def contact(request: HttpRequest) -> HttpResponse:
    """Show whom to ask."""
    return render(request, "about/contact.html")
