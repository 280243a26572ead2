"""Addresses below /bijeenkomsten/."""

from django.urls import URLPattern, path

from meetings.views import answers, guests, listing, planning, presence, public

app_name = "meetings"

urlpatterns: list[URLPattern] = [
    path("", listing.index, name="index"),
    path("nieuw/", planning.choose_type, name="choose_type"),
    path("nieuw/<slug:slug>/", planning.create, name="create"),
    path("afspraken/", listing.agreements, name="agreements"),
    path("afspraken/<int:pk>/klaar/", listing.finish_agreement, name="finish_agreement"),
    path("kalender/", listing.calendar_page, name="calendar"),
    path("kalender/<str:token>.ics", public.feed, name="feed"),
    path("antwoord/nieuwe-link/", public.new_link, name="new_link"),
    path("antwoord/<str:token>/", public.answer, name="answer"),
    path("antwoord/<str:token>/agenda.ics", public.answer_calendar, name="answer_calendar"),
    path("<int:pk>/", listing.detail, name="detail"),
    path("<int:pk>/agenda.ics", listing.meeting_calendar, name="meeting_calendar"),
    path("<int:pk>/wijzigen/", planning.change, name="change"),
    path("<int:pk>/kopie/", planning.copy, name="copy"),
    path("<int:pk>/afgelasten/", planning.cancel, name="cancel"),
    path("<int:pk>/gasten/", guests.choose, name="guests"),
    path("<int:pk>/uitnodiging/", guests.invitation, name="invitation"),
    path("<int:pk>/uitnodiging/mail/", guests.invitation_mail, name="invitation_mail"),
    path("<int:pk>/uitnodiging/proef/", guests.proof, name="proof"),
    path("<int:pk>/antwoorden/", answers.overview, name="answers"),
    path("<int:pk>/herinneren/", answers.remind, name="remind"),
    path("<int:pk>/presentielijst/", presence.sheet, name="sheet"),
    path("<int:pk>/presentielijst/pdf/", presence.sheet_download, name="sheet_download"),
    path("<int:pk>/aanwezig/", presence.mark, name="presence"),
    path("<int:pk>/aanwezig/binnenloper/", presence.walk_in, name="walk_in"),
    path("<int:pk>/afsluiten/", presence.close, name="close"),
]
