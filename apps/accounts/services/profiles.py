"""What people say of themselves."""

from apps.accounts.errors import InvalidNameError, UnknownTimeZoneError
from apps.accounts.models import User
from apps.accounts.time_zones import zones

_LENGTH = 80


def change_profile(*, user: User, first_name: str, last_name: str, time_zone: str) -> User:
    """Have the person called so by their colleagues, and told at their own hours.

    Raises InvalidNameError, or UnknownTimeZoneError for a zone that is not on the list; one chosen before may stay.
    """
    user.first_name, user.last_name = _checked(first_name), _checked(last_name)
    if time_zone != user.time_zone and time_zone not in zones():
        raise UnknownTimeZoneError("Choose a time zone from the list.")
    user.time_zone = time_zone
    user.save(update_fields=["first_name", "last_name", "time_zone"])
    return user


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if len(name) > _LENGTH:
        raise InvalidNameError(f"A name has at most {_LENGTH} characters.")
    # It stands in messages to people who do not know the writer.
    if "://" in name or "@" in name or not name.isprintable():
        raise InvalidNameError("A name has no addresses and no invisible characters in it.")
    return name
