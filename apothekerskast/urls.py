"""Addresses below /apothekerskast/."""

from django.urls import path

from apothekerskast import views

app_name = "apothekerskast"

urlpatterns = [
    path("", views.index, name="index"),
    path("zoeken/", views.results, name="results"),
    path("lade/<slug:slug>/", views.drawer, name="drawer"),
    path("thema/<slug:slug>/", views.theme, name="theme"),
    path("item/<int:pk>/", views.item, name="item"),
    path("item/<int:pk>/lenen/", views.borrow, name="borrow"),
    path("lening/<int:pk>/", views.judge, name="judge"),
    path("bestand/<int:pk>/", views.download, name="download"),
    path("aanbieden/", views.offer, name="offer"),
    path("mijn/", views.mine, name="mine"),
    path("vraag/", views.wish, name="wish"),
]
