"""The one way in which a number of a measure is shown: always both, the plan's and that of annex 1."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from measures.models import Measure

register = template.Library()


@register.simple_tag
def measure_number(measure: Measure, is_short: bool = False) -> SafeString:
    """Render "maatregel 5 (plan) / 6 (bijlage 1)"; short for a column heading, in full for who listens."""
    return render_to_string("measures/components/number.html", {"measure": measure, "is_short": is_short})
