"""Working off rounds with real workers, this process giving the beat."""

from io import StringIO

from django.core.management import call_command
from django.db.models import QuerySet

from apps.core import clock
from apps.documents.models import Document, Host, Source
from apps.pipeline.models import Run, State
from apps.pipeline.services.tracking import TrackRequest, track_address
from apps.pipeline.tasks import sweep_runs
from tests.pipeline.sites import Site
from tests.reliability.processes import eventually


def due_documents(site: Site, count: int) -> list[Document]:
    """Publish texts and declare them as documents that are due for their first capture."""
    documents = []
    for number in range(1, count + 1):
        site.publish(f"/terms/{number}", f"Schedule {number} applies to customers of that number only.")
        documents.append(track_address(TrackRequest(url=site.url(f"/terms/{number}"), platform="vendor")))
    Source.objects.update(next_check_at=clock.now())
    return documents


def sweep_until_finished(runs: QuerySet[Run]) -> None:
    """Sweep as the beat does, only oftener, until all the runs are finished."""

    def are_finished() -> bool:
        sweep_runs.delay()
        return not runs.exclude(state=State.FINISHED).exists()

    assert eventually(are_finished, every=0.5), list(runs.values("state", "stage", "steps"))


def end_turns_of_the_dead() -> None:
    """Let the minutes pass after which a dead worker's turn at a host is over."""
    Host.objects.update(free_at=clock.now())


def assert_archive_is_whole() -> None:
    call_command("verify_archive", all=True, stdout=StringIO())
