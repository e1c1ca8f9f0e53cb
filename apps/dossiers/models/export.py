from django.db import models
from django.db.models import F, Q

from apps.accounts.models import CustomerModel, User
from apps.dossiers.models.dossier import Dossier


class ExportState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    CLAIMED = "claimed", "Being made"
    DONE = "done", "Sealed"
    UNCHANGED = "unchanged", "Nothing new since the last edition"
    FAILED = "failed", "Could not be made"


class Stage(models.TextChoices):
    """How far the making got. What was gathered is kept, so a worker that dies is followed by one that goes on from there."""

    GATHERING = "gathering", "Reading the archive"
    LAYING_OUT = "laying_out", "Laying out pages"
    SIGNING = "signing", "Writing and signing the file"
    SEALED = "sealed", "Sealed"


_QUEUE = (ExportState.WAITING, ExportState.CLAIMED)
_SHA256 = r"^([0-9a-f]{64})?$"


class Export(CustomerModel):
    """One making of a dossier: the queue of record, how far it got, and the edition that came of it.

    An edition is numbered, and named by the digests of what it says and of its bytes, once it is sealed; a trigger keeps
    both. What says the same as an earlier edition is none: it leads to that one.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="exports")
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.WAITING)
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.GATHERING)
    as_of = models.DateTimeField(help_text="the archive is read as it stands at this moment")
    gathered_sha256 = models.CharField(max_length=64, blank=True, help_text="blob of what was gathered")
    content_sha256 = models.CharField(
        max_length=64, blank=True, help_text="of what an edition says; empty until it is one"
    )
    edition = models.PositiveIntegerField(null=True, blank=True)
    same_as = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    unsigned_sha256 = models.CharField(
        max_length=64, blank=True, help_text="of the file before it was signed"
    )
    file_sha256 = models.CharField(
        max_length=64, blank=True, help_text="blob of the file as it is handed out"
    )
    file_size = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    pages_laid_out = models.PositiveIntegerField(default=0)
    pages_expected = models.PositiveIntegerField(default=0)
    is_signed = models.BooleanField(default=False)
    is_stamped = models.BooleanField(
        default=False, help_text="a time-stamping authority confirmed the moment"
    )
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="in a row without a stage done")
    next_attempt_at = models.DateTimeField()
    nudged_at = models.DateTimeField(null=True, blank=True, help_text="when its nudge was last given")
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=60, blank=True, help_text="the code of what went wrong last")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "content_sha256"],
                condition=~Q(content_sha256=""),
                name="export_says_something_new",
            ),
            models.UniqueConstraint(fields=["dossier", "edition"], name="export_edition_once"),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(state__in=_QUEUE), name="export_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(state__in=ExportState.values), name="export_state_known"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="export_stage_known"),
            models.CheckConstraint(
                condition=Q(state=ExportState.CLAIMED, claim__isnull=False, claimed_at__isnull=False)
                | (~Q(state=ExportState.CLAIMED) & Q(claim=None, claimed_at=None)),
                name="export_claimed_by_somebody",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=ExportState.DONE, edition__gte=1, pages__gte=1)
                    & Q(done_at__isnull=False, stage=Stage.SEALED)
                    & ~Q(content_sha256="")
                    & ~Q(file_sha256="")
                    & ~Q(unsigned_sha256="")
                )
                | (~Q(state=ExportState.DONE) & Q(edition=None, content_sha256="", file_sha256="")),
                name="export_done_is_an_edition",
            ),
            models.CheckConstraint(
                condition=Q(state=ExportState.UNCHANGED, same_as__isnull=False)
                | (~Q(state=ExportState.UNCHANGED) & Q(same_as=None)),
                name="export_unchanged_names_which",
            ),
            models.CheckConstraint(condition=~Q(same_as=F("id")), name="export_same_as_another"),
            models.CheckConstraint(
                condition=Q(gathered_sha256__regex=_SHA256, file_sha256__regex=_SHA256),
                name="export_digests",
            ),
        ]
        indexes = [
            # a dossier's editions and attempts, the latest first
            models.Index(fields=["workspace", "dossier", "-id"], name="export_of_dossier"),
            # what is to be made next, and what dead workers had in hand
            models.Index(
                fields=["state", "next_attempt_at"], condition=Q(state__in=_QUEUE), name="export_queue"
            ),
            # the public page that checks a file
            models.Index(fields=["file_sha256"], condition=~Q(file_sha256=""), name="export_by_file"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier.public_id} edition {self.edition}" if self.edition else f"export {self.pk}"

    @property
    def is_being_made(self) -> bool:
        return self.state in _QUEUE

    @property
    def file_name(self) -> str:
        return f"{self.dossier.public_id}-{self.edition}.pdf"
