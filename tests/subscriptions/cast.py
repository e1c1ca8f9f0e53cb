"""Watches for tests, and documents whose history they tell of."""

from datetime import datetime
from typing import Any

from apps.accounts.models import User, Workspace
from apps.documents.models import Change, DateReading, Version
from apps.subscriptions.models import Watch
from apps.subscriptions.models.watch import Subject
from apps.subscriptions.services.addresses import ask_for_address
from apps.subscriptions.services.requesting import request_platform
from apps.subscriptions.services.watching import open_watch
from apps.subscriptions.types import ChangeFacts, Interest, Rules
from tests import factories
from tests.accounts.cast import acting
from tests.provisions.documents import LAW, LEAVE, LIABILITY, NOTICE_7, NOTICE_30
from tests.web.clauses import add_document

ANY = Rules()
EVERYTHING = Rules(interests=tuple(Interest))


def follow(workspace: Workspace, by: User, subject: Subject | None = None, rules: Rules = ANY) -> Watch:
    """Follow something, a new platform unless told what."""
    wanted = subject or factories.make_platform()
    return open_watch(workspace=workspace, subject=wanted, rules=rules, actor=acting(by)).watch


def make_full_watches(workspace: Workspace, by: User) -> None:
    """Put a row of each of this app's models into the workspace."""
    follow(workspace, by)
    request_platform(workspace=workspace, name="Nowhere", website="", actor=acting(by))
    ask_for_address(workspace=workspace, url="https://nowhere.example/terms", actor=acting(by))


def make_facts(*interests: Interest, **fields: object) -> ChangeFacts:
    values = {
        "change_id": 1,
        "platform_id": 1,
        "document_id": 1,
        "locale": "en",
        "interests": frozenset(interests or (Interest.WORDING,)),
    } | fields
    return ChangeFacts(**values)  # type: ignore[arg-type]  # as given


def make_reworded(**fields: Any) -> Change:
    """Make a document whose clause on notice was reworded, in full: its clauses are cut, followed and classified."""
    platform = factories.make_platform()
    clauses = [LIABILITY, LAW, LEAVE]
    document = add_document(platform, [[NOTICE_30, *clauses], [NOTICE_7, *clauses]], **fields)
    return Change.objects.select_related("document__platform").get(document=document)


def make_dates(version: Version, effective: datetime | None) -> DateReading:
    stated = effective and {
        "on": effective.date().isoformat(),
        "quote": "Effective",
        "offset": 0,
        "readings": [effective.date().isoformat()],
    }
    return DateReading.objects.create(
        version=version, reader="dates/test", effective=stated, read_at=factories.START
    )
