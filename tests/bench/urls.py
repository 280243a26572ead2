"""The portal with two pages more: an empty one, and the list as a plain Django project would make it."""

from django.urls import path

from tests.bench import plain
from vpt_portal.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    *urlpatterns,
    path("bench/leeg/", plain.empty, name="bench-empty"),
    path("bench/gewoon/", plain.PlainList.as_view(), name="bench-plain"),
]
