"""Addresses of reading in from, and taking along to, an organisation's own system."""

from django.urls import path

from incidents.views import delivery, exporting

urlpatterns = [
    path("inlezen", delivery.index, name="imports"),
    path("inlezen/sjabloon/<slug:kind>.<slug:file_format>", delivery.template, name="import_template"),
    path("inlezen/<int:pk>", delivery.import_run, name="import_run"),
    path("inlezen/<int:pk>/kolommen", delivery.columns, name="import_columns"),
    path("inlezen/<int:pk>/uitleg", delivery.explain, name="import_explain"),
    path("inlezen/<int:pk>/fouten.csv", delivery.problems, name="import_problems"),
    path("inlezen/<int:pk>/<slug:slug>", delivery.step, name="import_step"),
    path("downloaden", exporting.exports, name="exports"),
    path("downloaden/<int:pk>", exporting.export, name="export"),
    path("downloaden/<int:pk>/bestand", exporting.download, name="export_download"),
]
