"""Examples of how bad it was, in the work of the own sector; they help to choose and are kept nowhere."""

from __future__ import annotations

from incidents.choices import Severity

_GENERAL = {
    Severity.LIGHT: "Een scheldwoord aan de balie. Boos weglopen met een klap op de deur.",
    Severity.MEDIUM: "Een bedreiging met woorden. Lang blijven schelden of duwen.",
    Severity.HEAVY: "Slaan of spugen. Een bedreiging die u bang maakt.",
}
_SECTORS = {
    "zorg": {
        Severity.LIGHT: "Een scheldwoord aan het bed. Een bezoeker die niet wil gaan.",
        Severity.MEDIUM: "Een bedreiging in de wachtkamer. Vastpakken of duwen.",
        Severity.HEAVY: "Slaan, bijten of spugen. Een voorwerp als wapen.",
    },
    "openbaar-vervoer": {
        Severity.LIGHT: "Een scheldwoord bij de kaartcontrole. Muziek die niet uit mag.",
        Severity.MEDIUM: "De weg versperren. Dreigen bij de halte.",
        Severity.HEAVY: "Slaan of spugen naar de chauffeur. Een voorwerp gooien.",
    },
    "woningcorporaties": {
        Severity.LIGHT: "Een scheldwoord aan de telefoon. Een brief vol verwijten.",
        Severity.MEDIUM: "Dreigen bij een huisbezoek. De deur blokkeren.",
        Severity.HEAVY: "Slaan of opsluiten. Bedreigen met een hond of voorwerp.",
    },
}


def severity_examples(sector: str) -> dict[Severity, str]:
    """Return an example for each severity, of this sector or general."""
    return _SECTORS.get(sector, _GENERAL)
