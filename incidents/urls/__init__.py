"""Addresses below /voorvallen/."""

from django.urls import path

from incidents.urls import delivery, letters, registering, retention, rounds
from incidents.views import attachments, bulk, changing, counting, figures, handling, listing, talks

app_name = "incidents"

urlpatterns = [
    *registering.urlpatterns,
    path("lijst", listing.listing, name="list"),
    path("cijfers", figures.own, name="figures"),
    path("cijfers/eigen.<slug:kind>", figures.own_file, name="figures_file"),
    path("cijfers/regio", figures.region, name="region"),
    path("cijfers/regio/<slug:way>.<slug:kind>", figures.region_file, name="region_file"),
    path("cijfers/volledigheid", figures.complete, name="completeness"),
    path("aantallen", counting.months, name="months"),
    path("aantallen/<int:year>/<int:number>", counting.month, name="month"),
    path("lijst/tegelijk", bulk.bulk, name="bulk"),
    path("gesprekken", talks.talks, name="talks"),
    *delivery.urlpatterns,
    *letters.urlpatterns,
    *retention.urlpatterns,
    *rounds.urlpatterns,
    path("<slug:reference>", handling.detail, name="detail"),
    path("<slug:reference>/bijlagen", attachments.attachments, name="attachments"),
    path("<slug:reference>/bijlagen/<int:pk>", attachments.attachment, name="attachment"),
    path("<slug:reference>/bijlagen/<int:pk>/verwijderen", attachments.remove, name="remove_attachment"),
    path("<slug:reference>/gegevens/<slug:slug>", changing.change, name="change"),
    path("<slug:reference>/gesprekken", changing.plan_talks, name="plan_talks"),
    path("<slug:reference>/gesprekken/<int:days>", changing.talk, name="talk"),
    path("<slug:reference>/intrekken", changing.withdraw, name="withdraw"),
    path("<slug:reference>/behandelaar", bulk.assign, name="assign"),
    path("<slug:reference>/plicht/<slug:kind>", handling.duty, name="duty"),
    path("<slug:reference>/stap/<slug:slug>", handling.flow, name="flow"),
]
