"""Pages of annex 1: the grid, the gaps, a line under two editors, and the spreadsheet in the portal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, Conflict
from measures.matrix import blocks, level_counts
from measures.models import Level, MatrixImport, MatrixLine
from measures.services import change_line
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.measures import (
    MatrixLineFactory,
    MatrixTopicFactory,
    StateFactory,
    annex_rows,
    measure,
    nine_measures,
    workbook,
)
from tests.factories.participants import OrganisationFactory
from tests.helpers import assert_constant_queries

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Role | User | None], Client]


def typed(line: MatrixLine, **cells: str) -> dict[str, Any]:
    names = ("target_group", "strategic", "tactical", "cost", "operational", "result", "planning", "assurance")
    return {"version": line.version, **{name: line.cell(name) for name in names}, **cells}


def test_the_grid_shows_blocks_with_both_numbers(client_for: ClientFor) -> None:
    topic = MatrixTopicFactory(code="2.6", title="reageren naar dader", measure=measure("reageren"))
    MatrixLineFactory(topic=topic, filled=True)
    page = client_for(Role.FUNDER).get(reverse("measures:matrix")).content.decode()
    assert "maatregel 5 (plan) / 6 (bijlage 1)" in page
    assert "Elk jaar op de agenda" in page
    assert "inlezen" not in page


def test_a_cell_that_points_elsewhere_leads_there(client_for: ClientFor) -> None:
    target = MatrixTopicFactory(code="2.12", title="Specials")
    MatrixTopicFactory(code="2", title="Veilige publieke taak maatregelen")
    MatrixLineFactory(tactical="Zie Specials", result="Zie VPT maatregelen", operational="Zie iets anders")
    cells = {cell.column: cell for block in blocks() for row in block.rows for cell in row.cells}
    assert (cells["tactical"].fill, cells["tactical"].topic) == ("refers", target)
    assert cells["result"].topic.code == "2"
    assert (cells["operational"].fill, cells["operational"].topic) == ("refers", None)
    assert f'href="/maatregelen/bijlage-1/#onderwerp-{target.pk}"' in (
        client_for(Role.SUPPORT).get(reverse("measures:matrix")).content.decode()
    )


def test_the_map_counts_borging_per_level_without_irregular_lines() -> None:
    topic = MatrixTopicFactory()
    MatrixLineFactory(topic=topic, filled=True)
    MatrixLineFactory(topic=topic, sequence=2, is_irregular=True, filled=True)
    MatrixLineFactory(topic=topic, level=Level.FRONTLINE)
    counts = [(count.assured, count.lines, count.filled, count.cells) for count in level_counts(blocks())]
    assert counts == [(1, 1, 7, 8), (0, 0, 0, 0), (0, 1, 1, 8)]


def test_a_change_returns_to_exactly_the_same_spot(client_for: ClientFor) -> None:
    line = MatrixLineFactory()
    url = reverse("measures:line_edit", args=[line.pk])
    response = client_for(Role.PROJECT_LEADER).post(f"{url}?terug=gaten", typed(line, tactical="nieuw", cost="€ 80,-"))
    assert response["Location"] == f"{reverse('measures:gaps')}#regel-{line.pk}"
    line.refresh_from_db()
    assert (line.tactical, line.cost_amount, line.version) == ("nieuw", 80, 1)
    assert AuditEvent.objects.get(code="measures.line.changed").changed == ["cost", "tactical"]


def test_the_second_of_two_editors_is_told_and_keeps_the_typed_text(client_for: ClientFor) -> None:
    line = MatrixLineFactory(tactical="begin")
    client, url = client_for(Role.PROJECT_LEADER), reverse("measures:line_edit", args=[line.pk])
    second = typed(line, tactical="van de tweede")
    assert client.post(url, typed(line, tactical="van de eerste")).status_code == 302
    response = client.post(url, second)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Iemand anders heeft dit intussen gewijzigd" in page
    assert "van de eerste" in page
    assert "van de tweede" in page
    line.refresh_from_db()
    assert line.tactical == "van de eerste"
    assert client.post(url, second | {"version": line.version}).status_code == 302


def test_the_service_refuses_an_old_version_by_itself() -> None:
    line = MatrixLineFactory()
    now = timezone.now()
    change_line(line=line, cells={"result": "a"}, version=0, actor=None, changed_at=now)
    with pytest.raises(Conflict):
        change_line(line=line, cells={"result": "b"}, version=0, actor=None, changed_at=now)
    assert change_line(line=line, cells={"result": "b"}, version=1, actor=None, changed_at=now).version == 2


def test_the_same_text_again_is_no_change() -> None:
    line = MatrixLineFactory(result="zo\nen zo")
    same = change_line(line=line, cells={"result": "zo\r\nen zo "}, version=0, actor=None, changed_at=timezone.now())
    assert same.version == 0
    assert not AuditEvent.objects.exists()


def test_the_old_text_is_one_click_away(client_for: ClientFor, users: dict[Role, User]) -> None:
    line = MatrixLineFactory(assurance="zoals het was")
    change_line(
        line=line,
        cells={"assurance": "zoals het wordt"},
        version=0,
        actor=users[Role.PROJECT_LEADER],
        changed_at=timezone.now(),
    )
    page = client_for(Role.COORDINATOR).get(line.get_absolute_url()).content.decode()
    assert "Eerdere tekst (1)" in page
    assert "zoals het was" in page
    assert str(users[Role.PROJECT_LEADER]) in page


def test_a_planning_that_is_too_long_is_told(client_for: ClientFor) -> None:
    line = MatrixLineFactory()
    url = reverse("measures:line_edit", args=[line.pk])
    response = client_for(Role.PROJECT_LEADER).post(url, typed(line, planning="x" * 1001))
    assert response.status_code == 200
    line.refresh_from_db()
    assert not line.planning


def upload(client: Client, content: bytes, name: str = "bijlage.xlsx") -> Any:
    file = SimpleUploadedFile(name, content, "application/octet-stream")
    return client.post(reverse("measures:import_upload"), {"file": file}, follow=True)


def test_a_file_is_looked_at_before_it_is_saved(client_for: ClientFor) -> None:
    nine_measures()
    client = client_for(Role.PROJECT_LEADER)
    response = upload(client, workbook(annex_rows()).getvalue())
    page = response.content.decode()
    assert "15 regels gelezen" in page
    assert not MatrixLine.objects.exists()
    url = response.redirect_chain[-1][0]
    for _ in range(2):  # a second press finds it saved
        assert client.post(url).status_code == 302
    assert MatrixLine.objects.count() == 15
    assert AuditEvent.objects.filter(code="measures.matrix.imported").count() == 1
    again = upload(client, client.get(reverse("measures:export")).content)
    assert "0 wijzigingen" in again.content.decode()


def bomb() -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", "<x>" + "0" * 60_000_000 + "</x>")
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "leeg.xlsx"),
        (b"geen zip", "tekst.xlsx"),
        (b"PK\x03\x04half", "half.xlsx"),
        (workbook([["iets", "anders"]]).getvalue(), "anders.xlsx"),
        (workbook(annex_rows()).getvalue(), "goed.pdf"),
        (bomb(), "bom.xlsx"),
    ],
)
def test_odd_files_are_refused_with_a_sentence(client_for: ClientFor, content: bytes, name: str) -> None:
    response = upload(client_for(Role.PROJECT_LEADER), content, name)
    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert not MatrixImport.objects.exists()


def test_a_form_without_a_file_is_told(client_for: ClientFor) -> None:
    response = client_for(Role.PROJECT_LEADER).post(reverse("measures:import_upload"), {})
    assert "Kies een bestand." in response.content.decode()


@pytest.mark.parametrize(
    "query", ["?dag=x", "?dag=9999-99-99", "?dag=2999-01-01", "?pagina=-1", "?pagina=%00", "?terug=x"]
)
def test_odd_parameters_are_no_error(client_for: ClientFor, organisation: Organisation, query: str) -> None:
    client = client_for(Role.PROJECT_LEADER)
    for name in ("states", "region", "matrix", "gaps"):
        assert client.get(reverse(f"measures:{name}") + query).status_code in (200, 400)


def test_the_grid_of_annex_1_takes_constant_queries(client_for: ClientFor) -> None:
    def grow(count: int) -> None:
        for _ in range(count):
            MatrixLineFactory(topic=MatrixTopicFactory(), filled=True)

    assert_constant_queries(client_for(Role.PROJECT_LEADER), reverse("measures:matrix"), grow)
    assert_constant_queries(client_for(Role.PROJECT_LEADER), reverse("measures:gaps"), grow)


def test_the_grid_of_organisations_takes_constant_queries(client_for: ClientFor) -> None:
    nine_measures()

    def grow(count: int) -> None:
        for _ in range(count):
            organisation = OrganisationFactory()
            for slug in ("norm", "melden"):
                StateFactory(organisation=organisation, measure=measure(slug))

    assert_constant_queries(client_for(Role.PROJECT_LEADER), reverse("measures:states"), grow)
    assert_constant_queries(client_for(Role.PROJECT_LEADER), reverse("measures:region"), grow)


def test_a_handed_in_file_that_conflicts_is_not_saved(client_for: ClientFor) -> None:
    nine_measures()
    client = client_for(Role.PROJECT_LEADER)
    client.post(upload(client, workbook(annex_rows()).getvalue()).redirect_chain[-1][0])
    content = client.get(reverse("measures:export")).content
    first = MatrixLine.objects.select_related("topic").get(topic__code="1", level=Level.BOARD)
    change_line(line=first, cells={"tactical": "portaal"}, version=0, actor=None, changed_at=timezone.now())
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    row = next(row for row in range(1, sheet.max_row) if sheet.cell(row, 10).value == first.key)
    sheet.cell(row, 4).value = "bestand"
    target = BytesIO()
    book.save(target)
    response = upload(client, target.getvalue())
    url = response.redirect_chain[-1][0]
    assert "botsing" in response.content.decode()
    assert client.post(url).status_code == 200
    first.refresh_from_db()
    assert first.tactical == "portaal"
    assert client.post(url, {"file_wins": "on"}).status_code == 302
    first.refresh_from_db()
    assert first.tactical == "bestand"


def test_the_admin_saves_through_the_service(client_for: ClientFor) -> None:
    line = MatrixLineFactory()
    client, url = client_for(Role.PROJECT_LEADER), f"/beheer/measures/matrixline/{line.pk}/change/"
    assert 'name="version"' in client.get(url).content.decode()
    data = typed(line, result="vanuit beheer")
    assert client.post(url, data).status_code == 302
    line.refresh_from_db()
    assert (line.result, line.version) == ("vanuit beheer", 1)
    assert client.post(url, data | {"result": "te laat"}).status_code == 200
    assert AuditEvent.objects.filter(code="measures.line.changed").count() == 1


@pytest.mark.parametrize("wat", ["leeg", "zonder-borging", "pm"])
def test_the_admin_answers_questions_about_gaps(client_for: ClientFor, wat: str) -> None:
    kept = MatrixLineFactory(open_cost=True) if wat == "pm" else MatrixLineFactory(target_group="mist")
    other = MatrixLineFactory(filled=True, target_group="vol")
    page = client_for(Role.PROJECT_LEADER).get(f"/beheer/measures/matrixline/?wat={wat}").content.decode()
    assert str(kept.topic) in page
    assert f"{other.pk}/change/" not in page


def test_versions_cannot_be_rewritten() -> None:
    line = MatrixLineFactory()
    change_line(line=line, cells={"result": "b"}, version=0, actor=None, changed_at=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        line.versions.update(result="c")
    assert line.versions.count() == 2


def test_a_day_long_ago_shows_what_was_known_then(organisation: Organisation, client_for: ClientFor) -> None:
    nine_measures()
    today = timezone.localdate()
    StateFactory(organisation=organisation, measure=measure("norm"), recorded_on=today - timedelta(days=30))
    url = reverse("measures:cards", args=[organisation.pk])
    client = client_for(Role.COORDINATOR)
    assert client.get(url).context["row"].progress.introduced == 1
    past = client.get(f"{url}?dag={today - timedelta(days=31)}")
    assert past.context["row"].progress.introduced == 0


def test_validation_of_a_read_file_names_every_fault(client_for: ClientFor) -> None:
    rows = [*annex_rows(), ["Raar"], ["Ook raar"]]
    page = upload(client_for(Role.PROJECT_LEADER), workbook(rows).getvalue()).content.decode()
    assert "“Raar”" in page
    assert "“Ook raar”" in page
