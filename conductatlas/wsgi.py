"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from conductatlas import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conductatlas.settings.dev")
embedded.start()

application = get_wsgi_application()
