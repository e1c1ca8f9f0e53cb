"""The settings of tests, with mail going out by SMTP to the port that the environment names."""

import os

from conductatlas.settings.test import *  # noqa: F403 - an overlay, as those of the product

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ["SINK_SMTP_PORT"])
