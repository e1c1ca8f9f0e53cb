"""People who sign in, and what they do."""

import base64
import hmac
import re
import struct
import time
from hashlib import sha1

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User

EMAIL = "ada@example.com"
PASSWORD = "violet kettle north harbour"
INSIDE = "/workspaces/enter/"  # where signing in leads unless a page asked for it
_CODE = re.compile(r"^    (\S+)$", re.MULTILINE)


def make_person(email: str, *, password: str | None = PASSWORD, is_verified: bool = True) -> User:
    user = User.objects.create_user(email, password)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=is_verified)
    return user


def sign_in(client: Client, email: str = EMAIL, password: str = PASSWORD, **extra: str) -> str:
    """Post the form; return where it leads, or nothing when it was refused."""
    response = client.post(reverse("account_login"), {"login": email, "password": password, **extra})
    return response["Location"] if response.status_code == 302 else ""


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("usersessions_list")).status_code == 200


def prove_again(client: Client, password: str = PASSWORD) -> None:
    """Give the password once more, as is asked before what protects an account changes."""
    response = client.post(reverse("account_reauthenticate"), {"password": password, "next": "/"})
    assert response["Location"] == "/"


def latest_code() -> str:
    """Return the code of the message that was sent last."""
    found = _CODE.search(str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]


def app_code(secret: str, *, steps: int = 0) -> str:
    """Return what an authenticator app shows now, or so many half minutes later (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(secret), counter, sha1).digest()
    at = digest[-1] & 0x0F
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06}"
