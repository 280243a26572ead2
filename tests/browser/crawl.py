"""Walks the pages that a role can reach by links, and writes down what is wrong with each."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
from django.urls import Resolver404, resolve
from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE_SOURCE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
NOT_FOLLOWED = {"account_logout", "admin:logout", "api:schema", "health"}
TOLD_APART = {"slug", "kind"}
BY_SHAPE = """() => {
    const shape = [...document.querySelectorAll("main *")].map((part) => part.tagName + "." + part.classList.value);
    return [...new Set(shape)].sort().join(" ");
}"""
LINKS = """() => [...document.querySelectorAll("a[href]:not([download])")]
    .map((link) => link.href).filter((address) => address.startsWith(location.origin))"""
RUN_AXE = """async (tags) => {
    const found = await axe.run({runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
    return found.violations.flatMap((fault) => fault.nodes.slice(0, 3).map((node) =>
        `${fault.id}: ${node.html.slice(0, 160)} ${node.any.map((one) => one.message).join(" ").slice(0, 160)}`));
}"""
WIDER = """() => {
    const over = document.documentElement.scrollWidth - innerWidth;
    if (over <= 0) return "";
    const far = [...document.querySelectorAll("body *")].filter((part) =>
        part.getBoundingClientRect().right > innerWidth + 1).slice(0, 3);
    return `${over}px too wide: ` + far.map((part) => part.outerHTML.slice(0, 80)).join(" | ");
}"""


def pattern_of(address: str) -> str:
    """Return the name of the view behind an address; empty where a link need not be followed."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return address
    if match.view_name in NOT_FOLLOWED:
        return ""
    told = [str(value) for key, value in match.kwargs.items() if key in TOLD_APART and match.app_name == "incidents"]
    return " ".join([match.view_name or match._func_path, *told])


@dataclass
class Crawl:
    """What was walked over all roles, and every fault, so that one run tells everything.

    A page with the same parts as one that axe saw already is not shown to axe again.
    """

    visited: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    shapes: set[tuple[str, str]] = field(default_factory=set)

    def walk(self, page: Page, role: str, starts: list[str], *, limit: int) -> None:
        """Follow links from the starts until every pattern was seen once or the limit is reached."""
        queue, known, done = deque(starts), {pattern_of(start) for start in starts}, 0
        said = _listen(page)
        while queue and done < limit:
            address = queue.popleft()
            done += 1
            for link in self._visit(page, role, address, said):
                pattern = pattern_of(link)
                if pattern and pattern not in known:
                    known.add(pattern)
                    queue.append(link)

    def _visit(self, page: Page, role: str, address: str, said: list[str]) -> Iterator[str]:
        said.clear()
        pattern = pattern_of(address)
        try:
            response = page.goto(address, wait_until="load")
        except Error as error:
            if "Download is starting" not in str(error):
                self._tell(role, address, [f"does not open: {error.message.splitlines()[0]}"])
            return
        self.visited.append((role, pattern))
        faults = list(said)
        if response is None or response.status != 200:
            faults.append(f"status {response and response.status}")
        shape = (pattern, page.evaluate(BY_SHAPE))
        if shape not in self.shapes:
            self.shapes.add(shape)
            faults += look(page)
        self._tell(role, address, faults)
        yield from page.evaluate(LINKS)

    def _tell(self, role: str, address: str, faults: list[str]) -> None:
        path = urlsplit(address).path
        self.faults += [f"{path} ({role}): {fault}" for fault in dict.fromkeys(faults)]


def look(page: Page) -> list[str]:
    """Return what axe finds in light and dark, and what sticks out at 320 points."""
    page.evaluate(AXE_SOURCE)
    faults = [f"light {fault}" for fault in page.evaluate(RUN_AXE, AXE_TAGS)]
    page.emulate_media(color_scheme="dark")
    page.evaluate("document.getAnimations().forEach((one) => one.finish())")
    faults += [f"dark {fault}" for fault in page.evaluate(RUN_AXE, AXE_TAGS)]
    page.set_viewport_size({"width": 320, "height": 900})
    if wider := page.evaluate(WIDER):
        faults.append(wider)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    return faults


def _listen(page: Page) -> list[str]:
    said: list[str] = []

    def answered(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            said.append(f"{response.status} for {urlsplit(response.url).path}")

    def written(message: ConsoleMessage) -> None:
        is_own_picture = message.location["url"].endswith("/favicon.ico")  # only for a page without a frame: a mail
        if message.type == "error" and not is_own_picture:
            said.append(f"console: {message.text}")

    def failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the picture of the tab, when the next page comes first
            said.append(f"failed: {urlsplit(request.url).path}")

    page.on("response", answered)
    page.on("requestfailed", failed)
    page.on("pageerror", lambda error: said.append(f"script: {error.message}"))
    page.on("console", lambda message: said.append(f"console: {message.text}") if message.type == "error" else None)
    return said
