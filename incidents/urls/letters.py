"""Addresses below /voorvallen/ of settings, letters and posters."""

from django.urls import URLPattern, path

from incidents.views import aangifte, letters, poster, settings

urlpatterns: list[URLPattern] = [
    path("instellingen", settings.index, name="settings"),
    path("instellingen/afdelingen", settings.units, name="units"),
    path("instellingen/afdelingen/<int:pk>", settings.unit, name="unit"),
    path("instellingen/contact/klopt", settings.confirm_contacts, name="confirm_contacts"),
    path("instellingen/brieven/<slug:slug>", settings.letter_text, name="letter_text"),
    path("instellingen/<slug:slug>", settings.part, name="settings_part"),
    path("posters", poster.index, name="posters"),
    path("posters/nieuw", poster.new, name="new_poster"),
    path("posters/<int:pk>", poster.poster, name="poster"),
    path("posters/<int:pk>/pdf", poster.download, name="poster_pdf"),
    path("posters/<int:pk>/opnieuw", poster.again, name="print_poster"),
    path("posters/<int:pk>/intrekken", poster.revoke, name="revoke_poster"),
    path("postermeldingen", poster.mini_reports, name="mini_reports"),
    path("postermeldingen/<int:pk>", poster.judge, name="mini_report"),
    path("<slug:reference>/brieven", letters.choose, name="letters"),
    path("<slug:reference>/brieven/<slug:slug>", letters.letter, name="letter"),
    path("<slug:reference>/brieven/<slug:slug>/document", letters.download, name="letter_download"),
    path("<slug:reference>/brieven/<slug:slug>/verstuurd", letters.sent, name="letter_sent"),
    path("<slug:reference>/aangifte", aangifte.police_help, name="police_help"),
    path("<slug:reference>/aangifte/<int:pk>", aangifte.sheet, name="sheet"),
    path("<slug:reference>/aangifte/<int:pk>/pdf", aangifte.sheet_pdf, name="sheet_pdf"),
]
