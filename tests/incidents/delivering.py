"""Steps of delivering a file, as a coordinator takes them."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core import jobs
from incidents.models import ImportRun


def place(client: Client, content: str | bytes, name: str = "voorvallen.csv", source: str = "import") -> ImportRun:
    """Place a file and let the worker do what waits."""
    data = content.encode() if isinstance(content, str) else content
    response = client.post(
        reverse("incidents:imports"), {"file": SimpleUploadedFile(name, data), "source_system": source}
    )
    assert response.status_code == 302, response.context["form"].errors
    jobs.run_waiting()
    return ImportRun.objects.latest("pk")


def press(client: Client, run: ImportRun, slug: str, **more: Any) -> ImportRun:
    """Press a button of the page and let the worker do what waits."""
    client.post(reverse("incidents:import_step", args=[run.pk, slug]), {"version": run.version, **more})
    jobs.run_waiting()
    run.refresh_from_db()
    return run


def read_in(client: Client, content: str | bytes, name: str = "voorvallen.csv", **more: Any) -> ImportRun:
    """Place a file and have it read in."""
    return press(client, place(client, content, name), "inlezen", **more)


def shown(client: Client, run: ImportRun) -> str:
    """Return the page of a file."""
    return client.get(run.get_absolute_url()).content.decode()
