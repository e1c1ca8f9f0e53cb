"""Visits to the site with a real browser, which remember whatever a page complained of."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, cast

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize

if TYPE_CHECKING:
    from playwright._impl._api_structures import SetCookieParam

Mode = Literal["light", "dark"]

MODES: tuple[Mode, ...] = ("light", "dark")
SCREENS: dict[str, ViewportSize] = {
    "desktop": {"width": 1366, "height": 900},
    "phone": {"width": 360, "height": 780},
}
RECORD_PAGES = (
    "home",
    "platforms",
    "platforms-none",
    "platform",
    "document",
    "document-never-captured",
    "version",
    "version-arabic",
    "redline",
    "redline-split",
    "redline-arabic",
    "change",
    "changes",
    "methodology",
    "status",
    "400",
    "404",
)
ACCOUNT_PAGES = (
    "sign-in",
    "sign-up",
    "ask-for-code",
    "enter-code",
    "verify-address",
    "forgotten-password",
    "enter-reset-code",
    "new-password",
    "password-changed",
    "second-step",
    "still-you",
    "still-you-code",
    "sign-out",
    "closed-account",
    "provider-cancelled",
    "provider-failed",
    "home-signed-in",
    "email",
    "password",
    "two-factor-off",
    "two-factor-on",
    "app-set-up",
    "app-switch-off",
    "keys-none",
    "keys",
    "key-add",
    "key-rename",
    "key-remove",
    "recovery-codes",
    "recovery-codes-new",
    "sessions",
    "connections",
)
PAGES = (*RECORD_PAGES, *ACCOUNT_PAGES)
REFUSALS = ("400", "404", "provider-failed")

_OPEN_EVERYTHING = (
    "() => document.querySelectorAll('details:not(.menu)').forEach(each => { each.open = true })"
)
_SETTLED = "() => document.fonts.ready.then(() => new Promise(requestAnimationFrame))"


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


@dataclass
class Visitor:  # without slots: Playwright keeps its wrappers of our handlers on us
    """One who opens pages by name. `complaints` collects errors of scripts, policy and network."""

    contexts: Contexts
    site: Site
    complaints: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    _pages: list[Page] = field(default_factory=list)

    def opens(
        self, name: str, *, screen: str = "desktop", mode: Mode = "light", has_scripts: bool = True
    ) -> Page:
        """Return the page once it has loaded and stands still."""
        page = self.contexts.shared(mode, has_scripts=has_scripts).new_page()
        return self._goes_to(page, name, screen, has_scripts=has_scripts)

    def comes_first_to(self, name: str, *, screen: str = "desktop", watching: str = "") -> Page:
        """Return the page as one who has nothing of the site yet; `watching` is a script that runs before the page's own."""
        page = self.contexts.new("light", has_scripts=True).new_page()
        page.add_init_script(watching)
        return self._goes_to(page, name, screen)

    def _goes_to(self, page: Page, name: str, screen: str, *, has_scripts: bool = True) -> Page:
        self._pages.append(page)
        page.set_viewport_size(SCREENS[screen])
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", self._follow)
        self.site.become(page.context, name)
        page.goto(self.site.url(name), wait_until="load")
        if has_scripts:
            page.evaluate(_SETTLED)
        return page

    def leave(self) -> None:
        for page in self._pages:
            page.close()

    def _hear(self, message: ConsoleMessage) -> None:
        refusals = {self.site.url(name) for name in REFUSALS}
        is_status_of_page = (
            message.text.startswith("Failed to load resource") and message.location["url"] in refusals
        )
        if message.type in {"error", "warning"} and not is_status_of_page:
            self.complaints.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _follow(self, request: Request) -> None:
        self.requests.append(request)
        if not request.url.startswith((f"{self.site.address}/", "data:")):
            self.complaints.append(f"asked elsewhere: {request.url}")


def change_screen(page: Page, screen: str, mode: Mode) -> None:
    """Turn a loaded page into another variant; on the phone everything folded is opened."""
    page.set_viewport_size(SCREENS[screen])
    page.emulate_media(color_scheme=mode)
    if screen == "phone":
        page.evaluate(_OPEN_EVERYTHING)
    page.evaluate(_SETTLED)
