"""The operations of the API. Each runs within the rows of the organisation whose key was sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Concatenate

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.audit import record
from core.isolation import of_organisations, within
from core.paging import keyset
from incidents.api import cases, reads
from incidents.api import serializers as shapes
from incidents.api.cases import VoorvalInvoerSerializer
from incidents.api.input import counts_of, month_input
from incidents.api.lists import lists_of_words
from incidents.api.once import HEADER, Answer, answer_once, key_of
from incidents.delivery.departments import departments_of
from incidents.services.receiving import receive_case, receive_month
from participants.models import ApiToken, Organisation

_MONTH = re.compile(r"(20\d{2})-(0[1-9]|1[0-2])")
_ONCE = OpenApiParameter(
    HEADER, str, OpenApiParameter.HEADER, required=True, description="nieuw voor elk verzoek; bij herhalen dezelfde"
)
Handler = Callable[Concatenate[Any, Request, Organisation, ...], Response]


def own_rows(method: Handler) -> Callable[..., Response]:
    """Run a method as one transaction that sees the rows of the key's organisation, which it is given."""

    @wraps(method)
    def scoped(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        token = request.auth
        assert isinstance(token, ApiToken)
        with within(of_organisations([token.organisation_id])):
            return method(view, request, token.organisation, *args, **kwargs)

    return scoped


class ApiView(APIView):
    """What all operations share: the version in a header."""

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Say which version answers."""
        final = super().finalize_response(request, response, *args, **kwargs)
        final["API-Version"] = settings.API_VERSION
        return final


class Keuzelijsten(ApiView):
    """The words of the lists."""

    @extend_schema(operation_id="haalKeuzelijstenOp", responses=shapes.KeuzelijstenSerializer, tags=["keuzelijsten"])
    def get(self, request: Request) -> Response:
        """Haal de woorden op die in lijsten mogen staan, met de dagen waarop elk woord geldt."""
        return Response({"resultaten": lists_of_words()})


class Voorvallen(ApiView):
    """The incidents of the organisation."""

    @extend_schema(
        operation_id="haalVoorvallenOp",
        parameters=[OpenApiParameter("na", str, description="volgende bladzijde: neem het adres uit ‘volgende’")],
        responses=shapes.VoorvallenSerializer,
        tags=["voorvallen"],
    )
    @own_rows
    def get(self, request: Request, organisation: Organisation) -> Response:
        """Haal voorvallen van de eigen organisatie op, de nieuwste eerst, honderd tegelijk en zonder vrije tekst."""
        page = keyset(request, reads.incidents_of(organisation), per_page=100)
        record(code="incidents.api.read", actor=None, obj=request.auth, organisation_id=organisation.pk)
        duties = reads.duties_of(organisation, page.rows)
        following = None
        if page.next_cursor:
            following = f"{settings.SITE_URL}{reverse('api:incidents')}?na={page.next_cursor}"
        return Response(
            {"resultaten": [shapes.as_voorval(row, duties[row.pk]) for row in page.rows], "volgende": following}
        )

    @extend_schema(
        operation_id="leverVoorval",
        parameters=[_ONCE],
        request=VoorvalInvoerSerializer,
        responses={201: shapes.OntvangenSerializer, 200: shapes.OntvangenSerializer},
        tags=["voorvallen"],
    )
    @own_rows
    def post(self, request: Request, organisation: Organisation) -> Response:
        """Lever één voorval. Een bronkenmerk dat er al is, verandert niets en geeft 200."""
        key, now = key_of(request.headers), timezone.now()
        case = cases.clean(request.data, at=now, departments=departments_of(organisation.pk))

        def work() -> Answer:
            incident, is_new = receive_case(organisation=organisation, token=request.auth, case=case, received_at=now)
            body = {"kenmerk": incident.reference, "bronkenmerk": case.source_ref, "isNieuw": is_new}
            return Answer(201 if is_new else 200, body)

        answer = answer_once(organisation=organisation, key=key, content=_content(request), work=work)
        response = Response(answer.body, answer.status)
        response["Location"] = settings.SITE_URL + reverse("api:incident", args=[answer.body["kenmerk"]])
        return response


class Voorval(ApiView):
    """One incident."""

    @extend_schema(operation_id="haalVoorvalOp", responses=shapes.VoorvalSerializer, tags=["voorvallen"])
    @own_rows
    def get(self, request: Request, organisation: Organisation, reference: str) -> Response:
        """Haal één voorval op, zonder vrije tekst."""
        incident = get_object_or_404(reads.incidents_of(organisation), reference=reference)
        record(code="incidents.api.read", actor=None, obj=incident)
        return Response(shapes.as_voorval(incident, reads.duties_of(organisation, [incident])[incident.pk]))


class Maandaantallen(ApiView):
    """The months that were delivered."""

    @extend_schema(
        operation_id="haalMaandaantallenOp",
        parameters=[OpenApiParameter("jaar", int, description="alleen dit jaar")],
        responses=shapes.MaandenSerializer,
        tags=["maandaantallen"],
    )
    @own_rows
    def get(self, request: Request, organisation: Organisation) -> Response:
        """Haal de geleverde maanden op, de nieuwste eerst, ten hoogste tien jaar."""
        rows = reads.months_of(organisation)
        year = request.query_params.get("jaar", "")
        if year.isascii() and year.isdigit() and len(year) == 4 and int(year) > 0:
            rows = rows.filter(month__year=int(year))
        return Response({"resultaten": [shapes.as_maand(row) for row in rows[:120]]})


class Maandaantal(ApiView):
    """One month."""

    @extend_schema(operation_id="haalMaandaantalOp", responses=shapes.MaandSerializer, tags=["maandaantallen"])
    @own_rows
    def get(self, request: Request, organisation: Organisation, month: str) -> Response:
        """Haal één geleverde maand op."""
        return Response(shapes.as_maand(get_object_or_404(reads.months_of(organisation), month=_day(month))))

    @extend_schema(
        operation_id="leverMaandaantal",
        parameters=[_ONCE],
        request=shapes.MaandSerializer,
        responses=shapes.MaandSerializer,
        tags=["maandaantallen"],
    )
    @own_rows
    def put(self, request: Request, organisation: Organisation, month: str) -> Response:
        """Lever de aantallen van een maand, of zeg dat er geen voorvallen waren. Opnieuw leveren vervangt."""
        day, key = _day(month), key_of(request.headers)
        given = month_input(request.data)

        def work() -> Answer:
            receive_month(
                organisation=organisation,
                token=request.auth,
                month=day,
                counts=counts_of(given),
                is_nil=given["geenVoorvallen"],
                delivered_at=timezone.now(),
            )
            return Answer(200, shapes.as_maand(reads.months_of(organisation).get(month=day)))

        answer = answer_once(organisation=organisation, key=key, content=_content(request), work=work)
        return Response(answer.body, answer.status)


def _day(month: str) -> date:
    """Return the first day of a month such as 2026-03.

    Raises:
        Http404: for anything else.
    """
    found = _MONTH.fullmatch(month)
    if found is None:
        raise Http404
    return date(int(found[1]), int(found[2]), 1)


def _content(request: Request) -> bytes:
    """Return what was asked as a whole, to tell a repetition from another request with the same key."""
    return b" ".join((request.method.encode(), request.path.encode(), request._request.body))
