"""What a digest says, read from the alerts of its window."""

from apps.alerts.digests.content import Content, Said, Sight, VendorGroup, content_of, sight_of

__all__ = ["Content", "Said", "Sight", "VendorGroup", "content_of", "sight_of"]
