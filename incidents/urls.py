"""Addresses below /voorvallen/."""

from django.urls import path, register_converter

from incidents.views import counting, figures, handling, listing, registering

app_name = "incidents"


class ReferenceConverter:
    """A reference such as GDA-7K3QF."""

    regex = "[A-Z]{3}-[2-9A-HJ-NP-Z]{5}"

    def to_python(self, value: str) -> str:
        """Take the text as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Write the text as it is."""
        return value


register_converter(ReferenceConverter, "reference")

urlpatterns = [
    path("", registering.index, name="index"),
    path("melden", registering.begin, name="begin"),
    path("melden/<reference:reference>/controle", registering.check, name="check"),
    path("melden/<reference:reference>/verstuurd", registering.sent, name="sent"),
    path("melden/<reference:reference>/weggooien", registering.discard, name="discard"),
    path("melden/<reference:reference>/collega", registering.collegial, name="collegial"),
    path("melden/<reference:reference>/bewaren", registering.autosave, name="autosave"),
    path("melden/<reference:reference>/<slug:slug>", registering.step, name="step"),
    path("lijst", listing.listing, name="list"),
    path("cijfers", figures.own, name="figures"),
    path("cijfers/regio", figures.region, name="region"),
    path("cijfers/volledigheid", figures.complete, name="completeness"),
    path("aantallen", counting.months, name="months"),
    path("aantallen/<int:year>/<int:number>", counting.month, name="month"),
    path("<reference:reference>", handling.detail, name="detail"),
    path("<reference:reference>/gegevens", handling.change, name="change"),
    path("<reference:reference>/plicht/<slug:kind>", handling.duty, name="duty"),
    path("<reference:reference>/stap/<slug:slug>", handling.flow, name="flow"),
]
