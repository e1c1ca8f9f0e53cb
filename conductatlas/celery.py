"""The Celery application. Tasks live in `apps.pipeline.tasks`, and nowhere else.

Settings import this module, so that wherever Django runs, tasks are sent through this application. Workers started by hand
on a developer's machine find the private servers running while `make dev` or `make demo` runs.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conductatlas.settings.dev")

app = Celery("conductatlas")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["apps.pipeline"])
