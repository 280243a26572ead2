"""What a file calls things: explained once and remembered, known of other systems, and told by a template."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.models import ImportMapping, ImportStatus, Incident
from tests.incidents.delivery.placing import TWO, place, press

pytestmark = pytest.mark.django_db


def test_a_word_is_explained_once_and_remembered(client: Client) -> None:
    content = "Kenmerk;Datum;Type agressie;Waar\r\n1;17-6-2014;Klasse 4;Zwembad\r\n"
    run = place(client, content, source="gir")
    assert run.status == ImportStatus.FAULTY
    assert run.unknown_words == {"kinds": {"klasse 4": "Klasse 4"}, "channel": {"zwembad": "Zwembad"}}
    answer = {"about": "words", "version": run.version, "w0": "wapen", "w1": "gebouw"}
    client.post(reverse("incidents:import_explain", args=[run.pk]), answer)
    run.refresh_from_db()
    assert run.status == ImportStatus.READY
    press(client, run, "inlezen")
    assert Incident.objects.get().main_kind == "wapen"
    assert ImportMapping.objects.get().words["channel"] == {"zwembad": "gebouw"}
    assert place(client, content.replace("\n1;", "\n2;"), source="gir").status == ImportStatus.READY


def test_a_column_is_explained_once_and_changes_are_told(client: Client) -> None:
    content = "Nr;Toen;Categorie;Locatietype;Kleur\r\n1;17-6-2014;verbaal;balie;rood\r\n"
    run = place(client, content, source="zenya")
    assert run.status == ImportStatus.MAPPING
    page = client.get(run.get_absolute_url()).content.decode()
    assert "Datum en tijd" in page and "Kleur" in page
    answer = {"about": "columns", "version": run.version, "c0": "source_ref", "c1": "occurred_at"}
    url = reverse("incidents:import_explain", args=[run.pk])
    assert client.post(url, answer | {"c2": "kinds", "c3": "kinds", "c4": "-"}).status_code == 422
    client.post(url, answer | {"c2": "kinds", "c3": "channel", "c4": "-"})
    run.refresh_from_db()
    assert run.status == ImportStatus.READY, run.problems
    assert place(client, content, source="zenya").status == ImportStatus.READY, "remembered"
    other = place(client, content.replace("Nr;", "Kenmerk;"), source="zenya")
    assert "‘Nr’" in other.notes[0]["text"]


def test_a_plausible_export_of_gir_needs_no_explanation(client: Client) -> None:
    content = (
        "Meldnummer;Datum incident;Tijd incident;Datum melding;Categorie agressie;Soort locatie;Functie medewerker;"
        "Soort melder;Dader bekend;Type dader;Ernst incident;Aanleiding;Politie ingeschakeld;Aangifte gedaan;"
        "Datum aangifte;Maatregel dader;Datum reactie;Nazorg verleend;Schade in euro;Status melding;Toelichting\n"
        '2015-0041;17-06-2015;10:40;17-06-2015;"Verbaal geweld, bedreiging";Publieksbalie;Baliemedewerker;Slachtoffer;'
        "Ja;Klant;Ernstig;Afwijzing;Ja;Ja;18-06-2015;Waarschuwing;18-06-2015;Ja;1.250,00;Afgehandeld;"
        '"Riep ""dat komt nog wel""\nen liep weg"\n'
    )
    run = place(client, content.encode("cp1252"), source="gir")
    assert run.status == ImportStatus.READY, (run.mapping, client.get(run.get_absolute_url()).content.decode())
    press(client, run, "inlezen")
    incident = Incident.objects.get()
    assert timezone.localtime(incident.occurred_at).isoformat() == "2015-06-17T10:40:00+02:00"
    assert (incident.kinds, incident.main_kind) == (["verbaal", "bedreiging"], "bedreiging")
    assert (incident.severity, incident.channel, incident.reported_by_role) == ("middel", "balie", "zelf")
    assert incident.text.narrative == 'Riep "dat komt nog wel"\nen liep weg'
    states = dict(incident.duties.values_list("kind", "state"))
    assert states == {"reactie": "gedaan", "aangifte": "gedaan", "nazorg": "gedaan"}
    assert incident.clock_stopped_at is not None


def test_names_in_texts_are_told_and_do_not_stop(client: Client) -> None:
    run = place(client, TWO.replace("Riep", "Meneer Jansen riep"))
    assert run.status == ImportStatus.READY
    told = " ".join(note["text"] for note in run.notes)
    assert "In 1 van de eerste" in told and "24 maanden" in told


def test_templates_can_be_filled_in_and_read(client: Client) -> None:
    for file_format in ("csv", "xlsx"):
        url = reverse("incidents:import_template", args=["voorvallen", file_format])
        content = client.get(url).content
        assert content
    sheets = openpyxl.load_workbook(io.BytesIO(content))
    assert sheets.sheetnames == ["Voorvallen", "Uitleg", "Keuzelijsten"]
    sheet = sheets["Voorvallen"]
    labels = [cell.value for cell in sheet[1]]
    values = {"Datum en tijd": "17-6-2014", "Vormen": "vernielen", "Plaats": "telefoon", "Politie": "geen politie"}
    sheet.append([values.get(label) for label in labels])
    buffer = io.BytesIO()
    sheets.save(buffer)
    run = place(client, buffer.getvalue(), "sjabloon.xlsx")
    assert (run.status, run.rows_new) == (ImportStatus.READY, 1), client.get(run.get_absolute_url()).content.decode()
