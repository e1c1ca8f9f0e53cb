from apps.provisions.models.assignment import Assignment
from apps.provisions.models.change import ChangeStatus, Descent, DescentKind, ProvisionChange
from apps.provisions.models.classification import Basis, Classification, ProvisionFact, ProvisionTopic
from apps.provisions.models.provision import Provision
from apps.provisions.models.standing import Standing
from apps.provisions.models.text import ProvisionText, Segmentation, SegmentKind
from apps.provisions.models.topic import Topic
from apps.provisions.models.wording import Wording

__all__ = [
    "Assignment",
    "Basis",
    "ChangeStatus",
    "Classification",
    "Descent",
    "DescentKind",
    "Provision",
    "ProvisionChange",
    "ProvisionFact",
    "ProvisionText",
    "ProvisionTopic",
    "SegmentKind",
    "Segmentation",
    "Standing",
    "Topic",
    "Wording",
]
