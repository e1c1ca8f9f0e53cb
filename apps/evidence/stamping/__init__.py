"""Timestamps of RFC 3161: asking an authority, checking what it says, and an authority of one's own for development."""
