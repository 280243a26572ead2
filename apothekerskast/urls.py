"""Addresses below /apothekerskast/."""

from django.urls import URLPattern

app_name = "apothekerskast"

urlpatterns: list[URLPattern] = []
