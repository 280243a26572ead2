"""The page of figures of one organisation: what happened, whether that is usual, and whether it keeps its promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from core.charts import Figure
from core.text import counted
from incidents.clock import moment_of
from incidents.figures.charts import months_figure
from incidents.figures.light import light_counts
from incidents.figures.own import MonthTable, Share, known_months, late_reports, month_name, own_months
from incidents.figures.own_charts import process_figure, promises_figure, reactions_figure
from incidents.figures.process import ENOUGH, Process, read_process
from incidents.figures.promises import promises, reactions
from incidents.vocabulary import KINDS
from participants.models import Organisation

TOO_SHORT = f"Of dit gewoon is voor uw organisatie, is te zeggen na {ENOUGH} hele maanden."


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything on the page; a picture that would say nothing is left out."""

    sentence: str
    table: MonthTable
    figures: list[Figure]
    in_time: Share
    late_reports: Share
    light: int

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to show."""
        return not self.table.total and not self.table.missing and not self.light

    @property
    def has_cases(self) -> bool:
        """Tell whether there are cases, with duties and terms, and not only numbers."""
        return bool(self.late_reports.whole)

    @property
    def kinds(self) -> list[str]:
        """Return the names above the numbers."""
        return [KINDS.label(kind) for kind in self.table.kinds]

    @property
    def rows(self) -> list[tuple[str, bool, list[object]]]:
        """Return each month: its name, whether it is missing, and its total with its numbers."""
        return [(month_name(each), each in self.table.missing, self.table.shown(each)) for each in self.table.months]

    @property
    def totals(self) -> list[int]:
        """Return the sums of the twelve months."""
        return [self.table.total, *(self.table.of_kind(kind) for kind in self.table.kinds)]


def dashboard(organisation: Organisation, *, at: datetime, may_see_cases: bool) -> Dashboard:
    """Return the figures of one organisation; who handles its incidents may see a dot for each of them."""
    today = timezone.localdate(at)
    table = own_months(organisation, until=today)
    first = moment_of(table.months[0])
    process = read_process(known_months(organisation, until=today))
    kept = promises(organisation, since=first, at=at)
    figures = [
        months_figure(table) if table.total else None,
        process_figure(process) if process and table.total else None,
        promises_figure(kept) if kept[0].share.whole else None,
        reactions_figure(reactions(organisation, since=first), kept[1].share, may_see_cases=may_see_cases),
    ]
    return Dashboard(
        sentence=_sentence(table, process),
        table=table,
        figures=[figure for figure in figures if figure is not None],
        in_time=kept[1].share,
        late_reports=late_reports(organisation, since=first),
        light=sum(light_counts(organisation, table.months).values()),
    )


def _sentence(table: MonthTable, process: Process | None) -> str:
    number = f"{counted(table.total, 'voorval', 'voorvallen')} in twaalf maanden"
    if process is None:
        return f"{number}. {TOO_SHORT}"
    return f"{number}, en er valt iets op." if process.signals else f"{number}: gewone schommeling."
