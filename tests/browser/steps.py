"""A page, and who may see it."""

from dataclasses import dataclass

from django.conf import settings
from django.test import Client


@dataclass(frozen=True, slots=True)
class Step:
    """A page, and the session of a browser that may see it (empty: anybody)."""

    address: str
    session: str = ""


def session_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value
