"""The Celery application. Tasks live in `apps.pipeline.tasks`, and nowhere else."""

import os

from celery import Celery

from conductatlas import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conductatlas.settings.dev")
embedded.start()

app = Celery("conductatlas")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["apps.pipeline"])
