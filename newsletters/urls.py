"""Addresses below /nieuwsbrieven/."""

from django.urls import path

from newsletters import views

app_name = "newsletters"

urlpatterns = [
    path("", views.index, name="index"),
    path("editie/<int:pk>/", views.edition, name="edition"),
    path("editie/<int:pk>/blok/", views.add_block, name="add_block"),
    path("editie/<int:pk>/voorbeeld/", views.preview, name="preview"),
    path("editie/<int:pk>/proef/", views.proof, name="proof"),
    path("editie/<int:pk>/versturen/", views.send, name="send"),
    path("editie/<int:pk>/tegenhouden/", views.hold, name="hold"),
    path("blok/<int:pk>/", views.block, name="block"),
    path("blok/<int:pk>/wijzigen/", views.change_block, name="change_block"),
    path("archief/", views.archive, name="archive"),
    path("lezen/<int:pk>/", views.read, name="read"),
    path("aanmelden/", views.subscribe, name="subscribe"),
    path("voorkeur/<str:token>/", views.preferences, name="preferences"),
    path("afmelden/<str:token>/", views.one_click, name="one_click"),
]
