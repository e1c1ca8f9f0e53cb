"""The way in, walked with a real browser: an address verified, a passkey made, and used."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.signin.people import PASSWORD, app_code, latest_code
from tests.browser.axe import violations
from tests.browser.visits import Contexts, Site, Visitor

pytestmark = pytest.mark.browser

_AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@contextmanager
def open_newcomer(contexts: Contexts, site: Site) -> Iterator[Page]:
    """Open a new browser that has an authenticator built in; passkeys belong to a name, so not to 127.0.0.1."""
    context = contexts.new("light", has_scripts=True)
    page = context.new_page()
    page.set_default_timeout(20_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": _AUTHENTICATOR})
    page.goto(replace(site, address=site.address.replace("127.0.0.1", "localhost")).url("home"))
    yield page
    context.close()
    assert [each for each in complaints if "404 (Not Found)" not in each] == []


@pytest.fixture
def newcomer(contexts: Contexts, site: Site) -> Iterator[Page]:
    with open_newcomer(contexts, site) as page:
        yield page


def sign_up(page: Page, email: str) -> None:
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Create an account").click()
    sign_up_here(page, email)


def sign_up_here(page: Page, email: str) -> None:
    """Fill in the form that is open, prove the address, and go on."""
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_label("Code").fill(latest_code())
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text(f"{email} is verified.")).to_be_visible()


def choose(page: Page, item: str) -> None:
    page.locator(".masthead .menu > summary").click()
    page.locator(".masthead .menu-panel").get_by_text(item, exact=True).click()


def prove_again(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def test_a_passkey_is_made_and_opens_the_account_by_itself(newcomer: Page) -> None:
    sign_up(newcomer, "grace@example.com")
    choose(newcomer, "Two-step sign-in")
    newcomer.get_by_role("link", name="Add a key").click()
    prove_again(newcomer)
    newcomer.get_by_role("button", name="Make the key").click()
    expect(newcomer.get_by_role("heading", name="Recovery codes")).to_be_visible()
    choose(newcomer, "Sign out")
    expect(newcomer.get_by_text("You are signed out.")).to_be_visible()

    newcomer.get_by_role("link", name="Sign in").click()
    newcomer.get_by_role("button", name="Use a passkey").click()

    expect(newcomer.locator(".menu > summary")).to_have_attribute(
        "aria-label", "Account of grace@example.com"
    )
    choose(newcomer, "Two-step sign-in")
    newcomer.get_by_role("link", name="See 1 key").click()
    expect(newcomer.get_by_role("row", name="Passkey")).not_to_contain_text("not yet")


def test_a_security_key_is_asked_for_after_the_password(newcomer: Page) -> None:
    sign_up(newcomer, "edith@example.com")
    choose(newcomer, "Two-step sign-in")
    newcomer.get_by_role("link", name="Add a key").click()
    prove_again(newcomer)
    newcomer.get_by_label("A passkey: it signs in by itself").uncheck()
    newcomer.get_by_role("button", name="Make the key").click()
    choose(newcomer, "Sign out")
    newcomer.get_by_role("link", name="Sign in").click()
    newcomer.get_by_label("E-mail address").fill("edith@example.com")
    newcomer.get_by_label("Password").fill(PASSWORD)
    newcomer.get_by_role("button", name="Sign in", exact=True).click()

    expect(newcomer.get_by_role("heading", name="Second step")).to_be_visible()
    newcomer.get_by_role("button", name="Use a passkey or security key").click()

    expect(newcomer.locator(".menu")).to_be_visible()


def test_a_browser_without_a_passkey_is_told_and_can_go_on(newcomer: Page) -> None:
    newcomer.get_by_role("link", name="Sign in").click()

    newcomer.get_by_role("button", name="Use a passkey").click()

    expect(newcomer.get_by_role("alert")).to_have_text(
        "No passkey was used. You can try again, or take another way."
    )
    expect(newcomer.get_by_role("button", name="Use a passkey")).to_be_enabled()


def test_everything_but_passkeys_works_without_scripts(contexts: Contexts, site: Site) -> None:
    page = contexts.new("light", has_scripts=False).new_page()
    page.goto(site.url("home"))

    sign_up(page, "joan@example.com")
    choose(page, "Two-step sign-in")
    page.get_by_role("link", name="Set it up").click()
    prove_again(page)
    secret = page.locator(".fact-code").evaluate("node => node.firstChild.textContent.trim()")
    page.get_by_label("Code the app shows").fill(app_code(secret))
    page.get_by_role("button", name="Switch it on").click()
    expect(page.locator(".codes li")).to_have_count(10)
    choose(page, "Sign out")
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    page.get_by_label("E-mail address").fill("joan@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(app_code(secret, steps=1))
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.locator(".menu")).to_be_visible()


def test_the_menu_is_left_with_escape_and_breaks_no_rule(visitor: Visitor) -> None:
    page = visitor.opens("home-signed-in", screen="phone")
    summary = page.locator(".menu > summary")

    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".menu-panel")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")

    expect(page.locator(".menu-panel")).to_be_hidden()
    expect(summary).to_be_focused()
