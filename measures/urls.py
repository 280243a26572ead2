"""Addresses below /maatregelen/."""

from django.urls import path

from measures import matrix_views, views

app_name = "measures"

urlpatterns = [
    path("", views.index, name="index"),
    path("maatregel/<slug:slug>/", views.measure, name="measure"),
    path("bijlage-1/", matrix_views.matrix, name="matrix"),
    path("bijlage-1/gaten/", matrix_views.gaps, name="gaps"),
    path("bijlage-1/regel/<int:pk>/", matrix_views.line, name="line"),
    path("bijlage-1/regel/<int:pk>/wijzigen/", matrix_views.line_edit, name="line_edit"),
    path("bijlage-1/downloaden/", matrix_views.export, name="export"),
    path("bijlage-1/inlezen/", matrix_views.import_upload, name="import_upload"),
    path("bijlage-1/inlezen/<int:pk>/", matrix_views.import_review, name="import_review"),
    path("stand/", views.states, name="states"),
    path("stand/regio/", views.region, name="region"),
    path("stand/<int:pk>/", views.cards, name="cards"),
    path("stand/<int:pk>/invullen/", views.fill, name="fill"),
    path("stand/<int:pk>/bevestigen/", views.confirm, name="confirm"),
]
