"""Addresses of sign-in and second factor, from allauth."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]
