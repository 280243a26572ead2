"""Examples of how bad it was, in the work of the own sector; they help to choose and are kept nowhere."""

from __future__ import annotations

from incidents.choices import Severity

GENERAL = {
    Severity.LIGHT: "Een scheldwoord aan de balie. Boos weglopen met een klap op de deur.",
    Severity.MEDIUM: "Een bedreiging met woorden. Lang blijven schelden of duwen.",
    Severity.HEAVY: "Slaan of spugen. Een bedreiging die u bang maakt.",
}
SECTORS = {
    "gemeenten": {
        Severity.LIGHT: "Een scheldwoord aan de balie. Boos weglopen met een klap op de deur.",
        Severity.MEDIUM: "Dreigen na een afgewezen aanvraag. Een handhaver blijven volgen.",
        Severity.HEAVY: "Slaan of spugen. Een bedreiging aan uw adres of gezin.",
    },
    "veiligheid-justitie": {
        Severity.LIGHT: "Een scheldwoord bij een controle. Een gebaar of uitdagen.",
        Severity.MEDIUM: "Het werk blijven hinderen. Dreigen of vuurwerk in de buurt.",
        Severity.HEAVY: "Slaan, schoppen of spugen. Gooien met een voorwerp of inrijden.",
    },
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
    "sociale-zekerheid": {
        Severity.LIGHT: "Schelden aan de telefoon. Een mail vol verwijten.",
        Severity.MEDIUM: "Dreigen om een uitkering. Niet weg willen uit de spreekkamer.",
        Severity.HEAVY: "Slaan of gooien met meubels. Dreigen met een wapen of met zelfdoding.",
    },
    "openbaar-bestuur": {
        Severity.LIGHT: "Schelden in een mail. Roepen tijdens een vergadering.",
        Severity.MEDIUM: "Dreigen op sociale media. Blijven opwachten na een vergadering.",
        Severity.HEAVY: "Een bedreiging thuis of van het gezin. Fysiek geweld.",
    },
    "onderwijs": {
        Severity.LIGHT: "Schelden door een ouder. Een grove opmerking in de klas.",
        Severity.MEDIUM: "Dreigen na een rapport of schorsing. Duwen in de gang.",
        Severity.HEAVY: "Slaan of schoppen. Een mes of ander wapen in de school.",
    },
    "rijk": {
        Severity.LIGHT: "Schelden aan het loket. Een brief vol verwijten.",
        Severity.MEDIUM: "Dreigen bij een controle. Het werk blijven hinderen.",
        Severity.HEAVY: "Slaan of spugen. Een bedreiging aan uw adres of gezin.",
    },
}


def severity_examples(sector: str) -> dict[Severity, str]:
    """Return an example for each severity, of this sector or general."""
    return SECTORS.get(sector, GENERAL)
