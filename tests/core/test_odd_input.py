"""Odd requests get a sentence, never an error of ours."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import RequestFactory

from core.middleware import ODD, TOO_LARGE, TOO_MANY, UNREADABLE, WRONG_TYPE, OddInputMiddleware
from core.models import Conflict

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
factory = RequestFactory()
pytestmark = pytest.mark.django_db  # the page that answers names the region, which is data


def view(request: HttpRequest) -> HttpResponse:
    """Answer with what arrived."""
    files = {name: file.size for name, file in request.FILES.items()}
    return JsonResponse({"get": dict(request.GET.items()), "post": dict(request.POST.items()), "files": files})


def answer(request: HttpRequest) -> HttpResponse:
    """Send a request through the middleware."""
    return OddInputMiddleware(view)(request)


def refused(request: HttpRequest, status: int, sentence: str) -> None:
    """Assert that the request is refused with this sentence."""
    response = answer(request)
    assert response.status_code == status
    assert sentence in response.content.decode()


QUERIES = ["q=a%00b", "q=%ED%A0%80", "%00=a", "q=%ff", "q=\x00"]


@pytest.mark.parametrize("query", QUERIES)
def test_an_odd_query(query: str) -> None:
    refused(factory.get("/", QUERY_STRING=query), 400, ODD)


@pytest.mark.parametrize("path", ["/a\x00b/", "/\xed\xa0\x80/", "/\xff"])
def test_an_odd_path(path: str) -> None:
    refused(factory.get("/", PATH_INFO=path), 400, ODD)


@pytest.mark.parametrize("body", QUERIES)
def test_an_odd_form(body: str) -> None:
    refused(factory.post("/", body, content_type=FORM), 400, ODD)


def test_an_odd_cookie() -> None:
    refused(factory.get("/", HTTP_COOKIE='a="x\\000y"'), 400, ODD)


def test_too_many_fields() -> None:
    many = "&".join(f"a{n}=1" for n in range(1500))
    refused(factory.get("/", QUERY_STRING=many), 400, TOO_MANY)
    refused(factory.post("/", many, content_type=FORM), 400, TOO_MANY)


def test_too_many_files() -> None:
    files = {f"f{n}": SimpleUploadedFile(f"{n}.txt", b"x") for n in range(12)}
    refused(factory.post("/", files), 400, TOO_MANY)


def test_too_large(settings: Any) -> None:
    refused(factory.post("/", "a=" + "x" * 3_000_000, content_type=FORM), 413, TOO_LARGE)
    refused(factory.post("/", '"' + "x" * 3_000_000 + '"', content_type=JSON), 413, TOO_LARGE)
    refused(factory.post("/", {"a": "x" * 3_000_000}), 413, TOO_LARGE)
    settings.UPLOAD_MAX_BYTES = 1000
    refused(factory.post("/", {"f": SimpleUploadedFile("a.txt", b"x" * 3000)}), 413, TOO_LARGE)


def multipart(body: bytes, boundary: str = "grens", **extra: Any) -> HttpRequest:
    """Return a multipart request with this body."""
    return factory.generic("POST", "/", body, content_type=f"multipart/form-data; boundary={boundary}", **extra)


WHOLE = (
    b'--grens\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'
    b'--grens\r\nContent-Disposition: form-data; name="f"; filename="f.txt"\r\n\r\nabc\r\n--grens--\r\n'
)


def test_a_whole_upload_passes() -> None:
    assert b'"files": {"f": 3}' in answer(multipart(WHOLE)).content


@pytest.mark.parametrize("length", range(1, len(WHOLE) - 4, 7))
def test_a_truncated_upload(length: int) -> None:
    refused(multipart(WHOLE[:length]), 400, UNREADABLE)


def test_without_the_guard_a_truncated_upload_passes() -> None:
    """Negative control: Django itself takes half a request for a whole one, and the file is simply not there."""
    request = multipart(WHOLE[: len(WHOLE) - 16])
    assert view(request).status_code == 200
    assert request.POST["a"] == "b"
    assert not request.FILES


def test_a_connection_that_breaks_off() -> None:
    request = multipart(WHOLE)

    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise OSError("broken off")

    request._stream = Broken()  # type: ignore[attr-defined]
    refused(request, 400, UNREADABLE)


@pytest.mark.parametrize("boundary", ["", "é", "x" * 300, '"'])
def test_an_odd_boundary(boundary: str) -> None:
    assert answer(multipart(WHOLE, boundary)).status_code == 400


@pytest.mark.parametrize(
    "body",
    ['{"a": NaN}', '{"a": Infinity}', '{"a": "\\u0000"}', '{"a": "\\ud800"}', '{"\\u0000": 1}', "{", "", "[" * 100_000],
)
def test_odd_json(body: str) -> None:
    response = answer(factory.post("/", body, content_type=JSON))
    assert response.status_code == (200 if body == "" else 400)


def test_deep_and_huge_json() -> None:
    refused(factory.post("/", "[" * 60 + "]" * 60, content_type=JSON), 400, ODD)
    refused(factory.post("/", '{"a": 1e999}', content_type=JSON), 400, ODD)
    assert answer(factory.post("/", '{"a": ["é", 1.5, null]}', content_type=JSON)).status_code == 200


def test_json_in_another_encoding() -> None:
    refused(factory.generic("POST", "/", '{"a": "é"}'.encode("latin-1"), content_type=JSON), 400, UNREADABLE)


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "text/html", "", "x", "application/octet-stream"])
def test_a_wrong_content_type(kind: str) -> None:
    refused(factory.generic("POST", "/", b"a=b", content_type=kind), 415, WRONG_TYPE)


@pytest.mark.parametrize("length", ["abc", "-1", "٣"])
def test_an_odd_length(length: str) -> None:
    refused(factory.generic("POST", "/", b"a=b", content_type=FORM, CONTENT_LENGTH=length), 400, UNREADABLE)


def test_an_empty_post_passes() -> None:
    assert answer(factory.generic("POST", "/", b"", content_type="")).status_code == 200


def test_ordinary_requests_pass() -> None:
    assert b"Zo\\u00eb" in answer(factory.get("/", {"q": "Zoë"})).content
    assert b'"a": "\\u00e9 \\ud83d\\ude42"' in answer(factory.post("/", {"a": "é 🙂"})).content
    assert answer(factory.post("/", "a=%C3%A9", content_type=FORM)).status_code == 200


def test_a_conflict_found_while_saving_is_told() -> None:
    def conflicting(request: HttpRequest) -> HttpResponse:
        raise Conflict

    middleware: Callable[..., Any] = OddInputMiddleware(conflicting).process_exception
    response = middleware(factory.post("/"), Conflict())
    assert response.status_code == 409
    assert Conflict.sentence in response.content.decode()
    assert middleware(factory.post("/"), ValueError()) is None
