"""Tests: throw-away servers unless the environment names others, blobs apart, a fixed secret."""

import os

from conductatlas import embedded
from conductatlas.databases import APPLICATION_ROLE, two_roles
from conductatlas.env import env_str
from conductatlas.settings.base import *

# Test processes side by side share two servers: each has a database and key prefixes of its own. What they start inherits both.
_RUN = os.environ.setdefault("PYTEST_RUN", str(os.getpid()))
_WORKER = env_str("PYTEST_XDIST_WORKER", "alone")

DEBUG = False
SECRET_KEY = "only-for-tests"  # noqa: S105 - a test secret
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATABASES["default"], DATABASE_LOGINS = two_roles(
    embedded.application_url(APPLICATION_ROLE, VAR_DIR, durable=False),
    embedded.owner_url(VAR_DIR, durable=False),
    assume=True,
)
DATABASES["default"]["TEST"] = {"NAME": f"test_conductatlas_{_RUN}"}  # pytest-django adds the worker
REDIS_URL = embedded.redis_url(VAR_DIR, durable=False)
CACHES["default"] |= {"LOCATION": REDIS_URL, "KEY_PREFIX": f"conductatlas-test-{_RUN}-{_WORKER}"}
CELERY_BROKER_URL = embedded.broker_url(REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS |= {"global_keyprefix": f"celery-test-{_RUN}-{_WORKER}-"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT = None
WHITENOISE_AUTOREFRESH = True  # nothing is collected: files are found where they are written
FETCH_HOST_GAP_SECONDS = 0
