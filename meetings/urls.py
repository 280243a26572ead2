"""Addresses below /bijeenkomsten/."""

from django.urls import URLPattern

app_name = "meetings"

urlpatterns: list[URLPattern] = []
