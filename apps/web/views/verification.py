"""Checking a dossier: is this file one that was sealed here, and is it the latest edition."""

import re
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.core.ids import InvalidPublicIdError, PublicIdKind, parse_public_id
from apps.dossiers.selectors import Edition, edition_of_file, editions_of_record

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_LONGEST: Final = 80


@require_safe
def verify(request: HttpRequest, public_id: str = "") -> HttpResponse:
    """Look up a digest, that a browser made of a file which stays there, or a record's number. Says no subject and no owner."""
    sha256 = request.GET.get("sha256", "").strip().lower()[:_LONGEST]
    record = (public_id or request.GET.get("record", "")).strip().upper()[:_LONGEST]
    is_digest = bool(_SHA256.fullmatch(sha256))
    context = {
        "action": reverse("verify"),
        "sha256": sha256,
        "record": record,
        "is_digest": is_digest,
        "edition": edition_of_file(sha256) if is_digest else None,
        "editions": _editions(record) if record else [],
    }
    return render(request, "web/verify.html", context)


def _editions(record: str) -> list[Edition]:
    try:
        return editions_of_record(parse_public_id(PublicIdKind.DOSSIER, record))
    except InvalidPublicIdError:
        return []
