"""Addresses below /programma/."""

from django.urls import path

from programme import edit_views, views

app_name = "programme"

urlpatterns = [
    path("", views.index, name="index"),
    path("resultaten/<int:pk>/", views.result, name="result"),
    path("resultaten/<int:pk>/bijwerken/", edit_views.result_edit, name="result_edit"),
    path("resultaten/<int:pk>/bewijs/", views.result_proof, name="result_proof"),
    path("planning/", views.planning, name="planning"),
    path("planning/nieuw/", edit_views.plan_item_add, name="plan_item_add"),
    path("planning/<int:pk>/", views.plan_item, name="plan_item"),
    path("planning/<int:pk>/wijzigen/", edit_views.plan_item_edit, name="plan_item_edit"),
    path("planning/<int:pk>/verschuiven/", edit_views.plan_item_move, name="plan_item_move"),
    path("planning/<int:pk>/gerealiseerd/", edit_views.plan_item_realise, name="plan_item_realise"),
    path("planning/<int:pk>/vervallen/", edit_views.plan_item_drop, name="plan_item_drop"),
    path("planning/<int:pk>/terugzetten/", edit_views.plan_item_reopen, name="plan_item_reopen"),
    path("tegenstrijdig/", views.conflicts, name="conflicts"),
    path("besluiten/", views.decisions, name="decisions"),
    path("besluiten/nieuw/", edit_views.decision_add, name="decision_add"),
    path("besluiten/<int:pk>/wijzigen/", edit_views.decision_edit, name="decision_edit"),
    path("documenten/", views.documents, name="documents"),
    path("documenten/<int:pk>/bestand/", views.document_file, name="document_file"),
]
