"""Extract stored captures again with today's extractor: a report first, then, when told so, the new versions."""

import sys
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet
from tqdm import tqdm

from apps.core.errors import ConductAtlasError
from apps.documents.models import Document, Version
from apps.documents.services.dates import fill_dates, versions_without_dates
from apps.documents.services.reextraction import Outlook, foresee, summary
from apps.documents.services.versions import reextract_document
from apps.pipeline.management.choosing import chosen_documents


class Command(BaseCommand):
    help = (
        "Extract the latest version of documents again with today's extractor and report what differs, recording "
        "nothing. With --apply, what differs becomes a version of our making, which alerts nobody, and the dates that "
        "texts give of themselves are read in every version that lacks them; a second pass changes nothing. Imported "
        "records have no page to extract again: their dates alone are read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("documents", nargs="*", help="ids such as CA-D-000001; all when none is given")
        parser.add_argument("--apply", action="store_true", help="record the versions, after the report")

    def handle(self, *args: Any, **options: Any) -> None:
        self._failed = 0
        documents = chosen_documents(options["documents"])
        outlooks = list(self._foreseen(documents))
        self.stdout.write(f"Read again: {summary(outlooks)}; {self._failed} could not be read.")
        differing = [outlook.document for outlook in outlooks if outlook.differs]
        undated = versions_without_dates().filter(document__in=documents)
        count = undated.count()
        if options["apply"]:
            self._apply(differing)
            self._date(undated)
        elif differing or count:
            dated = f"The dates of {count} versions are still to be read. " if count else ""
            self.stdout.write(f"{dated}Nothing was recorded; --apply records it.")
        if self._failed:
            raise CommandError(f"{self._failed} documents could not be extracted again.")

    def _foreseen(self, documents: QuerySet[Document]) -> Iterator[Outlook]:
        bar = tqdm(
            documents.iterator(), total=documents.count(), unit="document", disable=not sys.stderr.isatty()
        )
        for document in bar:
            try:
                outlook = foresee(document)
            except ConductAtlasError as error:
                self._fail(document, error)
                continue
            if outlook.differs:
                self.stdout.write(
                    f"{document.public_id} {outlook.kind}: {outlook.words_before} words before, {outlook.words_after} "
                    f"after; {outlook.words_added} added, {outlook.words_removed} removed"
                )
            yield outlook

    def _apply(self, documents: list[Document]) -> None:
        for document in documents:
            try:
                version = reextract_document(document=document)
            except ConductAtlasError as error:
                self._fail(document, error)
                continue
            if version is not None:
                self.stdout.write(f"{document.public_id}: version {version.number} by our extraction")

    def _date(self, undated: QuerySet[Version]) -> None:
        read = fill_dates(undated)
        if read:
            self.stdout.write(f"Dates: read in {read} versions.")

    def _fail(self, document: Document, error: ConductAtlasError) -> None:
        self._failed += 1
        self.stderr.write(f"{document.public_id}: {error.code}: {error}")
