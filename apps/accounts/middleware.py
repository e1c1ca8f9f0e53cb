"""When and from where each session was last seen, and what it is not good for."""

from collections.abc import Callable
from hashlib import sha256

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts.admission import is_own_sign_in
from apps.core.caching import remembered

_PROTECTED = ("account_", "mfa_", "socialaccount_", "google_", "github_", "microsoft_", "own_data")
_FOR_EVERY_SESSION = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        # Giving one's password makes the session one's own.
        "account_reauthenticate",
    }
)
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


class OwnSignInMiddleware:
    """Keep who was let in by a workspace's provider alone away from what protects the account, and from other accounts of theirs.

    The provider vouches for one workspace. With a password or a passkey added here, its word would open every other one too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Answer in the page's stead where it is not for this session."""
        match = request.resolver_match
        name = match.url_name or "" if match else ""
        is_protected = name.startswith(_PROTECTED) and name not in _FOR_EVERY_SESSION
        if not is_protected or not request.user.is_authenticated or is_own_sign_in(request):
            return None
        return render(request, "account/own_sign_in.html", {"next": request.path}, status=403)
