"""Addresses of the portal: Dutch words in the path, one app a line."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from incidents.views import offline
from vpt_portal import about, errors, home

urlpatterns = [
    path("", home.home, name="home"),
    path("gezond", home.health, name="health"),
    path("service-worker.js", offline.worker, name="service_worker"),
    path("app.webmanifest", offline.manifest, name="manifest"),
    path("toegankelijkheid/", about.accessibility, name="accessibility"),
    path("privacy/", about.privacy, name="privacy"),
    path("contact/", about.contact, name="contact"),
    path("account/", include("vpt_portal.account_urls")),
    path("deelnemers/", include("participants.urls")),
    path("maatregelen/", include("measures.urls")),
    path("apothekerskast/", include("apothekerskast.urls")),
    path("programma/", include("programme.urls")),
    path("bijeenkomsten/", include("meetings.urls")),
    path("voorvallen/", include("incidents.urls")),
    path("api/v1/", include("incidents.api.urls")),
    path("m/", include("incidents.urls.poster")),
    path("begroting/", include("budget.urls")),
    path("nieuwsbrieven/", include("newsletters.urls")),
    path("rapporten/", include("reports.urls")),
    path("beheer/", admin.site.urls),
]

if settings.IS_DEMONSTRATION:
    urlpatterns += [path("demo/", include("vpt_portal.demo_urls"))]

if settings.SHOWS_COMPONENT_PAGE:
    urlpatterns += [path("onderdelen/", home.components, name="components")]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
