"""Pages of signing in: ours throughout, kept out of caches and search engines, and no trace of one on public pages."""

import re
from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.test import Client

from apps.web.presentation.devices import device_name
from tests.accounts.signin.people import EMAIL, make_person, sign_in

pytestmark = pytest.mark.django_db

OURS = settings.BASE_DIR / "templates"
THEIRS = Path(str(allauth.__file__)).parent / "templates"
# Pages that our settings make unreachable: links in place of codes, several addresses, telephones, browsers to trust,
# accounts made with a passkey alone.
UNREACHABLE = {
    "account/confirm_phone_verification_code.html",
    "account/email.html",
    "account/email_confirm.html",
    "account/password_reset_done.html",
    "account/phone_change.html",
    "account/signup_by_passkey.html",
    "account/verification_sent.html",
    "account/verified_email_required.html",
    "mfa/trust.html",
    "mfa/webauthn/signup_form.html",
}
PAGES = sorted(
    name
    for folder in ("account", "mfa", "usersessions", "socialaccount")
    for path in (THEIRS / folder).rglob("*.html")
    if not (name := path.relative_to(THEIRS).as_posix()).count("/snippets/")
    and not path.name.startswith("base")
)
ENTRANCES = ["/account/login/", "/account/signup/", "/account/login/code/", "/account/password/reset/"]


@pytest.fixture
def owner(client: Client) -> Client:
    make_person(EMAIL)
    sign_in(client)
    return client


@pytest.mark.parametrize("name", PAGES)
def test_every_page_one_can_reach_is_ours(name: str) -> None:
    assert (OURS / name).is_file() != (name in UNREACHABLE)


@pytest.mark.parametrize("address", ENTRANCES)
def test_the_way_in_is_in_our_frame_and_in_no_index(client: Client, address: str) -> None:
    html = client.get(address).content.decode()

    assert '<meta name="robots" content="noindex">' in html
    assert 'class="masthead"' in html
    assert re.search(r"<title>\s*[^<]+· ConductAtlas\s*</title>", html)
    assert html.count("<h1") == 1
    assert "placeholder" not in html.split("<main")[1]


def test_search_engines_are_asked_to_stay_away(client: Client) -> None:
    assert "Disallow: /account/" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize(
    "address", [*ENTRANCES, "/account/email/", "/account/sessions/", "/account/two-factor/"]
)
def test_a_page_of_an_account_is_under_the_same_policy(owner: Client, address: str) -> None:
    browser = Client() if address in ENTRANCES else owner
    response = browser.get(address)
    html = response.content.decode()

    assert response.status_code == 200
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", html)
    assert not re.search(r"<[^>]+\s(style|on\w+)=", html)


def test_a_page_seen_signed_in_is_kept_by_no_shared_cache(owner: Client) -> None:
    response = owner.get("/methodology/")

    assert EMAIL in response.content.decode()
    assert response["Cache-Control"] == "private, no-cache"
    assert "Cookie" in response["Vary"]


def test_a_page_seen_by_anybody_says_so_and_names_nobody(client: Client, owner: Client) -> None:
    response = Client().get("/methodology/")

    assert EMAIL not in response.content.decode()
    assert not response.has_header("Cache-Control")
    assert "Cookie" in response["Vary"]  # a cache must not give this one to somebody who has signed in
    assert not response.cookies


@pytest.mark.parametrize("address", ["/robots.txt", "/healthz", "/sitemap.xml", "/.well-known/security.txt"])
def test_what_is_the_same_for_everybody_does_not_look_at_the_session(owner: Client, address: str) -> None:
    response = owner.get(address)

    assert "Cookie" not in response.get("Vary", "")
    assert "private" not in response.get("Cache-Control", "") or address == "/healthz"


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("/changes/?kind=numbers", "/account/login/?next=%2Fchanges%2F%3Fkind%3Dnumbers"),
        ("/nowhere/", "/account/login/"),
        ("/account/signup/", "/account/login/"),
    ],
)
def test_the_way_in_leads_back_to_the_page_one_was_on(client: Client, address: str, leads: str) -> None:
    assert f'href="{leads}">Sign in</a>' in client.get(address).content.decode()


def test_the_menu_of_an_account_signs_out_with_a_token(owner: Client) -> None:
    html = owner.get("/").content.decode()

    menu = html[html.index('class="menu"') : html.index("</details>")]
    assert 'name="csrfmiddlewaretoken"' in menu
    assert 'action="/account/logout/"' in menu
    assert "Sign in</a>" not in html


def test_password_managers_find_where_a_password_is_changed(client: Client) -> None:
    assert client.get("/.well-known/change-password")["Location"] == "/account/password/change/"


def test_a_form_without_its_token_is_refused_in_our_words() -> None:
    response = Client(enforce_csrf_checks=True).post("/account/login/", {"login": EMAIL, "password": "x"})

    assert response.status_code == 403
    assert "Nothing was changed" in response.content.decode()
    assert 'href="/account/login/">Sign in</a>' in response.content.decode()


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Linux"),
        (
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 "
                "Safari/537.36 Edg/141.0.0.0"
            ),
            "Edge on Windows",
        ),
        (
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                "Version/19.1 Mobile/15E148 Safari/604.1"
            ),
            "Safari on iPhone",
        ),
        ("", "Unknown browser"),
        ("<script>", "Unknown browser"),
    ],
)
def test_a_browser_is_called_what_its_owner_calls_it(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name
