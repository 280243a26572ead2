"""The departments of an organisation, as words of a file are compared with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from incidents.delivery.words import plain
from incidents.models import Unit

_TOLD = 8


@dataclass(frozen=True, slots=True)
class Departments:
    """Departments by name. One that was taken out of the list is known too: a file may tell of years ago."""

    by_name: Mapping[str, int] = field(default_factory=dict)
    by_words: Mapping[str, int] = field(default_factory=dict)
    current: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, units: Iterable[tuple[int, str, bool]]) -> Departments:
        """Make them from (key, name, whether it is in use)."""
        rows = sorted(units, key=lambda row: (not row[2], row[1].casefold()))
        often = Counter(plain(name) for _, name, _ in rows)
        return cls(
            {name.strip().casefold(): key for key, name, _ in reversed(rows)},
            {words: key for key, name, _ in rows if (words := plain(name)) and often[words] == 1},
            tuple(name for _, name, is_current in rows if is_current),
            tuple((str(key), name) for key, name, _ in rows),
        )

    def find(self, text: str) -> int | None:
        """Return the key of the department that is meant: by its name, else by its words without signs."""
        return self.by_name.get(text.strip().casefold()) or self.by_words.get(plain(text))

    @property
    def told(self) -> str:
        """Return the departments in use as a Dutch list, not longer than can be read."""
        if not self.current:
            return "Uw organisatie heeft nog geen afdelingen in gebruik."
        more = len(self.current) - _TOLD
        rest = f" en nog {more}" if more > 0 else ""
        return f"Bekend zijn: {', '.join(self.current[:_TOLD])}{rest}."


NO_DEPARTMENTS = Departments()


def departments_of(organisation_id: int) -> Departments:
    """Read the departments of an organisation."""
    return Departments.of(Unit.objects.filter(organisation_id=organisation_id).values_list("pk", "name", "is_current"))
