"""Prints the table of rights to docs/rechten.md."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from participants.access import GRANTS, SECOND_FACTOR_ROLES, Capability, Role

HEAD = """# Rechten

Deze pagina is gemaakt door `manage.py print_rights` uit de tabel `GRANTS` in `participants/access.py`. Wijzig hem niet
met de hand.

Hoever een recht reikt:

- **eigen melding**: alleen wat iemand zelf heeft gemeld of vastgelegd;
- **eigen organisatie**: de organisatie waar iemand de rol heeft, zolang die rol loopt;
- **eigen sector**: de organisaties in de sector waarvan iemand ambassadeur is;
- **hele programma**: alle deelnemers.

Een leeg vak is geen recht. Wie alleen technisch beheer heeft (`is_superuser`), ziet in het portaal niets extra.
"""


def render_rights() -> str:
    """Return the page: roles across, capabilities down."""
    roles = list(Role)
    lines = [
        HEAD,
        f"| Recht | {' | '.join(str(role.label) for role in roles)} |",
        f"|---|{'---|' * len(roles)}",
        *(_line(capability, roles) for capability in Capability),
        "",
        "## Tweede stap bij het inloggen",
        "",
        f"Verplicht voor: {', '.join(str(role.label) for role in roles if role in SECOND_FACTOR_ROLES)}.",
        "",
    ]
    return "\n".join(lines)


def _line(capability: Capability, roles: list[Role]) -> str:
    cells = [GRANTS[role][capability].label if capability in GRANTS[role] else "" for role in roles]
    return f"| `{capability}` | {' | '.join(cells)} |"


class Command(BaseCommand):
    """`print_rights` writes the page; `--check` only says whether it is fresh."""

    help = "Schrijf docs/rechten.md uit de tabel van rechten."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--check`."""
        parser.add_argument("--check", action="store_true", help="schrijf niets; stop als de pagina oud is")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare."""
        path = settings.BASE_DIR / "docs" / "rechten.md"
        page = render_rights()
        if not options["check"]:
            path.parent.mkdir(exist_ok=True)
            path.write_text(page, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != page:
            raise CommandError("docs/rechten.md is niet meer gelijk aan GRANTS. Draai: python manage.py print_rights")
