"""Addresses that exist only in the demonstration."""

from django.urls import path

from vpt_portal import demo

urlpatterns = [
    path("", demo.choose_account, name="demo"),
    path("<slug:key>/", demo.sign_in, name="demo_sign_in"),
]
