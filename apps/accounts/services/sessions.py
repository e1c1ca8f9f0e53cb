"""Sessions: forgetting the ones that are over, ending all of a person's."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from apps.accounts.models import User


def forget_expired_sessions(*, now: datetime) -> int:
    """Delete sessions that are over and what was noted of them; return how many there were."""
    forgotten, _ = Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return forgotten


def end_sessions(*, user: User) -> int:
    """Sign the person out everywhere at once; return how many sessions there were."""
    sessions = list(UserSession.objects.filter(user_id=user.pk))
    for session in sessions:
        session.end()
    return len(sessions)
