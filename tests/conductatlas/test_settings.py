import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from conductatlas.databases import postgresql, two_roles
from conductatlas.secret_key import local_secret_key
from conductatlas.version import read_version

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DATABASE_URL": "postgresql://conductatlas@db/conductatlas",
    "REDIS_URL": "redis://redis:6379/0",
    "SECRET_KEY": "only-for-this-test-" + "0123456789abcdef" * 3,
    "ALLOWED_HOSTS": "conductatlas.example",
    "SITE_URL": "https://conductatlas.example",
    "FETCH_CONTACT_URL": "https://conductatlas.example/methodology/",
    "SECURITY_CONTACT": "mailto:security@conductatlas.example",
    "EMAIL_HOST": "smtp.conductatlas.example",
    "EMAIL_FROM": "ConductAtlas <no-reply@conductatlas.example>",
}


def _production(environment: dict[str, str], expression: str) -> str:
    """Return what an expression over production's settings comes to, or what was said instead."""
    result = subprocess.run(  # noqa: S603 - this file's own program
        [sys.executable, "-c", f"from conductatlas.settings import production as s; print({expression})"],
        env={"PATH": os.environ["PATH"], **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return result.stdout.strip() or result.stderr


def _check(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    code = "import django; django.setup(); from django.core.management import call_command; "
    code += "call_command('check', deploy=True, fail_level='WARNING')"
    return subprocess.run(  # noqa: S603 - this file's own program
        [sys.executable, "-c", code],
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "conductatlas.settings.production",
            **environment,
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_and_passes_the_deployment_checks() -> None:
    result = _check(PRODUCTION)

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", sorted(PRODUCTION))
def test_production_does_not_start_without(name: str) -> None:
    result = _check({key: value for key, value in PRODUCTION.items() if key != name})

    assert result.returncode != 0
    assert name in result.stderr


def test_production_refuses_a_hole_in_the_guard() -> None:
    result = _check({**PRODUCTION, "FETCH_ALLOW": "127.0.0.1:8801"})

    assert result.returncode != 0
    assert "FETCH_ALLOW" in result.stderr


def test_production_gives_no_plan_away() -> None:
    assert "PLAN_SWITCH" in _production(PRODUCTION | {"PLAN_SWITCH": "true"}, "s.PLAN_SWITCH")


def test_whoever_sells_says_what_those_have_who_bought_nothing() -> None:
    sold = PRODUCTION | {"STRIPE_SECRET_KEY": "rk_live_1", "STRIPE_WEBHOOK_SECRET": "whsec_1"}

    assert "set WORKSPACE_PLAN too" in _production(sold, "s.WORKSPACE_PLAN")
    assert _production(sold | {"WORKSPACE_PLAN": "free"}, "s.WORKSPACE_PLAN") == "free"


def test_production_cookies_belong_to_this_host_and_to_https() -> None:
    names = "s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME"
    flags = (
        "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE"
    )

    assert _production(PRODUCTION, names) == "__Host-session __Host-csrf"
    assert _production(PRODUCTION, flags) == "True True True Lax"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "587 True False"),
        ({"EMAIL_SECURITY": "tls"}, "465 False True"),
        ({"EMAIL_SECURITY": "none", "EMAIL_PORT": "1025"}, "1025 False False"),
    ],
)
def test_production_sends_mail_as_the_environment_says(given: dict[str, str], expected: str) -> None:
    found = _production(PRODUCTION | given, "s.EMAIL_PORT, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL")

    assert found == expected


def test_production_refuses_a_security_of_mail_it_does_not_know() -> None:
    assert "EMAIL_SECURITY" in _production(PRODUCTION | {"EMAIL_SECURITY": "ssl3"}, "s.EMAIL_PORT")


def test_production_keeps_passwords_as_argon2_and_passkeys_to_https() -> None:
    hashers = "s.PASSWORD_HASHERS[0].rpartition('.')[2]"
    insecure = "getattr(s, 'MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN', False)"

    assert _production(PRODUCTION, f"{hashers}, {insecure}") == "Argon2PasswordHasher False"


def test_a_unix_socket_becomes_a_host() -> None:
    settings = postgresql("postgresql:///archive?host=/run/pg&user=me&sslmode=disable")

    assert (settings["NAME"], settings["HOST"], settings["USER"]) == ("archive", "/run/pg", "me")
    assert settings["OPTIONS"] == {"sslmode": "disable"}


@pytest.mark.parametrize("url", ["sqlite:///x.db", "mysql://h/db", "postgresql://host/"])
def test_a_database_url_that_cannot_work_fails_loudly(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"DATABASE_URL"):
        postgresql(url)


def test_the_secret_key_is_made_once_and_kept_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)

    first, second = local_secret_key(tmp_path / "var"), local_secret_key(tmp_path / "var")

    assert first == second
    assert len(first) >= 50
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret_key"]


def test_the_version_is_the_newest_release_of_the_changelog(tmp_path: Path) -> None:
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text("# Changelog\n\n## [Unreleased]\n\n## [1.4.0]\n\n## [1.3.9]\n", encoding="utf-8")

    assert read_version(changelog) == "1.4.0"


def test_one_address_is_assumed_to_be_the_owners_on_a_machine_of_developers() -> None:
    database, logins = two_roles("postgresql://me@host/db", "postgresql://me@host/db", assume=True)

    assert database["OPTIONS"] == logins["application"]["OPTIONS"] == {"assume_role": "conductatlas_app"}
    assert logins["owner"]["OPTIONS"] == {}


@pytest.mark.parametrize(
    ("application", "owner", "assume"),
    [
        ("postgresql://me@host/db", "postgresql://me@host/db", False),  # production takes what it is given
        ("postgresql://app@host/db", "postgresql://me@host/db", True),  # two addresses: nothing to assume
        ("postgresql://conductatlas_app@host/db", "postgresql://conductatlas_app@host/db", True),
    ],
)
def test_otherwise_nothing_is_assumed(application: str, owner: str, assume: bool) -> None:
    database, logins = two_roles(application, owner, assume=assume)

    assert database["OPTIONS"] == {}
    assert logins["application"]["USER"] == database["USER"]


def test_the_two_roles_must_share_a_database() -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_OWNER_URL"):
        two_roles("postgresql://app@host/one", "postgresql://me@host/another", assume=False)
