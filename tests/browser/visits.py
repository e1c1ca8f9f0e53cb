"""Visits to the site with a real browser, which remember whatever a page complained of."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, cast

from django.conf import settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    ConsoleMessage,
    Error,
    Page,
    Request,
    ViewportSize,
)

from tests.browser.page_names import REFUSALS

if TYPE_CHECKING:
    from playwright._impl._api_structures import SetCookieParam

Mode = Literal["light", "dark"]

MODES: tuple[Mode, ...] = ("light", "dark")
SCREENS: dict[str, ViewportSize] = {
    "desktop": {"width": 1366, "height": 900},
    "phone": {"width": 360, "height": 780},
}
_OPEN_EVERYTHING = (
    "() => document.querySelectorAll('details:not(.menu)').forEach(each => { each.open = true })"
)
SETTLED = "() => document.fonts.ready.then(() => new Promise(requestAnimationFrame))"


@dataclass(frozen=True, slots=True)
class Site:
    """`sessions` are the cookies with which pages that are not everybody's are visited."""

    address: str
    pages: dict[str, str]
    sessions: dict[str, str] = field(default_factory=dict)

    def url(self, name: str) -> str:
        return self.address + self.pages[name]

    def become(self, context: BrowserContext, name: str) -> None:
        """Make a browser the one that may see the page."""
        context.clear_cookies()
        if name in self.sessions:
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": self.sessions[name], "url": self.address}
            context.add_cookies([cast("SetCookieParam", cookie)])


@dataclass
class Contexts:
    """Profiles of a browser: one for each kind of visitor, whose cache stays warm, and new ones on request."""

    browser: Browser
    _shared: dict[tuple[Mode, bool], BrowserContext] = field(default_factory=dict)
    _wiped: dict[str, tuple[Page, CDPSession]] = field(default_factory=dict)
    _left: dict[BrowserContext, Page] = field(default_factory=dict)

    def shared(self, mode: Mode, *, has_scripts: bool) -> BrowserContext:
        key = (mode, has_scripts)
        if key not in self._shared:
            self._shared[key] = self.new(mode, has_scripts=has_scripts)
        return self._shared[key]

    def new(self, mode: Mode, *, has_scripts: bool) -> BrowserContext:
        return self.browser.new_context(
            color_scheme=mode,
            reduced_motion="reduce",  # colours on their way from one mode to the other are nobody's to judge
            java_script_enabled=has_scripts,
            locale="en-GB",
            timezone_id="UTC",
        )

    def wiped(self, origin: str, *, watching: str, of_files: bool) -> Page:
        """Return a page whose browser remembers nothing of the site, and has none of its files if it is to be wiped of them.

        `watching` is a script that runs before the page's own. It is the same page each time: the next process of a browser
        costs more than most pages.
        """
        if watching in self._wiped:
            page, session = self._wiped[watching]
            _wipe(session, origin, of_files=of_files)
            page.emulate_media(media="null", color_scheme="light")
            return page
        page = self.new("light", has_scripts=True).new_page()
        page.add_init_script(watching)
        self._wiped[watching] = (page, page.context.new_cdp_session(page))
        return page

    def forget_files(self, page: Page) -> None:
        """Take the files of the site from a page that is `wiped` each time."""
        _forget_files(next(session for each, session in self._wiped.values() if each is page))

    def leave(self, page: Page) -> None:
        """Close the page that was left before, and this one after the next: their process, which all of a site share, stays."""
        if page.context in self._left:
            self._left[page.context].close()
        self._left[page.context] = page


def _wipe(session: CDPSession, origin: str, *, of_files: bool) -> None:
    """Take from a browser, in which the site is open, what it left there: in the page's own stores, in memory and on disk."""
    if of_files:
        _forget_files(session)
    session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    session.send("DOMStorage.clear", {"storageId": {"securityOrigin": origin, "isLocalStorage": False}})


def _forget_files(session: CDPSession) -> None:
    session.send("Network.enable")
    for is_disabled in (True, False):  # disabling is what empties the memory of the page's process
        session.send("Network.setCacheDisabled", {"cacheDisabled": is_disabled})
    session.send("Network.clearBrowserCache")
    session.send("Network.disable")  # or each request is told to the session too


@dataclass
class Visitor:  # without slots: Playwright keeps its wrappers of our handlers on us
    """One who opens pages by name. `complaints` collects errors of scripts, policy and network."""

    contexts: Contexts
    site: Site
    complaints: list[str] = field(default_factory=list)
    _opened: list[Page] = field(default_factory=list)
    _lent: list[Page] = field(default_factory=list)

    def opens(
        self, name: str, *, screen: str = "desktop", mode: Mode = "light", has_scripts: bool = True
    ) -> Page:
        """Return the page once it has loaded and stands still."""
        page = self.contexts.shared(mode, has_scripts=has_scripts).new_page()
        self._opened.append(page)
        return self._goes_to(page, name, screen, has_scripts=has_scripts)

    def comes_first_to(
        self, name: str, *, screen: str = "desktop", watching: str = "", has_files: bool = False
    ) -> Page:
        """Return the page as one who never was here, but for the site's files if they are there already.

        `watching` is a script that runs before the page's own.
        """
        page = self.contexts.wiped(self.site.address, watching=watching, of_files=not has_files)
        self._lent.append(page)
        return self._goes_to(page, name, screen)

    def comes_again(self, page: Page, *, screen: str, has_files: bool = True) -> None:
        """Load a page once more, on another screen, with its files at hand or without."""
        if not has_files:
            self.contexts.forget_files(page)
        page.set_viewport_size(SCREENS[screen])
        page.reload(wait_until="load")
        page.evaluate(SETTLED)

    def _goes_to(self, page: Page, name: str, screen: str, *, has_scripts: bool = True) -> Page:
        page.set_viewport_size(SCREENS[screen])
        page.on("console", self._hear)
        page.on("pageerror", self._mind)
        page.on("request", self._follow)
        self.site.become(page.context, name)
        page.goto(self.site.url(name), wait_until="load")
        if has_scripts:
            page.evaluate(SETTLED)
        return page

    def leave(self) -> None:
        for page in self._opened:
            self.contexts.leave(page)
        for page in (*self._opened, *self._lent):
            page.remove_listener("console", self._hear)
            page.remove_listener("pageerror", self._mind)
            page.remove_listener("request", self._follow)

    def _hear(self, message: ConsoleMessage) -> None:
        refusals = {self.site.url(name) for name in REFUSALS}
        is_status_of_page = (
            message.text.startswith("Failed to load resource") and message.location["url"] in refusals
        )
        if message.type in {"error", "warning"} and not is_status_of_page:
            self.complaints.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _mind(self, error: Error) -> None:
        self.complaints.append(f"script: {error}")

    def _follow(self, request: Request) -> None:
        if not request.url.startswith((f"{self.site.address}/", "data:")):
            self.complaints.append(f"asked elsewhere: {request.url}")


def change_screen(page: Page, screen: str, mode: Mode) -> None:
    """Turn a loaded page into another variant, and wait for it; on the phone everything folded is opened."""
    show(page, screen, mode)
    page.evaluate(SETTLED)


def show(page: Page, screen: str, mode: Mode) -> None:
    """Do as `change_screen`, but do not wait."""
    if page.viewport_size != SCREENS[screen]:
        page.set_viewport_size(SCREENS[screen])
    page.emulate_media(color_scheme=mode)
    if screen == "phone":
        page.evaluate(_OPEN_EVERYTHING)
