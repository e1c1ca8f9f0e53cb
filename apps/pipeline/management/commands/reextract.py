"""Extract stored captures again with today's extractor."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet
from tqdm import tqdm

from apps.core.errors import ConductAtlasError
from apps.core.ids import InvalidPublicIdError, PublicIdKind, parse_public_id
from apps.documents.models import Document
from apps.documents.services.versions import reextract_document


class Command(BaseCommand):
    help = (
        "Extract the latest version of documents again with today's extractor. "
        "What differs becomes a version of our making, which alerts nobody."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("documents", nargs="*", help="ids such as CA-D-000001; all when none is given")

    def handle(self, *args: Any, **options: Any) -> None:
        documents = self._chosen(options["documents"])
        differing = failed = 0
        bar = tqdm(
            documents.iterator(), total=documents.count(), unit="document", disable=not sys.stderr.isatty()
        )
        for document in bar:
            try:
                version = reextract_document(document=document)
            except ConductAtlasError as error:
                failed += 1
                self.stderr.write(f"{document.public_id}: {error.code}: {error}")
                continue
            if version is not None:
                differing += 1
                self.stdout.write(f"{document.public_id}: version {version.number} by our extraction")
        self.stdout.write(f"{differing} documents read differently, {failed} could not be read.")
        if failed:
            raise CommandError(f"{failed} documents could not be extracted again.")

    def _chosen(self, ids: list[str]) -> QuerySet[Document]:
        documents = Document.objects.order_by("pk")
        if not ids:
            return documents
        try:
            numbers = [parse_public_id(PublicIdKind.DOCUMENT, text) for text in ids]
        except InvalidPublicIdError as error:
            raise CommandError(str(error)) from error
        missing = set(numbers) - set(documents.filter(pk__in=numbers).values_list("pk", flat=True))
        if missing:
            raise CommandError(f"No such documents: {', '.join(str(number) for number in sorted(missing))}.")
        return documents.filter(pk__in=numbers)
