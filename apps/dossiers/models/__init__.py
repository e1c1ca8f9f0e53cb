from apps.dossiers.models.dossier import Dossier
from apps.dossiers.models.export import Export, ExportState, Stage

__all__ = ["Dossier", "Export", "ExportState", "Stage"]
