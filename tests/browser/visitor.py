"""Somebody at a browser in River City, and what is looked at on every page they see.

On each page: no violation of WCAG 2.2 AA that axe finds, nothing wrong in the console, nothing against the content
security policy, no request to another host, and at the width of a phone nothing to scroll sideways.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response

SCREENSHOTS: Final = Path(__file__).parents[2] / "docs" / "screenshots"
PHONE: Final = {"width": 390, "height": 844}
DESK: Final = {"width": 1280, "height": 800}
RULES: Final = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}
CONTRAST: Final = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
MOST_STOPS: Final = 120
PATIENCE: Final = 15_000
"""Milliseconds a page may take to show what is waited for."""


class Visitor:
    """One person's browser."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context: Final = context
        self.address: Final = address.rstrip("/")
        context.set_default_timeout(PATIENCE)
        self.page: Final[Page] = context.new_page()
        self.wrong: Final[list[str]] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        expected = "status of 422" in message.text  # a refusal is an answer
        if message.type == "error" and not expected:
            self.wrong.append(f"console on {self.page.url}: {message.text} ({message.location.get('url')})")

    def _asked(self, request: Request) -> None:
        place = urlsplit(request.url)
        if place.scheme in ("http", "https", "ws", "wss") and place.netloc != urlsplit(self.address).netloc:
            self.wrong.append(f"asked another host: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.wrong.append(f"{response.status} at {response.url}")

    # Going about

    def goes(self, path: str) -> None:
        """Opens an address, and looks at the page."""
        answer = self.page.goto(f"{self.address}{path}")
        assert answer is not None
        if answer.status >= 400:
            self.wrong.clear()
        assert answer.status < 400, f"{path}: {answer.status}"
        self.looks()

    def begins_again(self) -> None:
        """Brings the demo back to its beginning."""
        self.page.goto(f"{self.address}/tour/")
        self.posts("/tour/reset/")

    def posts(self, path: str, **form: str) -> None:
        """Sends one of the tour's own forms without looking for its button."""
        token = self.page.locator("meta[name=csrf-token]").get_attribute("content") or ""
        answer = self.context.request.post(
            f"{self.address}{path}",
            form={"csrfmiddlewaretoken": token, **form},
            headers={"Referer": f"{self.address}/"},
        )
        assert answer.ok, f"{path}: {answer.status}"

    def takes(self, step: int, turn: int = 1) -> None:
        """Goes to a step of the tour by the button of its card, becoming who it takes; looks at the page."""
        self.page.goto(f"{self.address}/tour/")
        card = self.page.locator(f"#step-{step}")
        card.get_by_role("button").nth(turn - 1).click()
        self.page.wait_for_url(lambda url: "/tour/step/" not in url)
        self.page.wait_for_load_state()
        self.looks()

    def becomes(self, person: str, then: str = "/") -> None:
        """Becomes somebody by the page that exists in the demo only."""
        self.page.goto(f"{self.address}/tour/people/?next={then}")
        self.page.locator(f"form[action='/tour/become/{person}/'] button").click()
        self.page.wait_for_url(lambda url: "/tour/" not in url)
        self.page.wait_for_load_state()

    def presses(self, name: str, within: Locator | None = None) -> None:
        """Presses the button of that name, and waits for what comes of it."""
        (within or self.page.locator("main")).get_by_role("button", name=name).first.click()

    def signs(self, name: str, within: Locator | None = None) -> None:
        """Presses the button of that name, reads what will be signed, and signs it."""
        self.presses(name, within)
        self.page.locator("dialog[open]").get_by_role("button", name="Sign", exact=True).click()

    def prints(self, link: str) -> int:
        """Fetches what is printed behind that link; how many bytes it has."""
        address = self.page.get_by_role("link", name=link, exact=True).first.get_attribute("href")
        assert address is not None
        answer = self.context.request.get(address)
        assert answer.ok, f"{address}: {answer.status}"
        assert answer.body().startswith(b"%PDF"), address
        return len(answer.body())

    def sees(self, *words: str) -> None:
        """The page shows these words."""
        for each in words:
            self.page.locator("body").get_by_text(each).first.wait_for(state="attached")

    @property
    def text(self) -> str:
        """The words of the page."""
        return self.page.locator("main").inner_text()

    # Looking

    def looks(self) -> None:
        """Checks the page one is on."""
        self.page.wait_for_load_state()
        found = Axe().run(self.page, options=RULES).response["violations"]
        told = [told_of(violation) for violation in found]
        assert not told, f"{self.page.url}:\n" + "\n".join(told)
        self.stays_within()
        wrong = [self.wrong.pop(0) for _ in list(self.wrong)]
        assert not wrong, "\n".join(wrong)

    def looks_in_other_colours(self) -> None:
        """Checks that what is written can be read in the dark too."""
        self.page.emulate_media(color_scheme="dark")
        found = Axe().run(self.page, options=CONTRAST).response["violations"]
        told = [told_of(violation) for violation in found]
        self.page.emulate_media(color_scheme="light")
        assert not told, f"{self.page.url} in the dark:\n" + "\n".join(told)

    def enlarges_text(self) -> None:
        """Text twice as large, as somebody's browser is set who sees little."""
        self.page.evaluate("document.documentElement.style.fontSize = '212.5%'")

    def tabs_to(self, name: str, within: str = "body") -> None:
        """Goes with the tabulator key to what is called so; every stop on the way is seen to have the focus."""
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(STOP, within)
            assert stop["seen"], f"the focus is not to be seen on {stop}"
            if stop["within"] and name in stop["name"]:
                return
        raise AssertionError(f"{name} is not reached with {MOST_STOPS} strokes of the tabulator key")

    def stays_within(self) -> None:
        """At no width has the page to be scrolled sideways."""
        wide = self.page.evaluate(WIDER)
        assert not wide, f"{self.page.url} is wider than {self.page.viewport_size}: {wide}"

    def shows(self, name: str, about: Locator | None = None) -> None:
        """Keeps a picture of the page for README and guides, if pictures are asked for: of this part of it."""
        if os.environ.get("CONFEDERAL_SCREENSHOTS"):
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            if about is not None:
                about.first.evaluate("part => part.scrollIntoView({block: 'start'})")
            self.page.screenshot(path=SCREENSHOTS / f"{name}.png", animations="disabled")


WIDER: Final = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > room + 1)
    .slice(0, 5).map((each) => `${each.tagName}.${each.className} ${Math.round(each.getBoundingClientRect().right)}`);
}"""


STOP: Final = """(within) => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  const mark = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
  return {
    name: (at.getAttribute("aria-label") || at.labels?.[0]?.innerText || at.innerText || at.value || "").trim(),
    within: Boolean(at.closest(within)), tag: at.tagName,
    seen: at === document.body || (mark && box.width > 0 && box.bottom > 0 && box.top < innerHeight),
  };
}"""


def told_of(violation: dict[str, Any]) -> str:
    """A violation in a few lines: which rule, where, and what is the matter."""
    where = [
        f"    {node['target']}: {node['html'][:160]} {'; '.join(check['message'] for check in node['any'])[:200]}"
        for node in violation["nodes"][:4]
    ]
    return "\n".join([f"  {violation['id']}: {violation['help']}", *where])
