"""The participants of the documents, with invented people, numbers of employees and dates of agreements.

Names of organisations and seats are those of the plan. Every person, address and number of employees is invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from participants.access import Role

START = date(2014, 4, 3)  # the day on which the convenant was signed
MERGER = date(2015, 1, 1)
SECOND_WAVE = date(2015, 2, 17)

# slug, name
SECTORS = [
    ("gemeenten", "Gemeenten"),
    ("veiligheid-justitie", "Veiligheid en justitie"),
    ("zorg", "Zorg"),
    ("openbaar-vervoer", "Openbaar vervoer"),
    ("woningcorporaties", "Woningcorporaties"),
    ("sociale-zekerheid", "Sociale zekerheid"),
    ("openbaar-bestuur", "Openbaar bestuur"),
    ("onderwijs", "Onderwijs"),
    ("rijk", "Rijk"),
]


@dataclass(frozen=True, slots=True)
class Participant:
    """One organisation of the demonstration; `employees` is invented."""

    code: str
    name: str
    sector: str
    employees: int
    joined_on: date | None = START
    is_merged: bool = False


_M = "gemeenten"
MUNICIPALITIES = [
    Participant("APN", "Gemeente Alphen aan den Rijn", _M, 820),
    Participant("BGB", "Gemeente Bergambacht", _M, 70, is_merged=True),
    Participant("BDR", "Gemeente Bodegraven-Reeuwijk", _M, 260),
    Participant("GDA", "Gemeente Gouda", _M, 640),
    Participant("HIL", "Gemeente Hillegom", _M, 150),
    Participant("KBR", "Gemeente Kaag en Braassem", _M, 210),
    Participant("KAT", "Gemeente Katwijk", _M, 530),
    Participant("LEI", "Gemeente Leiden", _M, 1240),
    Participant("LDD", "Gemeente Leiderdorp", _M, 200),
    Participant("LIS", "Gemeente Lisse", _M, 160),
    Participant("NDL", "Gemeente Nederlek", _M, 90, is_merged=True),
    Participant("NKP", "Gemeente Nieuwkoop", _M, 220),
    Participant("NWK", "Gemeente Noordwijk", _M, 250),
    Participant("NWH", "Gemeente Noordwijkerhout", _M, 130),
    Participant("OEG", "Gemeente Oegstgeest", _M, 170),
    Participant("OUD", "Gemeente Ouderkerk", _M, 60, is_merged=True),
    Participant("SHV", "Gemeente Schoonhoven", _M, 90, is_merged=True),
    Participant("TEY", "Gemeente Teylingen", _M, 270),
    Participant("VLI", "Gemeente Vlist", _M, 70, is_merged=True),
    Participant("VSC", "Gemeente Voorschoten", _M, 180),
    Participant("WDX", "Gemeente Waddinxveen", _M, 190),
    Participant("ZTW", "Gemeente Zoeterwoude", _M, 80),
    Participant("ZPL", "Gemeente Zuidplas", _M, 280),
]
KRIMPENERWAARD = Participant("KRW", "Gemeente Krimpenerwaard", _M, 350, joined_on=MERGER)
OTHERS = [
    Participant("VRH", "Veiligheidsregio Hollands Midden", "veiligheid-justitie", 180),
    Participant("POL", "Politie", "veiligheid-justitie", 1900),
    Participant("BRW", "Brandweer Hollands Midden", "veiligheid-justitie", 1450),
    Participant("OMI", "Openbaar Ministerie", "veiligheid-justitie", 240, joined_on=SECOND_WAVE),
    Participant("RAV", "Regionale Ambulancevoorziening Hollands Midden", "zorg", 260),
    Participant("GGD", "GGD Hollands Midden", "zorg", 470),
    Participant("GHZ", "Groene Hart Ziekenhuis", "zorg", 2100),
    Participant("ARR", "Arriva openbaar vervoer", "openbaar-vervoer", 540),
    Participant("MOZ", "Mozaïek Wonen", "woningcorporaties", 150),
    Participant("UWV", "UWV", "sociale-zekerheid", 310, joined_on=SECOND_WAVE),
    Participant("ISD", "ISD Bollenstreek", "sociale-zekerheid", 95, joined_on=SECOND_WAVE),
    Participant("ODN", "Omgevingsdiensten", "openbaar-bestuur", 330, joined_on=None),
    Participant("OND", "Onderwijsinstellingen", "onderwijs", 900, joined_on=None),
    Participant("WIJ", "Wijkteams", "sociale-zekerheid", 140, joined_on=None),
    Participant("GGZ", "GGZ-instellingen", "zorg", 800, joined_on=None),
]


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat of the plan: function, the organisation that it belongs to, and whether somebody holds it."""

    title: str
    sector: str
    code: str | None
    is_held: bool = True


# The thirteen lines of the ambassadors' network; for the last three the plan names organisations and no function.
AMBASSADOR_SEATS = [
    SeatLine("Burgemeester van Gouda, voorzitter", "gemeenten", "GDA"),
    SeatLine("Officier van justitie", "veiligheid-justitie", "OMI"),
    SeatLine("Politiechef", "veiligheid-justitie", "POL"),
    SeatLine("Directeur Brandweer", "veiligheid-justitie", "BRW"),
    SeatLine("Directeur Regionale Ambulancevoorziening", "zorg", "RAV"),
    SeatLine("Directeuren GGD’en", "zorg", "GGD"),
    SeatLine("Coördinerend functionaris veiligheidsregio", "veiligheid-justitie", "VRH"),
    SeatLine("Directeur openbaar vervoer", "openbaar-vervoer", "ARR"),
    SeatLine("Directeur woningcorporatie", "woningcorporaties", "MOZ", is_held=False),
    SeatLine("Directeur ziekenhuis", "zorg", "GHZ"),
    SeatLine("Omgevingsdiensten", "openbaar-bestuur", "ODN", is_held=False),
    SeatLine("Onderwijs", "onderwijs", "OND", is_held=False),
    SeatLine("GGZ-instellingen", "zorg", "GGZ", is_held=False),
]
SPONSOR_TITLES = {
    "gemeenten": "Gemeentesecretaris",
    "OMI": "Officier van justitie",
    "POL": "Eindverantwoordelijke veilig werken politie",
    "BRW": "Eindverantwoordelijke veilig werken brandweer",
    "RAV": "Eindverantwoordelijke veilig werken ambulancevoorziening",
    "GGD": "Eindverantwoordelijke veilig werken GGD’en",
    "ARR": "Eindverantwoordelijke veilig werken openbaar vervoer",
    "MOZ": "Eindverantwoordelijke veilig werken woningcorporatie",
    "GHZ": "Eindverantwoordelijke veilig werken ziekenhuis",
}
COORDINATOR_TITLE = "Medewerker interne veiligheid"

# What is still missing, so that the call list and the questions have something to show.
WITHOUT_SPONSOR = {"HIL", "NWH", "ZTW", "ARR", "ISD"}
WITHOUT_COORDINATOR = {"LIS", "OEG", "UWV"}
WITHOUT_AGREEMENT = {"HIL", "KBR", "NWH", "VSC", "OMI", "UWV", "ISD", "MOZ"}
WITHOUT_SIGNATURE = {"LDD", "ZPL", "UWV"}
WITHOUT_SIZE_THIS_YEAR = {"NKP", "WDX", "OMI"}
COUNTS_BY_CHOICE = {"POL"}

FIRST_NAMES = (
    "Aafke Bauke Carlijn Dirkje Eelco Femke Gijsbert Hilde Iemke Jorrit Klaske Lieuwe Marjolijn Nynke Oene Pleun "
    "Quirine Roelof Sietske Tjeerd Ubbo Veerle Wietske Xander Ymke Zeger"
).split()
LAST_NAMES = (
    "Appelgaard Bromberg Cederveld Duinrand Eikenstam Fazantlaan Groenewater Heidekruid IJsvogel Jeneverbes Kievitsoog "
    "Lindeblad Molenwiek Notenboomgaard Oeverzwaluw Polderblik Rietkraag Sluiswachterszoon "
    "Turfschipper Uiterwaard Veenbes Waterlelie Zandverstuiver"
).split()


@dataclass(frozen=True, slots=True)
class Account:
    """An invented account to sign in to the demonstration with; `key` names it for the loaders of all apps."""

    key: str
    mailbox: str
    role: Role
    code: str | None = None

    @property
    def email(self) -> str:
        """Return the address of this account."""
        return f"{self.mailbox}@voorbeeld.example"


ACCOUNTS = [
    Account("project_leader", "projectleider", Role.PROJECT_LEADER),
    Account("support", "ondersteuning", Role.SUPPORT),
    Account("coordinator", "coordinator", Role.COORDINATOR, "GDA"),
    Account("reporter", "melder", Role.REPORTER, "GDA"),
    Account("sponsor", "sponsor", Role.SPONSOR, "GDA"),
    Account("ambassador", "ambassadeur", Role.AMBASSADOR, "GDA"),
    Account("board", "bestuur", Role.BOARD),
    Account("funder", "ministerie", Role.FUNDER),
    Account("coordinator_other", "coordinator.ghz", Role.COORDINATOR, "GHZ"),
]
