"""A person in a real browser: what they click and fill in is counted, every page they reach is checked with axe."""

import re
import secrets
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Locator, Page, expect

from web.settings import ROOT

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
CODE = r"\b(\d{4} \d{4})\b"  # as the letter writes it, with the space that people type too
# Only what is wrong, in a few words: all that axe has to say about a page takes longer to hand over than to find.
_FAULTS = """async rules => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]})
  const where = fault => fault.nodes.slice(0, 3).map(node => node.target.join(" ")).join("; ")
  return found.violations.map(fault => `${fault.id}: ${fault.help} — ${where(fault)}`)
}"""
# What a page is built of: every element that differs from the others by more than its words, and what follows what.
_BUILT_OF = """() => {
  const found = new Set()
  const name = e => e.tagName + "." + (e.getAttribute("class") || "")
  const more = e => [...e.attributes].map(a => /^(role|type|aria-(?!labelledby|describedby|controls))/.test(a.name)
    ? a.name + "=" + a.value.slice(0, 20) : a.name).sort().join()
  for (const e of document.querySelectorAll("body *"))
    found.add(name(e.parentElement) + ">" + name(e) + "[" + more(e) + "]")
  return [...found].sort().join("|")
}"""
_looked_at: set[tuple[str, int, str]] = set()  # in this run: kind of page, width, what it was built of
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Walker:
    """`clicks` and `fields` count what a person had to do. Every step ends with a look at the page."""

    def __init__(self, page: Page, address: str, scripts: bool = True) -> None:
        self.page, self.address, self.scripts = page, address, scripts
        self.email = f"walker-{secrets.token_hex(4)}@example.com"
        self.clicks = 0
        self.fields = 0
        self.outside: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self._watch(request.url))
        page.on("console", lambda message: self._listen(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _watch(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.outside.append(url)

    def _listen(self, kind: str, text: str) -> None:
        # A refused form answers 422 on purpose, and browsers report that as an error of the page.
        if kind == "error" and not re.search(r"status of (403|404|422|429)", text):
            self.complaints.append(text)

    async def open(self, path: str) -> None:
        await self.page.goto(self.address + path)
        await self.look()

    async def click(self, what: str | Locator, role: Any = None) -> None:
        """Press a button or follow a link, by the words on it."""
        target = self.named(what, role) if isinstance(what, str) else what
        before = self.page.url
        await target.click()
        self.clicks += 1
        await self.page.wait_for_load_state("load")
        await self._settled(before)
        await self.look()

    def named(self, words: str, role: Any = None) -> Locator:
        if role:
            return self.page.get_by_role(role, name=words).first
        button = self.page.get_by_role("button", name=words)
        return button.or_(self.page.get_by_role("link", name=words)).first

    async def fill(self, label: str, text: str) -> None:
        await self.page.get_by_label(label).first.fill(text)
        self.fields += 1

    async def choose(self, label: str, option: str) -> None:
        await self.page.get_by_label(label).first.select_option(label=option)
        self.fields += 1

    async def sees(self, words: str) -> None:
        await expect(self.page.get_by_text(words).first).to_be_visible()

    async def heading(self) -> str:
        return (await self.page.locator("h1").inner_text()).strip()

    async def _settled(self, before: str) -> None:
        """htmx may still be swapping: wait until no request of its is under way."""
        await expect(self.page.locator(".htmx-request")).to_have_count(0)
        await expect(self.page.locator(".htmx-swapping, .htmx-settling")).to_have_count(0)

    async def look(self) -> None:
        """Nothing sticks out at the side, and axe finds no fault in the page as it stands now.

        axe is asked once about pages of one kind that are built of the same things at the same width: a form is looked
        at again with its mistakes shown, but not for each of twenty walkers. It is a script itself, so a browser
        without scripts is spared it.
        """
        wide = await self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 1, f"{self.page.url} is {wide} pixels wider than the screen"
        if not self.scripts:
            return
        width = (self.page.viewport_size or {"width": 0})["width"]
        page = kind_of(self.page.url.removeprefix(self.address)), width, await self.page.evaluate(_BUILT_OF)
        if page in _looked_at:
            return
        session = await self.page.context.new_cdp_session(self.page)
        await session.send("Runtime.evaluate", {"expression": AXE})
        await session.detach()
        lines = await self.page.evaluate(_FAULTS, _RULES)
        assert not lines, f"axe on {self.page.url}:\n" + "\n".join(lines)
        _looked_at.add(page)

    async def look_on_a_desktop(self) -> None:
        """The same page once more, as it is on a wide screen."""
        narrow = self.page.viewport_size
        assert narrow is not None
        await self.page.set_viewport_size({"width": 1280, "height": 800})
        await self.look()
        await self.page.set_viewport_size(narrow)

    def nothing_wrong(self) -> None:
        assert self.outside == [], f"requests left for other sites: {self.outside}"
        assert self.complaints == [], f"the browser complained: {self.complaints}"

    async def letter(self, pattern: str) -> str:
        """What the newest letter to this person says at `pattern`, read in the outbox in another tab."""
        tab = await self.page.context.new_page()
        try:
            for _ in range(20):
                await tab.goto(self.address + "/outbox")
                for text in await tab.locator("article").all_inner_texts():
                    found = re.search(pattern, text)
                    if self.email in text and found:
                        return found.group(1)
                await tab.wait_for_timeout(250)
        finally:
            await tab.close()
        raise AssertionError(f"no letter to {self.email} with {pattern}")


def kind_of(path: str) -> str:
    """Pages of one kind have one template, so one of each is enough: numbers and names become “…”."""
    path, _, query = path.partition("#")[0].partition("?")
    path = re.sub(r"/\d+|(?<=/cycles)/(?!new\b)[a-z0-9-]+|(?<=/v)/[^/]+|(?<=/enrolments)/[^/]+", "/…", path)
    path = re.sub(r"(?<=^/assemblies)/[^/]+|(?<=/panel)/R-\w+", "/…", path)
    return path + ("?" + re.sub(r"=[^&]*", "=…", query) if query else "")


async def screenshot(page: Page, folder: Path, name: str) -> None:
    await page.screenshot(path=folder / f"{name}.png", full_page=True)


async def new_page(context: BrowserContext) -> Page:
    page = await context.new_page()
    page.set_default_timeout(10_000)
    return page
