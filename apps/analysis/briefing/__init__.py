"""Builds what analysers are given from the rows: everything they may know of a clause or a change, and a digest of it."""

from apps.analysis.briefing.changes import change_brief
from apps.analysis.briefing.digests import brief_digest
from apps.analysis.briefing.provisions import provision_briefs

__all__ = ["brief_digest", "change_brief", "provision_briefs"]
