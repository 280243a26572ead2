"""Addresses below /rapporten/."""

from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("", views.index, name="index"),
    path("nieuw/", views.new, name="new"),
    path("<int:pk>/", views.report, name="report"),
    path("<int:pk>/pdf/", views.download, name="download"),
    path("<int:pk>/publiceren/", views.publish, name="publish"),
    path("<int:pk>/opnieuw/", views.again, name="again"),
]
