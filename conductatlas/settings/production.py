"""Production: everything that must be secret or public is named by the environment, or the process does not start."""

from django.core.exceptions import ImproperlyConfigured

from conductatlas.env import env_bool, env_int, env_list, env_secret, env_str
from conductatlas.logs import logging_config
from conductatlas.mail import mail_server
from conductatlas.settings.base import *

DEBUG = False
IS_PRODUCTION = True
SECRET_KEY = env_secret("SECRET_KEY")
ALLOWED_HOSTS = list(env_list("ALLOWED_HOSTS"))
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is not set: name the hosts this site answers to.")
_REQUIRED = ("DATABASE_URL", "REDIS_URL", "SITE_URL", "FETCH_CONTACT_URL", "SECURITY_CONTACT", "EMAIL_FROM")
for _name in _REQUIRED:
    env_str(_name)
if FETCH_ALLOW:
    raise ImproperlyConfigured("FETCH_ALLOW opens the guard and must not be set in production.")
if STRIPE is not None and (STRIPE.allow or not STRIPE.base_url.startswith("https://")):
    raise ImproperlyConfigured("STRIPE_ALLOW and plain HTTP to Stripe are for tests, never for production.")
if EVIDENCE.allow or "local" in EVIDENCE.authorities:
    raise ImproperlyConfigured("EVIDENCE_ALLOW and the local authority are for tests, never for production.")
EVIDENCE_LOCAL_DIR = None  # the environment alone has keys
if PLAN_SWITCH:
    raise ImproperlyConfigured("PLAN_SWITCH gives plans away and must not be set in production.")

CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_SSL_REDIRECT = env_bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # probes come from inside, in plain HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env_int("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"  # no other host of the domain can set it
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"

_mail = mail_server()
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.security == "starttls", _mail.security == "tls"

LOGGING = logging_config(level=LOG_LEVEL, as_json=env_bool("LOG_JSON", default=True))
