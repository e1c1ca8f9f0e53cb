from apps.documents.models.acceptance import Acceptance
from apps.documents.models.capture import Capture, Fetcher, Outcome, Verdict
from apps.documents.models.change import MATERIAL_KINDS, Cause, Change, Kind
from apps.documents.models.dates import DateReading, DeadlineReading
from apps.documents.models.document import Document, FormerAddress
from apps.documents.models.health import Health, HealthState, Hold
from apps.documents.models.history import Collection, ImportedRecord, ImportedSeries
from apps.documents.models.host import Host, RobotsFile
from apps.documents.models.snapshot import Snapshot
from apps.documents.models.source import Route, Source
from apps.documents.models.version import Origin, Version, VersionPart
from apps.documents.models.volatile import VolatilePart

__all__ = [
    "MATERIAL_KINDS",
    "Acceptance",
    "Capture",
    "Cause",
    "Change",
    "Collection",
    "DateReading",
    "DeadlineReading",
    "Document",
    "Fetcher",
    "FormerAddress",
    "Health",
    "HealthState",
    "Hold",
    "Host",
    "ImportedRecord",
    "ImportedSeries",
    "Kind",
    "Origin",
    "Outcome",
    "RobotsFile",
    "Route",
    "Snapshot",
    "Source",
    "Verdict",
    "Version",
    "VersionPart",
    "VolatilePart",
]
