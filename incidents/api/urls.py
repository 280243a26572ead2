"""Addresses of the API: plural Dutch nouns, no slash at the end."""

from django.urls import path

from incidents.api import views
from incidents.api.schema import SchemaView

app_name = "api"

urlpatterns = [
    path("openapi.json", SchemaView.as_view(), name="schema"),
    path("keuzelijsten", views.Keuzelijsten.as_view(), name="choices"),
    path("voorvallen", views.Voorvallen.as_view(), name="incidents"),
    path("voorvallen/<str:reference>", views.Voorval.as_view(), name="incident"),
    path("maandaantallen", views.Maandaantallen.as_view(), name="months"),
    path("maandaantallen/<str:month>", views.Maandaantal.as_view(), name="month"),
]
