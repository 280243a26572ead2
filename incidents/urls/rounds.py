"""Addresses of measurement rounds, their comparison and the poll, below /voorvallen/."""

from django.urls import path

from incidents.views import comparison, poll, rounds

urlpatterns = [
    path("meting", rounds.index, name="rounds"),
    path("meting/<int:pk>", rounds.participation, name="round"),
    path("meting/<int:pk>/tekenen", rounds.sign, name="round_sign"),
    path("meting/<int:pk>/heropenen", rounds.reopen, name="round_reopen"),
    path("meting/<int:pk>/peiling", poll.page, name="poll"),
    path("metingen/<int:pk>", rounds.board, name="round_board"),
    path("metingen/<int:pk>/openen", rounds.open_round, name="round_open"),
    path("metingen/<int:pk>/herinneren", rounds.remind, name="round_remind"),
    path("vergelijking", comparison.region, name="comparison"),
    path("vergelijking/bestand", comparison.region_file, name="comparison_file"),
    path("vergelijking/eigen", comparison.own, name="own_comparison"),
    path("vergelijking/eigen/bestand", comparison.own_file, name="own_comparison_file"),
    path("peiling/<str:token>", poll.answer, name="poll_answer"),
]
