"""Old addresses: a record that moved is found where it is now, on whatever page of it was asked for."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import reverse

View = Callable[..., HttpResponseBase]


class MovedError(Exception):
    """The record asked for has another address now; `kwargs` are the parts of the address that differ."""

    def __init__(self, **kwargs: str) -> None:
        super().__init__(f"moved to {kwargs}")
        self.kwargs = kwargs


def follow_moves(view: View) -> View:
    """Answer MovedError with a permanent redirect to the same page of the record, query included."""

    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, **kwargs)
        except MovedError as moved:
            match = request.resolver_match
            url = reverse(match.view_name if match else "", kwargs=kwargs | moved.kwargs)
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)

    return wrapped
