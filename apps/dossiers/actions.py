from django.db import models


class Action(models.TextChoices):
    """What the audit log says of dossiers."""

    STARTED = "dossier.started", "Dossier ordered"
    REPEATED = "dossier.repeated", "Dossier ordered again"
    DOWNLOADED = "dossier.downloaded", "Dossier downloaded"
