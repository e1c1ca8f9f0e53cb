"""When and from where each session was last seen."""

from collections.abc import Callable
from hashlib import sha256

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from apps.core.caching import remembered

_EVERY = 300  # seconds: often enough for a person to judge, seldom enough to cost nothing


class SessionActivityMiddleware:
    """Note a signed-in session's address and browser every five minutes, where allauth's own would write on each request.

    The first visit after signing in counts, not the sign-in itself: until a session is saved, another sign-in of the same
    person takes what is noted of it for a left-over and deletes it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        is_visit = key == request.session.session_key
        if key and is_visit and request.session.accessed and request.user.is_authenticated:
            name = sha256(key.encode()).hexdigest()
            remembered(f"session-seen:{name}", lambda: _note(request), keep_for=_EVERY)
        return response


def _note(request: HttpRequest) -> bool:
    UserSession.objects.create_from_request(request)
    return True
