"""Single sign-on with a real browser: an owner proves a domain and names a provider, a colleague comes in by it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from tests.accounts.single_sign_on.names import Names, serving_names
from tests.accounts.single_sign_on.oidc_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    OpenIdProvider,
    serving_openid,
)
from tests.accounts.single_sign_on.saml_provider import metadata, provider_keys, serving_saml
from tests.browser.test_sign_in import open_newcomer, sign_up
from tests.browser.visits import Contexts, Site

pytestmark = pytest.mark.browser


@pytest.fixture
def names(settings: Settings) -> Iterator[Names]:
    with serving_names() as names:
        settings.DNS_SERVERS = frozenset({("127.0.0.1", names.port)})
        yield names


@pytest.fixture
def openid(settings: Settings, site: Site) -> Iterator[OpenIdProvider]:
    with serving_openid() as provider:
        host, port = provider.url.removeprefix("http://").split(":")
        settings.FETCH_ALLOW = frozenset({(host, int(port))})
        settings.SITE_URL = site.address.replace("127.0.0.1", "localhost")
        yield provider


def take(page: Page, name: str) -> None:
    """Take a picture on request, for people to look at."""
    if folder := os.environ.get("SCREENSHOTS"):
        for screen, width in (("desktop", 1280), ("phone", 360)):
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=Path(folder) / f"sign-on-{name}-{screen}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 800})


def prove(page: Page, names: Names, domain: str) -> None:
    page.get_by_role("link", name="Set up single sign-on").click()
    page.get_by_label("Domain", exact=True).fill(domain)
    page.get_by_role("button", name="Add this domain").click()
    record = page.locator("dd", has_text="conductatlas-domain=").inner_text().strip()
    take(page, "domain")
    names.texts[f"_conductatlas.{domain}"] = [record]
    page.get_by_role("button", name=f"Look for the record of {domain}").click()
    expect(page.get_by_text("The domain is proved.")).to_be_visible()


def name_provider(page: Page, openid: OpenIdProvider) -> None:
    page.get_by_role("link", name="OpenID Connect").click()
    page.get_by_label("Issuer").fill(openid.url)
    page.get_by_label("Client ID").fill(CLIENT_ID)
    page.get_by_label("Client secret").fill(CLIENT_SECRET)
    take(page, "provider")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Redirect URI")).to_be_visible()


def name_saml_provider(page: Page, sign_on_url: str) -> None:
    page.get_by_role("link", name="SAML 2.0").click()
    page.get_by_label("Or the metadata itself").fill(
        metadata(provider_keys().certificate, sign_on_url=sign_on_url)
    )
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Reply address (ACS)")).to_be_visible()


def make_workspace(page: Page, email: str, name: str) -> None:
    sign_up(page, email)
    page.get_by_role("link", name="New workspace").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Make the workspace").click()
    page.get_by_role("link", name="Security", exact=True).click()


def come(page: Page, email: str) -> None:
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Single sign-on").click()
    page.get_by_label("Work e-mail address").fill(email)
    take(page, "address")
    page.get_by_role("button", name="Continue").click()


def test_a_colleague_comes_in_by_the_provider_an_owner_has_named(
    contexts: Contexts, site: Site, names: Names, openid: OpenIdProvider
) -> None:
    with open_newcomer(contexts, site) as lead, open_newcomer(contexts, site) as colleague:
        make_workspace(lead, "lead@example.com", "Vendor risk")
        take(lead, "security")
        prove(lead, names, "acme.example")
        name_provider(lead, openid)

        come(colleague, "ada@acme.example")

        expect(colleague.get_by_role("heading", name="What needs you")).to_be_visible()
        assert colleague.url.endswith("/w/vendor-risk/")
        lead.reload()
        expect(lead.get_by_text("ada@acme.example")).to_be_visible()
        lead.get_by_label("Require single sign-on").check()
        lead.get_by_role("button", name="Save the rules").click()
        expect(lead.get_by_text("The rules are saved.")).to_be_visible()
        take(lead, "all")


def test_an_answer_posted_from_the_providers_site_finds_the_session_that_asked(
    contexts: Contexts, site: Site, names: Names, settings: Settings
) -> None:
    """Browsers send no cookie of ours with such a post; the visit it leads to has it."""
    with (
        serving_saml("sam@saml.example") as sign_on_url,
        open_newcomer(contexts, site) as lead,
        open_newcomer(contexts, site) as colleague,
    ):
        settings.FETCH_ALLOW = frozenset({("127.0.0.1", int(sign_on_url.split(":")[2].split("/")[0]))})
        settings.SITE_URL = site.address.replace("127.0.0.1", "localhost")
        make_workspace(lead, "chief@example.com", "Counsel")
        prove(lead, names, "saml.example")
        name_saml_provider(lead, sign_on_url)

        come(colleague, "sam@saml.example")
        colleague.get_by_role("button", name="Sign in as yourself").click()

        expect(colleague.get_by_role("heading", name="What needs you")).to_be_visible()
        assert colleague.url.endswith("/w/counsel/")
