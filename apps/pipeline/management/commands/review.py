"""List pages in quarantine that a person should look at."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.documents.services.review import pages_to_review


class Command(BaseCommand):
    help = (
        "List documents whose page stays in quarantine, seen several times over days and by two fetchers, though it "
        "looks like a document: redesigned or rewritten. Look at the page, then run accept_capture."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(pages_to_review())
        for page in found:
            capture = page.capture
            reasons = "; ".join(reason["detail"] for reason in capture.reasons if reason["weight"] < 0)
            self.stdout.write(
                f"{page.document.public_id} {page.document.platform.name}, {page.document.title}: "
                f"capture {capture.pk} of {capture.finished_at:%Y-%m-%d %H:%M} UTC, "
                f"{page.sightings} times since {page.since:%Y-%m-%d}\n"
                f"  {capture.final_url}\n  {reasons}"
            )
        self.stdout.write(f"{len(found)} pages to review.")
