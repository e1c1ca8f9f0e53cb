from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from apps.core.blobs import BlobError
from apps.documents.errors import ImportHistoryError
from apps.documents.models import Document
from apps.documents.services.history_export import export_history
from apps.platforms.models import Platform


class Command(BaseCommand):
    help = (
        "Write every version as a dated Markdown file with an index, in the layout that import_history reads."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--platform", default="", metavar="SLUG", help="the documents of one platform only"
        )

    def handle(self, *args: Any, path: Path, platform: str, **options: Any) -> None:
        if platform and not Platform.objects.filter(slug=platform).exists():
            raise CommandError(f"There is no platform {platform!r}.")
        documents = versions = 0
        try:
            with tqdm(total=Document.objects.count(), unit=" documents", disable=None) as bar:
                for exported in export_history(root=path, platform=platform):
                    documents, versions = documents + 1, versions + exported.versions
                    bar.update()
        except (ImportHistoryError, BlobError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Exported {versions} versions of {documents} documents to {path}.")
