"""Letters: what is filled in and what stays blank, both kinds of file, and that only sending stops the clock."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document as WordDocument
from odfdo import Document as OpenDocument

from core.audit import sentence
from core.models import AuditEvent, Conflict
from incidents import services
from incidents.choices import DutyKind, DutyState, Precision
from incidents.clock import ClockState
from incidents.letters import docx, odt
from incidents.letters.composing import Letter, letter_for, text_for
from incidents.letters.filling import BLANK, STANDARD_NORM, blocks_of, check_text, moment_for_letter
from incidents.letters.kinds import KINDS, LetterKind
from incidents.models import Incident, IncidentSettings
from incidents.vocabulary import REACTIONS
from participants.access import Role
from participants.models import Organisation, User
from tests.factories.incidents import IncidentFactory, local

pytestmark = pytest.mark.django_db
WARNING = KINDS["waarschuwing"]
ON = date(2015, 3, 13)


@pytest.fixture
def incident(organisation: Organisation) -> Incident:
    made: Incident = IncidentFactory(organisation=organisation, location="Spreekkamer 2")
    return made


@pytest.fixture
def coordinator(users: dict[Role, User]) -> User:
    return users[Role.COORDINATOR]


def words_of(letter: Letter) -> str:
    return "\n".join([letter.subject, *(line for block in letter.blocks for line in block.lines)])


def send(incident: Incident, actor: User, kind: LetterKind = WARNING, **more: object) -> None:
    now = timezone.now()
    services.record_letter_sent(
        incident=incident, actor=actor, kind=kind, **{"sent_at": now, "recorded_at": now} | more
    )
    incident.refresh_from_db()


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_standard_text_can_be_filled_in_and_says_the_norm(kind: LetterKind, incident: Incident) -> None:
    check_text(kind.subject)
    check_text(kind.body)
    text = words_of(letter_for(incident, kind, on=ON, has_location=False))
    assert "{" not in text
    assert BLANK in text
    assert kind.duty == DutyKind.DAMAGE or STANDARD_NORM in text
    assert not kind.reaction or kind.reaction in REACTIONS


def test_one_ban_has_the_clause_about_objection_and_the_other_has_not(incident: Incident) -> None:
    decision, plain = (
        words_of(letter_for(incident, KINDS[slug], on=ON, has_location=False))
        for slug in ("pandverbod-besluit", "pandverbod")
    )
    assert "bezwaar maken" in decision
    assert "zes weken" in decision
    assert "bezwaar" not in plain


def test_facts_are_filled_in_and_names_are_blank(incident: Incident) -> None:
    incident.occurred_at = local(2015, 3, 12, 14, 5)
    incident.organisation.norm_statement = "Bij ons blijft u van elkaar af"
    letter = letter_for(incident, WARNING, on=ON, has_location=True)
    text = words_of(letter)
    assert "donderdag 12 maart 2015 om 14.05 uur" in text
    assert "Spreekkamer 2" in text
    assert "Bij ons blijft u van elkaar af." in text
    assert incident.reference in text
    assert f"Geachte heer of mevrouw {BLANK}," in text
    assert letter.addressee[0].endswith(BLANK)
    assert "Spreekkamer" not in words_of(letter_for(incident, WARNING, on=ON, has_location=False))


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        (Precision.EXACT, "donderdag 12 maart 2015 om 18.00 uur"),
        (Precision.DAY_PART, "donderdag 12 maart 2015 in de avond"),
        (Precision.DAY, "donderdag 12 maart 2015"),
    ],
)
def test_a_moment_is_as_precise_as_it_is_known(precision: str, words: str) -> None:
    assert moment_for_letter(local(2015, 3, 12, 18), precision) == words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Op {datum_voorvl} was u er.", "Bedoelt u {datum_voorval}?"),
        ("Dit is {zzzz}.", "Kies een woord uit de lijst."),
        ("Dit is {plaats.", "losse accolade"),
        ("Dit is }.", "losse accolade"),
        ("Dit is {}.", "Kies een woord uit de lijst."),
    ],
)
def test_unknown_words_are_told_with_a_remedy(text: str, told: str) -> None:
    with pytest.raises(ValidationError) as refused:
        check_text(text)
    assert told in " ".join(refused.value.messages)
    check_text("Op {datum_voorval} was u {plaats}.")


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_both_kinds_of_file_hold_the_same_text_in_real_styles(kind: LetterKind, incident: Incident) -> None:
    letter = letter_for(incident, kind, on=ON, has_location=True)
    word = WordDocument(io.BytesIO(docx.write(letter)))
    other = OpenDocument(io.BytesIO(odt.write(letter)))
    headings = [each for each in word.paragraphs if each.style.name.startswith("Heading")]
    found = [each.text for each in headings]
    expected = [block.text for block in letter.blocks if block.kind == "heading"]
    assert found == [letter.subject if kind.is_letter else letter.title, *expected]
    assert [str(each).strip() for each in other.body.headers] == found
    assert {each.get_attribute("text:style-name") for each in other.body.headers} <= {"Heading_20_1", "Heading_20_2"}
    text = "\n".join(each.text for each in word.paragraphs)
    plain = other.get_formatted_text()
    for block in letter.blocks:
        for line in block.lines:
            assert line in text
            assert line in " ".join(plain.split()) or line in plain
    assert 'w:lang w:val="nl-NL"' in word.styles.element.xml
    assert word.core_properties.language == "nl-NL"
    assert other.meta.language == "nl-NL"
    assert {each.style.name for each in word.paragraphs if each.text in _list_lines(letter)} <= {"List Bullet"}


def test_an_open_document_has_no_numbered_headings_and_points_that_stand_apart(incident: Incident) -> None:
    """The model that odfdo starts from numbers chapters and glues a point to its line."""
    made = OpenDocument(io.BytesIO(odt.write(letter_for(incident, KINDS["pandverbod"], on=ON, has_location=False))))
    levels = made.get_part("styles.xml").get_elements("//text:outline-level-style")
    bare = OpenDocument("text").get_part("styles.xml").get_elements("//text:outline-level-style")
    assert {level.get_attribute("style:num-format") for level in levels} <= {"", None}
    assert "1" in {level.get_attribute("style:num-format") for level in bare}
    assert {each.get_attribute("text:style-name") for each in made.body.get_elements("//text:list")} == {"Opsomming"}
    assert "label-alignment" in made.get_style("list", "Opsomming").serialize()


def test_a_signature_never_stands_alone_on_a_page(incident: Incident) -> None:
    letter = letter_for(incident, WARNING, on=ON, has_location=False)
    word = WordDocument(io.BytesIO(docx.write(letter))).paragraphs
    assert word[-1].text == letter.closing[-1]
    assert word[-2].style.paragraph_format.keep_with_next
    assert word[-3].paragraph_format.keep_with_next
    assert not word[-4].paragraph_format.keep_with_next
    other = OpenDocument(io.BytesIO(odt.write(letter)))
    kept = [each.get_attribute("text:style-name") for each in other.body.get_elements("//text:p")[-4:]]
    assert kept == ["Laatste", "Groet", "Groet", "Slot"]
    assert all("keep-with-next" in other.get_style("paragraph", name).serialize() for name in ("Laatste", "Groet"))


def test_there_is_room_to_write_in_the_report_of_a_talk(incident: Incident) -> None:
    letter = letter_for(incident, KINDS["gespreksverslag"], on=ON, has_location=False)
    assert [len(block.lines) for block in letter.blocks if block.kind == "lines"] == [3, 3]
    word = WordDocument(io.BytesIO(docx.write(letter)))
    assert [each.style.name for each in word.paragraphs].count("Schrijfregel") == 6
    assert blocks_of("Schrijf hier {schrijfruimte} op.", {})[0].text == f"Schrijf hier {BLANK} op."


def test_behaviour_is_named_as_a_letter_can_say_it(incident: Incident) -> None:
    incident.kinds = ["verbaal", "online", "overig"]
    text = words_of(letter_for(incident, WARNING, on=ON, has_location=False))
    assert f"Het gaat om: schelden of beledigen, uw gedrag op internet of sociale media, {BLANK}." in text


def test_odd_names_stay_as_they_are_in_both_kinds_of_file(incident: Incident) -> None:
    odd = 'R&D <b>"Zorg"</b> & \'t Hof'
    incident.organisation.name, incident.text.location = odd, "Kamer <3> & “gang” {plaats}"
    letter = letter_for(incident, WARNING, on=ON, has_location=True)
    word = "\n".join(each.text for each in WordDocument(io.BytesIO(docx.write(letter))).paragraphs)
    other = OpenDocument(io.BytesIO(odt.write(letter))).get_formatted_text()
    for text in (word, " ".join(other.split())):
        assert f"een medewerker van {odd}." in text
        assert "Kamer <3> & “gang” {plaats}" in text


def _list_lines(letter: Letter) -> set[str]:
    return {line for block in letter.blocks if block.kind == "list" for line in block.lines}


def test_downloading_leaves_the_clock_running_and_is_in_the_history(
    incident: Incident, client_for: Callable[..., Client]
) -> None:
    url = reverse("incidents:letter_download", args=[incident.reference, "waarschuwing"])
    response = client_for(Role.COORDINATOR).post(url, {"has_location": "on"})
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert f"waarschuwing-{incident.reference}.docx" in response["Content-Disposition"]
    assert "Spreekkamer 2" in "\n".join(each.text for each in WordDocument(io.BytesIO(response.content)).paragraphs)
    incident.refresh_from_db()
    assert incident.clock(timezone.now()).state is ClockState.RUNNING
    event = AuditEvent.objects.get(code="incidents.letter_waarschuwing.downloaded")
    assert incident.reference in sentence(event)
    assert "waarschuwingsbrief" in sentence(event)


def test_the_organisation_chooses_the_kind_of_file(incident: Incident, client_for: Callable[..., Client]) -> None:
    IncidentSettings.objects.create(organisation=incident.organisation, letter_format="odt", letter_place="Gouda")
    url = reverse("incidents:letter_download", args=[incident.reference, "waarschuwing"])
    response = client_for(Role.COORDINATOR).post(url)
    text = OpenDocument(io.BytesIO(response.content)).get_formatted_text()
    assert "Gouda, " in text
    assert "Spreekkamer 2" not in text


def test_sending_stops_the_clock_and_counts_as_this_reaction(incident: Incident, coordinator: User) -> None:
    sent_at = timezone.now() - timedelta(minutes=10)
    send(incident, coordinator, sent_at=sent_at)
    duty = incident.duties.get(kind=DutyKind.REACTION)
    assert (duty.state, duty.done_at) == (DutyState.DONE, sent_at)
    assert incident.clock(timezone.now()).state is ClockState.MET
    assert incident.reaction_types == ["waarschuwing"]
    assert incident.assigned_to == coordinator


def test_a_second_letter_is_added_and_moves_no_moment(incident: Incident, coordinator: User) -> None:
    first = timezone.now() - timedelta(minutes=30)
    send(incident, coordinator, sent_at=first)
    send(incident, coordinator, KINDS["pandverbod"], ban_until=date(2030, 1, 1))
    send(incident, coordinator, KINDS["pandverbod-besluit"])
    assert incident.clock_stopped_at == first
    assert incident.reaction_types == ["waarschuwing", "pandverbod"]
    assert incident.ban_until == date(2030, 1, 1)


def test_a_claim_is_for_the_damage_and_the_clock_runs_on(incident: Incident, coordinator: User) -> None:
    send(incident, coordinator, KINDS["schadeclaim"])
    assert incident.duties.get(kind=DutyKind.DAMAGE).state == DutyState.DONE
    assert incident.duties.get(kind=DutyKind.REACTION).state == DutyState.TODO
    assert incident.clock(timezone.now()).state is ClockState.RUNNING


def test_moments_that_cannot_be_are_refused(incident: Incident, coordinator: User) -> None:
    for wrong in (timezone.now() + timedelta(hours=1), incident.occurred_at - timedelta(minutes=1)):
        with pytest.raises(ValidationError):
            send(incident, coordinator, sent_at=wrong)
    send(incident, coordinator)
    with pytest.raises(ValidationError):
        send(incident, coordinator, sent_at=timezone.now() + timedelta(hours=1))


def test_somebody_of_another_organisation_gives_no_letter(
    incident: Incident, coordinator: User, foreign_users: dict[Role, User]
) -> None:
    given = {"incident": incident, "kind": WARNING, "on": ON, "has_location": False}
    with pytest.raises(PermissionDenied):
        services.give_letter(actor=foreign_users[Role.COORDINATOR], **given)
    with pytest.raises(PermissionDenied):
        send(incident, foreign_users[Role.COORDINATOR])
    name, content, _ = services.give_letter(actor=coordinator, **given)
    assert name.endswith(".docx")
    assert content.startswith(b"PK")


def test_the_form_stops_the_clock_with_the_moment_of_now(incident: Incident, client_for: Callable[..., Client]) -> None:
    client = client_for(Role.COORDINATOR)
    url = reverse("incidents:letter_sent", args=[incident.reference, "waarschuwing"])
    now = timezone.localtime()
    assert f'value="{now:%Y-%m-%d}"' in client.get(url).text
    answer = client.post(url, {"done_on": f"{now:%Y-%m-%d}", "done_time": f"{now:%H:%M}"}, follow=True)
    assert "De klok staat stil." in answer.text
    incident.refresh_from_db()
    assert incident.clock_stopped_at is not None
    refused = client.post(url, {"done_on": "2014-01-01", "done_time": ""})
    assert refused.status_code == 422


def test_an_own_text_holds_until_it_is_reset(organisation: Organisation, coordinator: User) -> None:
    given = {"organisation": organisation, "actor": coordinator, "kind": WARNING, "changed_at": timezone.now()}
    kept = services.change_letter_text(subject="Onze brief", body="Beste {naam}, {norm}", **given)
    assert text_for(organisation, WARNING).subject == "Onze brief"
    with pytest.raises(Conflict):
        services.change_letter_text(subject="Andere", body="Tekst", version=kept.version + 7, **given)
    with pytest.raises(ValidationError) as refused:
        services.change_letter_text(subject="Goed", body="Beste {voornaam}", **given)
    assert "body" in refused.value.message_dict
    services.reset_letter_text(organisation=organisation, actor=coordinator, kind=WARNING)
    assert text_for(organisation, WARNING).body == WARNING.body


def test_the_page_of_a_text_shows_it_before_keeping_it(
    organisation: Organisation, client_for: Callable[..., Client]
) -> None:
    client = client_for(Role.COORDINATOR)
    url = reverse("incidents:letter_text", args=["waarschuwing"])
    typed = {"subject": "Onderwerp van ons", "body": "Hallo {naam},\n\nHet was {plaats}."}
    shown = client.post(url, typed | {"preview": "1"}).text
    assert "nog niet bewaard" in shown
    assert "Het was aan de balie of in een spreekkamer." in shown
    assert not text_for(organisation, WARNING).is_own
    assert "Bedoelt u {plaats}?" in client.post(url, typed | {"body": "Het was {plats}."}).text
    assert client.post(url, typed).status_code == 302
    assert text_for(organisation, WARNING).is_own
    assert client.post(url, {"reset": "1"}).status_code == 302
    assert not text_for(organisation, WARNING).is_own
