"""Addresses below /begroting/."""

from django.urls import path

from budget import edit_views, views

app_name = "budget"

urlpatterns = [
    path("", views.index, name="index"),
    path("versies/", views.versions, name="versions"),
    path("versies/nieuw/", edit_views.version_add, name="version_add"),
    path("versies/<int:pk>/", views.version, name="version"),
    path("versies/<int:pk>/laten-gelden/", edit_views.version_choose, name="version_choose"),
    path("kosten/", views.costs, name="costs"),
    path("kosten/nieuw/", edit_views.cost_add, name="cost_add"),
    path("kosten/om-niet/", edit_views.in_kind_add, name="in_kind_add"),
    path("kosten/<int:pk>/", views.cost, name="cost"),
    path("kosten/<int:pk>/wijzigen/", edit_views.cost_edit, name="cost_edit"),
    path("kosten/<int:pk>/bon/", views.receipt, name="receipt"),
    path("kosten/<int:pk>/betaalbewijs/", views.payment_proof, name="payment_proof"),
    path("kosten/<int:pk>/stuk-toevoegen/", edit_views.file_add, name="file_add"),
]
