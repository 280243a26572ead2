"""Addresses below /deelnemers/."""

from django.urls import path

from participants import views, views_own, views_tokens

app_name = "participants"

urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.organisation, name="organisation"),
    path("<int:pk>/ondertekenen/", views.sign, name="sign"),
    path("handtekeningen/", views.commitments, name="commitments"),
    path("bezetting/", views.occupation, name="occupation"),
    path("bezetting/<int:pk>/", views.seat, name="seat"),
    path("collegas/", views_own.colleagues, name="colleagues"),
    path("collegas/nieuw/", views_own.add_colleague, name="add_colleague"),
    path("collegas/<int:pk>/stoppen/", views_own.end_role, name="end_role"),
    path("collegas/<int:pk>/overdragen/", views_own.hand_over, name="hand_over"),
    path("koppelingen/", views_tokens.tokens, name="tokens"),
    path("koppelingen/<int:pk>/intrekken/", views_tokens.revoke_token, name="revoke_token"),
    path("mijn-gegevens/", views_own.own_data, name="own_data"),
    path("mijn-gegevens/wijzigen/", views_own.change_own_data, name="change_own_data"),
    path("mijn-gegevens/downloaden/", views_own.download_own_data, name="download_own_data"),
]
