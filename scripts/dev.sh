#!/bin/sh
# Serve the site while working on it: the server reloads on changes, one worker takes every queue, beat runs inside it.
set -eu
cd "$(dirname "$0")/.."

export DEBUG="${DEBUG:-true}"
.venv/bin/python manage.py migrate --verbosity 0
.venv/bin/python manage.py load_regulations
.venv/bin/celery -A conductatlas worker --beat --schedule var/celerybeat-dev --loglevel INFO \
    --concurrency 2 --queues fetch,browser,cpu,llm,pdf,notify,default &
worker=$!
trap 'kill "$worker" 2>/dev/null; wait "$worker"' EXIT
trap 'exit 0' INT TERM
.venv/bin/python manage.py runserver "${PORT:-8000}"
