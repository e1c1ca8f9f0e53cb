"""The public log: its head, its tiles and entries, proofs, and a page that says what they prove (C2SP tlog-tiles)."""

import re
from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.evidence.errors import BadKeyError, NotInLedgerError
from apps.evidence.keys import log_keys, origin
from apps.evidence.merkle import WIDTH, TileKey, width_at
from apps.evidence.models import Checkpoint, LedgerEntry, PendingLeaf
from apps.evidence.selectors import (
    checkpoint_over,
    consistency_proof,
    inclusion_proof,
    latest_checkpoint,
    ledger_size,
    tile_at,
)
from apps.web.presentation.basics import Link

_TEXT: Final = "text/plain; charset=utf-8"
_BYTES: Final = "application/octet-stream"
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_A_MOMENT: Final = "public, max-age=5"
_PLACE: Final = re.compile(r"(?P<number>(?:x\d{3}/)*\d{3})(?:\.p/(?P<width>[1-9]\d{0,2}))?")
_PER_PAGE: Final = 50


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Show the log: its newest checkpoints with their timestamps, and what it proves and does not."""
    page = Paginator(Checkpoint.objects.prefetch_related("timestamps"), _PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "origin": origin(),
        "size": ledger_size(),
        "waiting": PendingLeaf.objects.count(),
        "page": page,
        "newest": LedgerEntry.objects.order_by("-index")[:10],
    }
    return render(request, "web/evidence.html", context)


@require_safe
def entry(request: HttpRequest, index: int) -> HttpResponse:
    record = get_object_or_404(LedgerEntry, pk=index)
    context = {
        "entry": record,
        "leaf_hash": bytes(record.leaf_hash).hex(),
        "checkpoint": checkpoint_over(index),
        "crumbs": (Link("Ledger", "../../"), Link(f"Entry {index}")),
    }
    return render(request, "web/evidence_entry.html", context)


@require_safe
def entry_as_json(request: HttpRequest, index: int) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Give a leaf with the proof that it is in the tree of the first checkpoint over it; without one, of all there is."""
    record = get_object_or_404(LedgerEntry, pk=index)
    checkpoint = checkpoint_over(index)
    proof = inclusion_proof(index=index, size=checkpoint.size if checkpoint else None)
    return JsonResponse(
        {
            "index": index,
            "leaf": record.leaf,
            "leaf_hash": proof.leaf_hash.hex(),
            "size": proof.size,
            "root": proof.root.hex(),
            "proof": [one.hex() for one in proof.hashes],
            "checkpoint": checkpoint.note if checkpoint else None,
        }
    )


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    newest = latest_checkpoint()
    if newest is None:
        raise Http404("nothing is sealed yet")
    return _answer(newest.note, _TEXT, _A_MOMENT)


@require_safe
def checkpoint_at(request: HttpRequest, size: int) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    return _answer(get_object_or_404(Checkpoint, size=size).note, _TEXT, _FOR_EVER)


@require_safe
def stamp(request: HttpRequest, size: int, number: int) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Give an authority's whole answer, for `openssl ts -verify`."""
    rows = get_object_or_404(Checkpoint, size=size).timestamps
    return _answer(
        bytes(get_object_or_404(rows, pk=number, state="stamped").token),
        "application/timestamp-reply",
        _FOR_EVER,
    )


@require_safe
def keys(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Give the public keys that sign or signed, one a line."""
    try:
        lines = [key.verifier for key in log_keys()]
    except BadKeyError as error:
        raise Http404("the keys cannot be read") from error
    return _answer("".join(f"{line}\n" for line in lines), _TEXT, _A_MOMENT)


@require_safe
def consistency(request: HttpRequest, old: int, new: int) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    try:
        proof = consistency_proof(old=old, new=new)
    except NotInLedgerError as error:
        raise Http404(str(error)) from error
    return JsonResponse(
        {
            "old": old,
            "new": new,
            "old_root": proof.old_root.hex(),
            "new_root": proof.new_root.hex(),
            "proof": [one.hex() for one in proof.hashes],
        }
    )


@require_safe
def tile(request: HttpRequest, level: int, place: str) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    number, width = _place(place)
    key = TileKey(level, number)
    size = (number * WIDTH + width) << (8 * level) if level < 8 else -1  # noqa: PLR2004 - eight levels are 2^64 entries
    try:
        return _answer(tile_at(key, size), _BYTES, _FOR_EVER)
    except NotInLedgerError as error:
        raise Http404(str(error)) from error


@require_safe
def entries(request: HttpRequest, place: str) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Give up to 256 leaves, each after its length in two bytes."""
    number, width = _place(place)
    first = number * WIDTH
    leaves = LedgerEntry.objects.filter(index__gte=first, index__lt=first + width).order_by("index")
    data = [leaf.encode() for leaf in leaves.values_list("leaf", flat=True)]
    if len(data) != width_at(TileKey(0, number), first + width):
        raise Http404("there are not that many entries")
    return _answer(b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in data), _BYTES, _FOR_EVER)


def _place(text: str) -> tuple[int, int]:
    """Read the number and width of a tile: `x001/x234/067.p/12`."""
    match = _PLACE.fullmatch(text)
    number = int(re.sub(r"\D", "", match["number"])) if match else 0
    width = int(match["width"] or WIDTH) if match else 0
    if not 0 < width <= WIDTH or number >= 1 << 48:
        raise Http404("this is no place of a tile")
    return number, width


def _answer(body: str | bytes, content_type: str, caching: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response.headers["Cache-Control"] = caching
    return response
