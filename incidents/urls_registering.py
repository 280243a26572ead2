"""Addresses of registering without signal and of light incidents, below /voorvallen/."""

from django.urls import path

from incidents.views import light, offline

urlpatterns = [
    path("melden/sleutel", offline.ticket, name="ticket"),
    path("melden/ineens", offline.deliver, name="deliver"),
    path("zonder-bereik", offline.shell, name="offline"),
    path("licht", light.light, name="light"),
    path("licht/<int:pk>/terug", light.undo, name="light_undo"),
    path("licht/<int:pk>/plek", light.place, name="light_place"),
    path("licht/<int:pk>/melden", light.upgrade, name="light_upgrade"),
]
