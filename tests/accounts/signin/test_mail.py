"""Every message says the same in text and in HTML, and comes from us."""

import re
from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.test import Client

from apps.accounts.models import User
from tests.accounts.signin.people import EMAIL, PASSWORD, latest_code

NEW = "copper meadow seven lantern"
OURS = settings.BASE_DIR / "templates"
THEIRS = Path(str(allauth.__file__)).parent / "templates"
MESSAGES = sorted(
    path.relative_to(THEIRS).as_posix().removesuffix("_subject.txt")
    for path in THEIRS.glob("*/email/*_subject.txt")
    if path.name != "password_reset_key_subject.txt"  # a link: ours is a code
)


def html_of(message: EmailMessage) -> str:
    assert isinstance(message, EmailMultiAlternatives)
    [(content, kind)] = message.alternatives
    assert kind == "text/html"
    return str(content)


@pytest.mark.parametrize("name", MESSAGES)
def test_every_message_is_in_our_words(name: str) -> None:
    parts = [OURS / f"{name}_{part}" for part in ("subject.txt", "message.txt", "message.html")]

    assert [path.name for path in parts if not path.is_file()] == []


def test_a_message_has_sender_subject_text_and_html(client: Client, person: User) -> None:
    client.post("/account/login/code/", {"email": EMAIL})
    [message] = mail.outbox
    html = html_of(message)

    assert message.from_email == "ConductAtlas <no-reply@conductatlas.example>"
    assert message.subject == "[ConductAtlas] Your code to sign in"
    assert message.to == [EMAIL]
    assert f'<p class="code">{latest_code()}</p>' in html
    assert settings.SITE_URL in message.body
    assert settings.SITE_URL in html


def test_a_message_loads_nothing_and_names_no_other_host(client: Client, person: User) -> None:
    client.post("/account/login/code/", {"email": EMAIL}, headers={"Host": "localhost"})
    html = html_of(mail.outbox[0])

    assert not re.search(r"<(img|link|script|iframe)|url\(|@import|\son\w+=", html)
    assert set(re.findall(r'https?://[^\s"<]+', html)) == {settings.SITE_URL}
    assert "localhost" not in mail.outbox[0].body


def test_what_a_browser_calls_itself_is_shown_and_not_run(signed_in: Client) -> None:
    hostile = "<script>alert(1)</script> & Firefox"
    values = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}

    signed_in.post("/account/password/change/", values, headers={"User-Agent": hostile})

    assert f"With: {hostile}" in mail.outbox[0].body
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Firefox" in html_of(mail.outbox[0])
