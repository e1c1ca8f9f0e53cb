"""The ledger's name, keys and timestamp authorities, as the environment names them."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from conductatlas.env import env_endpoints, env_list, env_secret, env_str

LOCAL = "local"


@dataclass(frozen=True, slots=True)
class EvidenceSettings:
    """Hold who the log is and who stamps its checkpoints."""

    origin: str
    keys: tuple[str, ...] = field(repr=False)
    authorities: tuple[str, ...]
    authority_roots: str
    allow: frozenset[tuple[str, int]]


def evidence(site_url: str) -> EvidenceSettings:
    """Return the settings of the ledger; raise when they do not make sense."""
    authorities = env_list("EVIDENCE_AUTHORITIES")
    for address in authorities:
        if address != LOCAL and urlsplit(address).scheme not in {"http", "https"}:
            raise ImproperlyConfigured(f"EVIDENCE_AUTHORITIES lists addresses, and {address!r} is none.")
    roots = env_str("EVIDENCE_AUTHORITY_ROOTS", "")
    if roots and not Path(roots).is_file():
        raise ImproperlyConfigured(f"EVIDENCE_AUTHORITY_ROOTS names {roots}, which is no file.")
    if not roots and set(authorities) - {LOCAL}:
        raise ImproperlyConfigured(
            "EVIDENCE_AUTHORITIES is set: set EVIDENCE_AUTHORITY_ROOTS too, a PEM file of the certificates that they lead to."
        )
    return EvidenceSettings(
        origin=env_str("EVIDENCE_ORIGIN", f"{urlsplit(site_url).netloc}/evidence"),
        keys=tuple(env_secret("EVIDENCE_KEYS", "").replace(",", " ").split()),
        authorities=authorities,
        authority_roots=roots,
        allow=env_endpoints("EVIDENCE_ALLOW"),
    )
