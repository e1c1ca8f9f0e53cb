# ruff: noqa: N818  (each name says what happened, as it is told to people; all share one base that ends in Error)
"""What can end a browser's fetch that is not the guard's doing."""

from apps.core.errors import ConductAtlasError


class BrowserError(ConductAtlasError):
    """Base of the browser's own failures."""

    code = "browser_failure"


class BrowserMissing(BrowserError):
    """There is no Chromium on this machine."""

    code = "browser_missing"


class BrowserCrashed(BrowserError):
    """The browser could not be started, or ended before it had an answer."""

    code = "browser_crashed"
    retryable = True


class PageTooHeavy(BrowserError):
    """The page made the browser take more memory than it may."""

    code = "page_too_heavy"
