"""How people sign in: allauth, passwords, second factors, sessions, the providers that have keys."""

from datetime import timedelta
from typing import Any

from conductatlas.env import env_bool, env_int, env_secret, env_str

ACCOUNT_APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.github",
    "allauth.socialaccount.providers.microsoft",
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workspace_enter"
LOGOUT_REDIRECT_URL = "home"

SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
USERSESSIONS_ADAPTER = "allauth.usersessions.adapter.DefaultUserSessionsAdapter"
USERSESSIONS_TRACK_ACTIVITY = (
    True  # shown; `apps.accounts.middleware` does the tracking, not a write on every request
)

# How many proxies of ours stand in front: that many entries of X-Forwarded-For, from its end, are believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("TRUSTED_PROXY_COUNT", 0)

SIGNUP_OPEN = env_bool("SIGNUP_OPEN", default=True)  # closed: whoever is invited may still come
ACCOUNT_ADAPTER = "apps.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[ConductAtlas] "
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True  # one address a person; the old one stays until the new one is verified
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True

# Codes rather than links: scanners of mail open links, and a code never leaves the browser that asked for it.
_CODE_LIFETIME = int(timedelta(minutes=10).total_seconds())
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = _CODE_LIFETIME
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_FORMS = {"confirm_email_verification_code": "apps.accounts.forms.ProveAddressForm"}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = _CODE_LIFETIME
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = _CODE_LIFETIME

# Five wrong passwords or codes lock an account's passwords and codes for five minutes; passkeys still work.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "10/m/ip,50/d/ip",
    "request_login_code": "20/m/ip,3/m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    # A company comes from one address, and on a Monday at nine.
    "single_sign_on": "120/m/ip,5/m/key",
    "single_sign_on_answer": "300/m/ip",
    "report_error": "5/10m/ip,40/d/ip",
}

MFA_ADAPTER = "apps.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {"add_webauthn": "apps.accounts.forms.AddKeyForm"}
MFA_TOTP_ISSUER = "ConductAtlas"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute wrong
MFA_RECOVERY_CODES_SHOW_ONCE = True

SOCIALACCOUNT_ADAPTER = "apps.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_ONLY = False


def _provider(client_id: str, secret: str, **options: Any) -> dict[str, Any]:
    """Return a provider's settings; without a key it has no application, and is neither shown nor reachable."""
    applications = [{"client_id": client_id, "secret": secret}] if client_id else []
    return {"APPS": applications, "OAUTH_PKCE_ENABLED": True, **options}


SOCIALACCOUNT_PROVIDERS = {
    "google": _provider(
        env_str("GOOGLE_CLIENT_ID", ""), env_secret("GOOGLE_CLIENT_SECRET", ""), SCOPE=["profile", "email"]
    ),
    "github": _provider(
        env_str("GITHUB_CLIENT_ID", ""), env_secret("GITHUB_CLIENT_SECRET", ""), SCOPE=["user:email"]
    ),
    "microsoft": _provider(
        env_str("MICROSOFT_CLIENT_ID", ""), env_secret("MICROSOFT_CLIENT_SECRET", ""), SCOPE=["User.Read"]
    ),
}
_ORIGINS = {
    "google": "https://accounts.google.com",
    "github": "https://github.com",
    "microsoft": "https://login.microsoftonline.com",
}
# A form may lead to a provider in use: browsers hold redirects after a form to its policy too.
PROVIDER_ORIGINS = [origin for name, origin in _ORIGINS.items() if SOCIALACCOUNT_PROVIDERS[name]["APPS"]]
