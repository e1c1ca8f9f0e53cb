"""The mail server, as the environment names it."""

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from conductatlas.env import env_int, env_secret, env_str

_PORTS = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    user: str
    password: str
    security: str


def mail_server() -> MailServer:
    """Return the mail server; raise when it is not named or its security is unknown."""
    security = env_str("EMAIL_SECURITY", "starttls").lower()
    if security not in _PORTS:
        raise ImproperlyConfigured(f"EMAIL_SECURITY must be starttls, tls or none, not {security!r}.")
    return MailServer(
        host=env_str("EMAIL_HOST"),
        port=env_int("EMAIL_PORT", _PORTS[security], minimum=1),
        user=env_str("EMAIL_USER", ""),
        password=env_secret("EMAIL_PASSWORD", ""),
        security=security,
    )
