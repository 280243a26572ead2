"""An invented file of cases as another system would give it: twenty columns, nine years."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from core.sheets import stream_xlsx
from incidents.delivery.moments import ZONE

HEADINGS = (
    "Kenmerk;Datum en tijd;Gemeld op;Vormen;Plaats;Ernst;Functiegroep;Aanleiding;Veroorzaker bekend;Relatie;"
    "Aantal betrokken medewerkers;Politie;Reactie gegeven op;Reactie naar de veroorzaker;Aangifte;Schadebedrag;"
    "Opvang aangeboden op;Verzuim;Status;Omschrijving"
).split(";")
_START = datetime(2016, 1, 1, tzinfo=UTC)
_NINE_YEARS = 60 * 24 * 365 * 9


def rows(count: int) -> Iterator[list[str]]:
    """Yield the headings and this many cases, the same each time."""
    chance = random.Random(2014)
    pick = chance.choice
    yield HEADINGS
    for number in range(count):
        at = _START + timedelta(minutes=chance.randrange(_NINE_YEARS))
        reported = at + timedelta(minutes=chance.randrange(600))
        reacted = reported + timedelta(minutes=chance.randrange(3000))
        yield [
            f"V{number:07}",
            _local(at),
            _local(reported),
            pick(["schelden of beledigen", "bedreigen; schelden of beledigen", "lichamelijk geweld", "vernielen"]),
            pick(["balie of spreekkamer", "telefoon", "straat of openbare ruimte", "huisbezoek"]),
            pick(["licht", "middel", "zwaar"]),
            pick(["baliemedewerker", "handhaver of boa", "consulent of klantmanager"]),
            pick(["wachttijd", "afwijzing of besluit", "handhaving of boete"]),
            pick(["ja", "nee", "ja"]),
            "burger of klant",
            str(chance.randrange(1, 4)),
            pick(["geen politie", "melding bij de politie", ""]),
            _local(reacted) if chance.random() < 0.6 else "",
            pick(["waarschuwingsbrief", "ordegesprek", ""]),
            pick(["ja", "nee", ""]),
            pick(["", "125,50", "1.250,00"]),
            _local(reported)[:10] if chance.random() < 0.5 else "",
            pick(["geen", ""]),
            "afgehandeld",
            f"De bezoeker schold aan de balie en sloeg met de vuist op tafel (zaak {number}).",
        ]


def _local(moment: datetime) -> str:
    """Return a moment on the Dutch clock: nothing happens in the hour that is skipped."""
    return f"{moment.astimezone(ZONE):%d-%m-%Y %H:%M}"


def as_csv(count: int) -> Iterator[bytes]:
    """Yield the file as CSV in pieces."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    for number, row in enumerate(rows(count)):
        writer.writerow(row)
        if number % 1_000 == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def as_xlsx(count: int) -> bytes:
    """Return the file as a workbook."""
    found = rows(count)
    return b"".join(stream_xlsx(headers=next(found), rows=found, title="Voorvallen"))
