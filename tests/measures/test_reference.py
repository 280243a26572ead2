"""The nine measures: one key, two numbers, always shown together."""

from __future__ import annotations

import pytest
from django.template import Context, Template

from measures.models import Measure
from measures.reference import NINE_MEASURES
from tests.factories.measures import measure, nine_measures

pytestmark = pytest.mark.django_db


def test_nine_measures_in_both_orders() -> None:
    nine_measures()
    by_plan = list(Measure.objects.order_by("plan_number").values_list("slug", flat=True))
    by_annex = list(Measure.objects.order_by("annex_number").values_list("slug", flat=True))
    assert by_plan == [
        "norm",
        "melden",
        "registreren",
        "trainen",
        "reageren",
        "aangifte",
        "schade",
        "nazorg",
        "preventie",
    ]
    assert by_annex == [
        "norm",
        "trainen",
        "melden",
        "registreren",
        "aangifte",
        "reageren",
        "schade",
        "nazorg",
        "preventie",
    ]


def test_only_the_ninth_is_of_the_region() -> None:
    nine_measures()
    assert list(Measure.objects.filter(is_national=False).values_list("slug", "regional_alias")) == [
        ("preventie", "hospitality")
    ]


def test_both_numbers_are_shown_wherever_one_is() -> None:
    template = Template("{% load measure_numbers %}{% measure_number measure is_short %}")
    for is_short in (False, True):
        shown = template.render(Context({"measure": measure("reageren"), "is_short": is_short}))
        assert "maatregel 5 (plan) / 6 (bijlage 1)" in shown


def test_each_measure_has_five_anchors() -> None:
    assert all(len(data["anchors"]) == 5 and len(set(data["anchors"])) == 5 for data in NINE_MEASURES)
