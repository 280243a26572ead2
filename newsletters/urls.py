"""Addresses below /nieuwsbrieven/."""

from django.urls import URLPattern

app_name = "newsletters"

urlpatterns: list[URLPattern] = []
