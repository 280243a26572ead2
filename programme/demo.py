"""Loads the programme of the documents into the demonstration; what is there already stays as it is."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone

from core.demo import DemoWorld
from core.softdates import parse_soft_date
from measures.models import Measure
from programme import demo_data as data
from programme import demo_planning as planning
from programme.models import Decision, IntendedResult, PlanDocument, PlanItem, PlanItemMove, PlanItemSource, Programme


def load(world: DemoWorld) -> None:
    """Make the record, the eight results, the planning with its sources, the decisions and the documents."""
    programme = _programme()
    results = {seed.number: _result(programme, seed) for seed in data.RESULTS}
    measures = {measure.slug: measure for measure in Measure.objects.all()}
    for seed in planning.ITEMS:
        _item(programme, seed, results, measures, world)
    _decisions(programme)
    _documents(programme)


def _programme() -> Programme:
    fields: dict[str, Any] = {**data.PROGRAMME, "is_current": True}
    fields["national_target_percent"] = Decimal(fields["national_target_percent"])
    programme, _ = Programme.objects.get_or_create(region_name="Veiligheidsregio Hollands Midden", defaults=fields)
    return programme


def _soft(programme: Programme, text: str) -> Any:
    return parse_soft_date(text, programme=(programme.starts_on, programme.ends_on))


def _result(programme: Programme, seed: data.ResultSeed) -> IntendedResult:
    result, _ = IntendedResult.objects.get_or_create(
        programme=programme,
        number=seed.number,
        defaults={
            "title": seed.title,
            "text": seed.text,
            "categories": list(seed.categories),
            "state": seed.state,
            "proof_text": seed.proof,
            "next_step": seed.next_step,
            "next_step_on": seed.next_step_on,
            "assured_by": seed.assured_by,
        },
    )
    return result


def _item(
    programme: Programme,
    seed: planning.ItemSeed,
    results: dict[int, IntendedResult],
    measures: dict[str, Measure],
    world: DemoWorld,
) -> None:
    if PlanItem.objects.filter(programme=programme, title=seed.title).exists():
        return
    item = PlanItem.objects.create(
        programme=programme,
        title=seed.title,
        kind=seed.kind,
        original=_soft(programme, seed.original),
        current=_soft(programme, seed.current or seed.original),
        happened_on=seed.happened_on,
        status=seed.status,
        reason=seed.reason,
        categories=list(seed.categories),
        source=seed.source,
        conflict_note=seed.note,
    )
    item.results.set(results[number] for number in seed.results)
    item.measures.set(measures[slug] for slug in seed.measures if slug in measures)
    for source, text, remark in seed.sources:
        PlanItemSource.objects.create(item=item, source=source, date=_soft(programme, text), remark=remark)
    _history(item, seed, world)


def _history(item: PlanItem, seed: planning.ItemSeed, world: DemoWorld) -> None:
    leader = world.accounts.get("project_leader")
    day = seed.happened_on or item.original.latest or item.programme.starts_on
    at = timezone.make_aware(datetime.combine(day, time(17, 0)))
    if seed.reason:
        PlanItemMove.objects.create(
            item=item,
            from_text=seed.original,
            to_text=str(item.current),
            status=seed.status,
            reason=seed.reason,
            actor=leader,
            moved_at=at,
        )
    elif seed.is_outcome_invented:
        PlanItemMove.objects.create(
            item=item,
            from_text=seed.original,
            to_text=str(item.current),
            status=seed.status,
            reason=planning.INVENTED,
            actor=leader,
            moved_at=at,
        )


def _decisions(programme: Programme) -> None:
    for body, kind, subject, when, source, remark, is_year_inferred in data.DECISIONS:
        Decision.objects.get_or_create(
            programme=programme,
            body=body,
            kind=kind,
            subject=subject,
            source=source,
            defaults={"taken": _soft(programme, when), "remark": remark, "is_year_inferred": is_year_inferred},
        )


def _documents(programme: Programme) -> None:
    for title, version, dated, remark in data.DOCUMENTS:
        PlanDocument.objects.get_or_create(
            programme=programme,
            title=title,
            version_label=version,
            defaults={"dated": _soft(programme, dated), "remark": remark},
        )
