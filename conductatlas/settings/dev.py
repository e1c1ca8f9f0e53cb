"""Development and the demo: embedded services, readable logs, errors shown."""

from conductatlas import embedded
from conductatlas.databases import APPLICATION_ROLE, two_roles
from conductatlas.env import env_bool
from conductatlas.secret_key import local_secret_key
from conductatlas.settings.base import *

DEBUG = env_bool("DEBUG", default=False)
SECRET_KEY = local_secret_key(VAR_DIR)
DATABASES["default"], DATABASE_LOGINS = two_roles(
    embedded.application_url(APPLICATION_ROLE, VAR_DIR), embedded.owner_url(VAR_DIR), assume=True
)
ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT = None  # nothing is collected: files are served from where they are written
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys over plain HTTP, which browsers allow on localhost
