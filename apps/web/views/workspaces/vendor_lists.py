"""Following a whole list of vendors: pasted or uploaded, matched to the catalogue, opened one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts.errors import AccountsError
from apps.billing.entitlements import limit
from apps.billing.errors import BillingError, LimitReachedError
from apps.billing.types import Meter
from apps.platforms.models import Platform
from apps.subscriptions.errors import SubscriptionsError, UnreadableListError
from apps.subscriptions.services.requesting import request_platform
from apps.subscriptions.services.watching import open_watch
from apps.subscriptions.types import Rules
from apps.subscriptions.vendor_list import Line
from apps.web.forms.watches import VendorListForm
from apps.web.places import Place, inside
from apps.web.presentation.watches import no_room
from apps.web.queries.watches import followed_platforms, platforms_to_match

_CHOICE: Final = "line-"
_OPEN, _ASK = "open", "ask"
_LONGEST_NUMBER: Final = 18  # digits of a row's number


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the list under the name of its field."""

    field: str
    line: Line
    is_followed: bool


@dataclass(slots=True)
class Outcome:
    """What came of a list: each platform is in exactly one of the first three."""

    opened: list[Platform] = field(default_factory=list)
    followed: list[Platform] = field(default_factory=list)
    without_room: list[Platform] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


@inside
def vendor_list(request: HttpRequest, place: Place) -> HttpResponse:
    """Read a list, then show what it names, then follow what was chosen of it."""
    if request.method != "POST":
        return _ask_for_list(request, place, VendorListForm())
    platforms, names = _chosen(request)
    if request.POST.get("step") == "open" and (platforms or names):
        outcome = _followed(place, platforms, names)
        context = {"place": place, "outcome": outcome, "no_room": _room(place, outcome.without_room)}
        return render(request, "web/workspaces/vendor_list_done.html", context)
    form = VendorListForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            return _matched(request, place, form)
        except UnreadableListError as error:
            form.add_error(None, str(error))
    return _ask_for_list(request, place, form, status=422)


def _ask_for_list(
    request: HttpRequest, place: Place, form: VendorListForm, *, status: int = 200
) -> HttpResponse:
    context = {"place": place, "form": form}
    return render(request, "web/workspaces/vendor_list.html", context, status=status)


def _matched(request: HttpRequest, place: Place, form: VendorListForm) -> HttpResponse:
    followed = followed_platforms(place.workspace)
    lines = form.lines(platforms_to_match())
    views = [
        LineView(f"{_CHOICE}{number}", line, bool(line.found and line.found.id in followed))
        for number, line in enumerate(lines)
    ]
    context = {
        "place": place,
        "text": "\n".join(line.written for line in lines),
        "found": [view for view in views if view.line.found],
        "near": [view for view in views if view.line.suggestions],
        "missing": [view for view in views if not view.line.found and not view.line.suggestions],
        "left": limit(place.workspace, Meter.PLATFORMS).left,
        "is_nothing_chosen": request.POST.get("step") == "open",
    }
    return render(request, "web/workspaces/vendor_list_matched.html", context)


def _chosen(request: HttpRequest) -> tuple[list[Platform], list[str]]:
    """Return the platforms to follow and the names to ask for, each once, as the list had them."""
    choices = list(_choices(request))
    numbers = list(
        dict.fromkeys(int(value) for verb, value in choices if verb == _OPEN and _is_number(value))
    )
    found = Platform.objects.in_bulk(numbers)
    names = list(dict.fromkeys(value for verb, value in choices if verb == _ASK and value.strip()))
    return [found[number] for number in numbers if number in found], names


def _choices(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, value in request.POST.items():
        if name.startswith(_CHOICE):
            verb, _, rest = str(value).partition(":")
            yield verb, rest.replace("\x00", "")


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) <= _LONGEST_NUMBER


def _followed(place: Place, platforms: Sequence[Platform], names: Sequence[str]) -> Outcome:
    """Open the watches one by one: what was opened stays, whatever becomes of the next."""
    outcome = Outcome()
    for platform in platforms:
        try:
            opened = open_watch(workspace=place.workspace, subject=platform, rules=Rules(), actor=place.actor)
        except LimitReachedError:
            outcome.without_room.append(platform)
        except (AccountsError, BillingError, SubscriptionsError) as error:
            outcome.refused.append((platform.name, str(error)))
        else:
            (outcome.opened if opened.is_new else outcome.followed).append(platform)
    for name in names:
        try:
            request_platform(workspace=place.workspace, name=name, website="", actor=place.actor)
        except (AccountsError, SubscriptionsError) as error:
            outcome.refused.append((name, str(error)))
        else:
            outcome.asked.append(name)
    return outcome


def _room(place: Place, without: Sequence[Platform]) -> object:
    return no_room(limit(place.workspace, Meter.PLATFORMS), place) if without else None
