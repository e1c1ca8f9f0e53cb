"""Settings shared by every environment. Defaults live here, secrets in the environment (`.env.example`)."""

from pathlib import Path

from csp.constants import NONE, SELF

from apps.pipeline.schedule import BEAT_SCHEDULE, TASK_ROUTES
from conductatlas import celery, embedded  # noqa: F401 - celery becomes the current application
from conductatlas.databases import APPLICATION_ROLE, two_roles
from conductatlas.env import env_bool, env_endpoints, env_int, env_list, env_secret, env_str
from conductatlas.evidence import evidence
from conductatlas.language_model import language_model
from conductatlas.logs import logging_config
from conductatlas.settings.accounts import *
from conductatlas.settings.billing import *
from conductatlas.version import VERSION

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = embedded.VAR

ROOT_URLCONF = "conductatlas.urls"
WSGI_APPLICATION = "conductatlas.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
IS_PRODUCTION = False
SITE_URL = env_str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = list(env_list("ALLOWED_HOSTS"))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    *ACCOUNT_APPS,
    "apps.core",
    "apps.platforms",
    "apps.accounts",
    "apps.evidence",
    "apps.documents",
    "apps.provisions",
    "apps.analysis",
    "apps.billing",
    "apps.subscriptions",
    "apps.reviews",
    "apps.alerts",
    "apps.dossiers",
    "apps.pipeline",
    "apps.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads its answers against BREACH
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.web.middleware.PrivatePagesMiddleware",
    "apps.accounts.middleware.SessionActivityMiddleware",
    "apps.accounts.middleware.OwnSignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.web.middleware.LeavingMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.web.context.site",
            ],
        },
    },
]

# Databases, broker, cache: the environment first, else the embedded servers in var/ (`conductatlas.embedded`).
_DATABASE, DATABASE_LOGINS = two_roles(
    embedded.application_url(APPLICATION_ROLE, VAR_DIR), embedded.owner_url(VAR_DIR), assume=False
)
DATABASES = {"default": _DATABASE}
REDIS_URL = embedded.redis_url(VAR_DIR)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": f"conductatlas-{VERSION}",
        "TIMEOUT": 3600,
    },
}

CELERY_BROKER_URL = embedded.broker_url(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a broker that is back after an hour finds its workers waiting
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "global_keyprefix": "celery-"}
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE
CELERY_TASK_ROUTES = TASK_ROUTES
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200  # untrusted bytes are parsed here: children are replaced
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# Blobs: content-addressed, on disk or in an S3-compatible store.
BLOB_BUCKET = env_str("BLOB_BUCKET", "")
BLOB_S3_ENDPOINT_URL = env_str("BLOB_S3_ENDPOINT_URL", "")
BLOB_S3_REGION = env_str("BLOB_S3_REGION", "")
_BLOBS_ON_DISK = {
    "BACKEND": "apps.core.storage.AtomicFileSystemStorage",
    "OPTIONS": {"location": str(Path(env_str("BLOB_DIR", str(VAR_DIR / "blobs"))).resolve())},
}
_BLOBS_IN_S3 = {
    "BACKEND": "storages.backends.s3.S3Storage",
    "OPTIONS": {
        "bucket_name": BLOB_BUCKET,
        "endpoint_url": BLOB_S3_ENDPOINT_URL or None,
        "region_name": BLOB_S3_REGION or None,
        "default_acl": None,
        "file_overwrite": True,  # content-addressed: the same name is the same bytes
    },
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nobody uploads anything
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "blobs": _BLOBS_IN_S3 if BLOB_BUCKET else _BLOBS_ON_DISK,
}

# Fetching: who we say we are, how politely we come, what the guard lets through.
FETCH_CONTACT_URL = env_str("FETCH_CONTACT_URL", f"{SITE_URL}/methodology/#crawler")
RUN_LEASE_SECONDS = env_int("RUN_LEASE_SECONDS", 360, minimum=1)  # longer than CELERY_TASK_TIME_LIMIT
FETCH_USER_AGENT = f"ConductAtlas/{VERSION} (+{FETCH_CONTACT_URL})"
FETCH_HOST_GAP_SECONDS = env_int("FETCH_HOST_GAP_SECONDS", 8)
FETCH_HONOUR_ROBOTS = env_bool("FETCH_HONOUR_ROBOTS", default=True)
# Addresses the guard lets through although they are not public: the sample site on loopback, never in production.
FETCH_ALLOW = env_endpoints("FETCH_ALLOW")
EGRESS_PROXY = env_endpoints("EGRESS_PROXY")  # one host:port, where the workers have no other way out
# Who is asked whether a domain is proved; none: as the machine is set up.
DNS_SERVERS = env_endpoints("DNS_SERVERS")
BROWSER_EXECUTABLE = env_str("BROWSER_EXECUTABLE", "")

# The key that dossiers are signed with, a PKCS#12 file, and the authority that says when; empty: dossiers are not signed.
DOSSIER_KEY_FILE = env_str("DOSSIER_KEY_FILE", "")
DOSSIER_KEY_PASSWORD = env_secret("DOSSIER_KEY_PASSWORD", "")
DOSSIER_TIMESTAMP_URL = env_str("DOSSIER_TIMESTAMP_URL", "")

EVIDENCE = evidence(SITE_URL)  # who the ledger is, and who stamps it
# Keys of the log and a timestamp authority of this machine alone, for development; never in production.
EVIDENCE_LOCAL_DIR: Path | None = VAR_DIR / "evidence"

LANGUAGE_MODEL = language_model()  # what is read besides by rules; None: nothing

STATIC_URL = "/static/"
STATIC_ROOT: Path | None = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *PROVIDER_ORIGINS],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    },
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of its own
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_100  # a list of 1,000 vendors, each with what is chosen of it
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECRET_KEY_FALLBACKS = list(env_list("SECRET_KEY_FALLBACKS"))
SECURITY_CONTACT = env_str("SECURITY_CONTACT", "mailto:security@conductatlas.example")
# Where readers report an error in a record.
REPORT_CONTACT = env_str("REPORT_CONTACT", "mailto:corrections@conductatlas.example")

# Mail: into files, unless an overlay knows better.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env_str("EMAIL_FROM", "ConductAtlas <no-reply@conductatlas.example>")

LOG_LEVEL = env_str("LOG_LEVEL", "INFO").upper()
LOGGING = logging_config(level=LOG_LEVEL, as_json=env_bool("LOG_JSON", default=False))
