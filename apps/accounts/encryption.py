"""Secrets at rest: readable with the site's secret key alone, or with one it had before."""

from base64 import urlsafe_b64encode
from functools import cache
from typing import Final

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

SECOND_FACTORS: Final = b"conductatlas second factors"
CLIENT_SECRETS: Final = b"conductatlas client secrets"
SIGN_ON_ANSWERS: Final = b"conductatlas sign-on answers"
CHANNELS: Final = b"conductatlas channels"


def encrypt(text: str, purpose: bytes = SECOND_FACTORS) -> str:
    """Return the text sealed with the present secret key, to be opened for the same purpose only."""
    return _box(purpose, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(text.encode()).decode()


def decrypt(sealed: str, purpose: bytes = SECOND_FACTORS, *, good_for: int | None = None) -> str:
    """Return what was sealed, no more than `good_for` seconds ago; raise `cryptography.fernet.InvalidToken` otherwise."""
    box = _box(purpose, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return box.decrypt(sealed.encode(), ttl=good_for).decode()


@cache
def _box(purpose: bytes, *secret_keys: str) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key, purpose)) for key in secret_keys])


def _derived(secret_key: str, purpose: bytes) -> bytes:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret_key.encode())
    return urlsafe_b64encode(key)
