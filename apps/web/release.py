"""A fingerprint of everything that shapes a page besides its record, for validators that outlive a deployment."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

_SHAPERS = (("apps/web", "*.py"), ("templates", "*.html"), ("static/css", "*.css"), ("static/js", "*.js"))


@cache
def page_fingerprint() -> str:
    """Hash the code, templates, styles and scripts of the pages: the same in every process of one release."""
    digest = hashlib.sha256(settings.VERSION.encode())
    for folder, pattern in _SHAPERS:
        for path in sorted(Path(settings.BASE_DIR, folder).rglob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
