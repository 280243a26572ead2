"""Places a file on the page as a coordinator does, presses its buttons, and lets the worker do what waits."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core import jobs
from incidents.models import ImportRun, ImportStatus

HEAD = "Kenmerk;Datum en tijd;Vormen;Plaats;Ernst;Omschrijving"
FIRST = "1;17-6-2014 10:40;schelden of beledigen;balie;licht;Riep aan de balie."
TWO = f"{HEAD}\r\n{FIRST}\r\n2;18-6-2014;vernielen;straat;;\r\n"


def place(client: Client, content: str | bytes, name: str = "voorvallen.csv", source: str = "import") -> ImportRun:
    """Place a file and let the worker do what waits."""
    data = content.encode() if isinstance(content, str) else content
    response = client.post(
        reverse("incidents:imports"), {"file": SimpleUploadedFile(name, data), "source_system": source}
    )
    assert response.status_code == 302, response.context["form"].errors
    jobs.run_waiting()
    return ImportRun.objects.latest("pk")


def refused(client: Client, content: bytes, name: str = "voorvallen.csv") -> str:
    """Place a file that is refused at once or by the worker, and return what is said."""
    response = client.post(
        reverse("incidents:imports"), {"file": SimpleUploadedFile(name, content), "source_system": "import"}
    )
    if response.status_code == 422:
        return " ".join(response.context["form"].errors["file"])
    jobs.run_waiting()
    run = ImportRun.objects.latest("pk")
    assert client.get(run.get_absolute_url()).status_code == 200
    assert run.status == ImportStatus.REFUSED, run.status
    assert run.file_key is None
    return run.reason


def press(client: Client, run: ImportRun, slug: str, **more: str) -> ImportRun:
    """Press a button of the page and let the worker do what waits."""
    client.post(reverse("incidents:import_step", args=[run.pk, slug]), {"version": run.version, **more})
    jobs.run_waiting()
    run.refresh_from_db()
    return run


def book(rows: list[list[Any]], title: str = "Voorvallen") -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()
