"""Addresses of the end of keeping, below /voorvallen/."""

from django.urls import path

from incidents.views import retention

urlpatterns = [
    path("bewaren", retention.overview, name="retention"),
    path("bewaren/termijn", retention.term, name="retention_term"),
    path("bewaren/register", retention.register, name="retention_register"),
    path("<slug:reference>/bewaren", retention.pause, name="retention_pause"),
    path("<slug:reference>/bewaren/hervatten", retention.resume, name="retention_resume"),
]
