"""E-mail addresses as providers give them."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from apps.accounts.signon.refusals import Refusal, SignOnRefusedError

_LONGEST = 254


def clean_address(given: object) -> str:
    """Return the address in small letters; raises SignOnRefusedError for what is none.

    Plain ASCII only: letters that look alike, or become others when lowered, could name somebody else's account.
    """
    address = given.strip().lower() if isinstance(given, str) else ""
    try:
        validate_email(address)
    except ValidationError as error:
        raise SignOnRefusedError(Refusal.NO_ADDRESS, "no e-mail address") from error
    if not address.isascii() or len(address) > _LONGEST or '"' in address:
        raise SignOnRefusedError(Refusal.NO_ADDRESS, "an address of letters we do not take")
    return address
