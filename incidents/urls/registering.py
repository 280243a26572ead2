"""Addresses of registering, with and without signal, and of light incidents, below /voorvallen/."""

from django.urls import path

from incidents.views import light, offline, registering

urlpatterns = [
    path("", registering.index, name="index"),
    path("melden", registering.begin, name="begin"),
    path("melden/sleutel", offline.ticket, name="ticket"),
    path("melden/ineens", offline.deliver, name="deliver"),
    path("zonder-bereik", offline.shell, name="offline"),
    path("licht", light.light, name="light"),
    path("licht/<int:pk>/terug", light.undo, name="light_undo"),
    path("licht/<int:pk>/plek", light.place, name="light_place"),
    path("licht/<int:pk>/melden", light.upgrade, name="light_upgrade"),
    path("melden/<slug:reference>/controle", registering.check, name="check"),
    path("melden/<slug:reference>/verstuurd", registering.sent, name="sent"),
    path("melden/<slug:reference>/weggooien", registering.discard, name="discard"),
    path("melden/<slug:reference>/collega", registering.collegial, name="collegial"),
    path("melden/<slug:reference>/bewaren", registering.autosave, name="autosave"),
    path("melden/<slug:reference>/<slug:slug>", registering.step, name="step"),
]
