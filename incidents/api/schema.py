"""The OpenAPI description: what every operation shares is added here, so that no view repeats it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from core.problems import CONTENT_TYPE, TITLES

_ALWAYS = (401, 403, 406, 429, 500, 503)
_WRITING = (400, 413, 415, 422)
_VERSION_HEADER = {
    "description": "Volledige versie van de API",
    "schema": {"type": "string", "examples": ["1.0.0"]},
}
_TEXT = {"type": "string"}
_PROBLEM = {
    "type": "object",
    "description": "Een fout (RFC 9457).",
    "properties": {
        "status": {"type": "integer"},
        "title": _TEXT,
        "detail": _TEXT,
        "errors": {
            "type": "array",
            "description": "Wat er aan elk veld mankeert; zonder veld gaat het over het geheel.",
            "items": {
                "type": "object",
                "properties": {"veld": _TEXT, "melding": _TEXT},
                "required": ["veld", "melding"],
            },
        },
    },
    "required": ["status", "title"],
}
"""What `core.problems.body` makes. No view returns it, so that nothing else puts it in the description."""


class SchemaView(SpectacularJSONAPIView):
    """The description itself, for anybody and from any site; it holds nothing of an organisation."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the description as JSON."""
        response = super().get(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Content-Disposition"] = "inline"
        response.content_type = "application/json"
        return response


def after_the_design_rules(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Give every answer its version header and every operation its problems."""
    result["components"]["schemas"]["Probleem"] = _PROBLEM
    problem = {"schema": {"$ref": "#/components/schemas/Probleem"}}
    for path in result["paths"].values():
        for method, operation in path.items():
            statuses = (*_ALWAYS, *(_WRITING if method in ("post", "put") else ()))
            for status in (*statuses, 404):
                operation["responses"].setdefault(
                    str(status), {"description": TITLES[status], "content": {CONTENT_TYPE: problem}}
                )
            for answer in operation["responses"].values():
                answer.setdefault("headers", {})["API-Version"] = _VERSION_HEADER
    return result
