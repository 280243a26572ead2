"""Invented material of the demonstration's incidents. No sentence is about a real person or event."""

from __future__ import annotations

from datetime import timedelta

from incidents.choices import DutyKind

SHOWN = ("GDA", "GHZ")
"""The organisations of the demonstration's own accounts: these show every stage of life."""
AFTERCARE_PHONE = "088 000 01 12"
SILENT = {"BRW", "WDX"}
NEVER_DELIVERED = {"UWV"}
NUMBERS = {"GDA": 110, "LEI": 90, "GHZ": 80, "APN": 50, "KAT": 30, "ZPL": 22}

KINDS = ["verbaal", "bedreiging", "intimidatie", "discriminatie", "fysiek", "vernieling", "online", "hinder"]
KIND_WEIGHTS = [46, 17, 11, 5, 10, 6, 8, 5]
COUNTED = ["verbaal", "bedreiging", "intimidatie", "fysiek"]
CHANNELS = {
    "": ["balie", "balie", "balie", "telefoon", "telefoon", "straat", "huisbezoek", "brief", "online", "gebouw"],
    "zorg": ["zorglocatie", "zorglocatie", "zorglocatie", "telefoon", "gebouw"],
    "openbaar-vervoer": ["voertuig", "voertuig", "voertuig", "straat", "telefoon"],
}
FUNCTIONS = {
    "": ["balie", "balie", "handhaving", "consulent", "wijkteam", "bestuur", "overig"],
    "zorg": ["zorg", "zorg", "balie", "ambulance"],
    "openbaar-vervoer": ["vervoer"],
}
PLACES = {
    "": ["Stadskantoor", "Hoofdgebouw", ""],
    "balie": ["Balie publiekszaken", "Balie werk en inkomen", "Spreekkamer 2", "Balie burgerzaken"],
    "straat": ["Marktplein", "Stationsgebied", "Winkelcentrum"],
    "huisbezoek": ["Huisbezoek"],
    "telefoon": ["Klantcontactcentrum"],
    "zorglocatie": ["Spoedeisende hulp", "Polikliniek", "Afdeling 3"],
    "voertuig": ["Lijn 2", "Lijn 187", "Eindhalte"],
}
CAUSES = ["besluit", "wachten", "handhaving", "geld", "zorgvraag", "invloed", "verward", "onbekend", ""]
ACTIONS: list[list[str]] = [
    ["aangesproken"],
    ["aangesproken", "leidinggevende"],
    ["leidinggevende"],
    ["leidinggevende", "opvang"],
    ["politie", "leidinggevende", "opvang"],
    ["niets"],
    [],
]
NARRATIVES = {
    "verbaal": [
        "De bezoeker kreeg een afwijzing en begon te schelden. Na een waarschuwing ging hij weg.",
        "De beller schold vijf minuten lang. Het gesprek is beëindigd.",
        "",
    ],
    "bedreiging": [
        "De bezoeker zei dat hij de collega na het werk zou opwachten.",
        "In de brief stond dat er iets zou gebeuren als het besluit niet verandert.",
    ],
    "intimidatie": ["De bezoeker bleef bij de uitgang wachten en volgde de collega naar de fiets.", ""],
    "discriminatie": ["De bezoeker wilde niet geholpen worden door deze collega en zei waarom."],
    "fysiek": [
        "De bezoeker duwde de collega tegen de deur. Een collega kwam ertussen.",
        "Er werd gespuugd naar de collega. De politie is gebeld.",
    ],
    "vernieling": ["De bezoeker sloeg het scherm op de balie stuk.", "Er is een ruit ingegooid."],
    "online": ["Een filmpje van het gesprek staat op internet, met dreigende reacties eronder."],
    "hinder": ["De bezoeker spuugde op de grond en maakte een gebaar.", ""],
}
CONCLUSIONS = [
    "De veroorzaker heeft een brief gekregen. Dank voor uw melding.",
    "Er is een gesprek gevoerd. De afspraak is dat dit niet meer gebeurt.",
    "De veroorzaker mag drie maanden niet in het gebouw komen.",
]

STAGES = [
    *["klok"] * 4,
    *["te_laat"] * 2,
    *["gemeld"] * 2,
    *["in_behandeling"] * 4,
    *["wacht"] * 2,
    "heropend",
    "klaar_om_te_sluiten",
    "concept",
    "concept",
]
AGES = {
    "klok": (timedelta(hours=3), timedelta(hours=20), timedelta(hours=44)),
    "te_laat": (timedelta(hours=60), timedelta(days=5), timedelta(days=9)),
    "gemeld": (timedelta(hours=1), timedelta(hours=9), timedelta(hours=30)),
    "in_behandeling": (timedelta(days=3), timedelta(days=6), timedelta(days=10)),
    "wacht": (timedelta(days=12), timedelta(days=20), timedelta(days=31)),
    "heropend": (timedelta(days=25), timedelta(days=40), timedelta(days=60)),
    "klaar_om_te_sluiten": (timedelta(days=8), timedelta(days=9), timedelta(days=11)),
    "concept": (timedelta(hours=2), timedelta(days=1), timedelta(days=3)),
}
STATUSES = {
    "klok": "gemeld",
    "te_laat": "gemeld",
    "gemeld": "gemeld",
    "in_behandeling": "in_behandeling",
    "wacht": "wacht",
    "heropend": "heropend",
    "klaar_om_te_sluiten": "in_behandeling",
    "afgehandeld": "afgehandeld",
    "afgehandeld_laat": "afgehandeld",
    "ingetrokken": "ingetrokken",
    "geen_vpt": "geen_vpt",
    "geanonimiseerd": "geanonimiseerd",
}
_ALL, _NONE = (True, True, True, True), (False, False, False, False)
ANSWERED = {
    "klok": _NONE,
    "te_laat": _NONE,
    "gemeld": _NONE,
    "in_behandeling": (True, False, False, True),
    "wacht": (True, True, False, True),
    "heropend": (True, True, False, True),
    "klaar_om_te_sluiten": _ALL,
    "afgehandeld": _ALL,
    "afgehandeld_laat": _ALL,
    "ingetrokken": _NONE,
    "geen_vpt": _NONE,
    "geanonimiseerd": _ALL,
}
"""Which of the four duties (reactie, aangifte, schade, nazorg) has an answer at a stage."""
NOT_NEEDED = {DutyKind.POLICE_REPORT: 0.68, DutyKind.DAMAGE: 0.85, DutyKind.AFTERCARE: 0.2}
