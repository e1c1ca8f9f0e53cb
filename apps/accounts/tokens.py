"""Secrets that are given away once and kept as digests."""

import hashlib
import secrets

KEY_MARK = "ca"  # what scanners for leaked secrets look for: ca_ab12cd34_...


def new_token() -> str:
    """Return 256 random bits: nothing to guess, so a plain digest protects them."""
    return secrets.token_urlsafe(32)


def new_key() -> tuple[str, str]:
    """Return an API key and its prefix, which may be shown."""
    prefix = f"{KEY_MARK}_{secrets.token_hex(4)}"
    return f"{prefix}_{new_token()}", prefix


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
