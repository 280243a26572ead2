"""Addresses below /m/: what stands on posters. They are short, because somebody may type them."""

from django.urls import URLPattern, path

from incidents.views import mini

app_name = "poster"

urlpatterns: list[URLPattern] = [
    path("<slug:token>", mini.report, name="report"),
    path("<slug:token>/bedankt", mini.thanks, name="thanks"),
    path("<slug:token>/collega", mini.collegial, name="collegial"),
]
