"""Measures two ways of doing the same in turn, so that a machine that slows down slows both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, override_settings


@dataclass(frozen=True, slots=True)
class Ratio:
    """How much longer `subject` takes than `floor`: the median over pairs, with the lowest and highest pair."""

    subject: float
    floor: float
    median: float
    low: float
    high: float

    def __str__(self) -> str:
        times = f"{self.subject * 1000:.2f} ms against {self.floor * 1000:.2f} ms"
        return f"{self.median:.2f} × (pairs {self.low:.2f}–{self.high:.2f}; {times})"


def compare(subject: Callable[[], Any], floor: Callable[[], Any], *, repeats: int = 20, pairs: int = 9) -> Ratio:
    """Run both in turn, `pairs` times `repeats` calls each after a warm-up, and return the ratio of seconds a call."""
    for _ in range(3):
        subject(), floor()
    times = [(_seconds(subject, repeats), _seconds(floor, repeats)) for _ in range(pairs)]
    ratios = sorted(one / other for one, other in times)
    return Ratio(
        statistics.median(one for one, _ in times),
        statistics.median(other for _, other in times),
        statistics.median(ratios),
        ratios[0],
        ratios[-1],
    )


def _seconds(call: Callable[[], Any], repeats: int) -> float:
    started = time.perf_counter()
    for _ in range(repeats):
        call()
    return (time.perf_counter() - started) / repeats


class Browser:
    """Sends requests through the whole WSGI stack in this process, with the cookie of a signed-in client.

    Unlike the test client it lets Django close or keep its database connection as in production. What ours is measured
    against does not pay for the transaction and the policies of the second wall: it goes without that middleware.
    """

    def __init__(self, client: Client, *, has_second_wall: bool = True) -> None:
        without = [name for name in settings.MIDDLEWARE if has_second_wall or not name.endswith("SecondWallMiddleware")]
        with override_settings(MIDDLEWARE=without):
            self.handler = WSGIHandler()
        name = settings.SESSION_COOKIE_NAME
        self.cookie = f"{name}={client.cookies[name].value}"

    def get(self, url: str) -> bytes:
        """Return the body of a page.

        Raises:
            AssertionError: when the answer is not 200.
        """
        path, _, query = url.partition("?")
        statuses: list[str] = []
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": self.cookie,
            "wsgi.input": BytesIO(),
            "wsgi.errors": BytesIO(),
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        response = self.handler(environ, lambda status, headers, error=None: statuses.append(status))
        body = b"".join(response)
        response.close()
        assert statuses[0].startswith("200"), f"{url}: {statuses[0]}"
        return body
